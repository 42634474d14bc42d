"""Layouts of platforms' exports. A new layout is one new module here and one name in ``LAYOUTS``."""

from __future__ import annotations

from livestreams.order_files import (
    lazada_orders,
    pancake_orders,
    portal_template,
    shopee_orders,
    tiktok_live_analysis,
    tiktok_orders,
)
from livestreams.order_files.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    tiktok_orders.LAYOUT,
    tiktok_live_analysis.LAYOUT,
    shopee_orders.LAYOUT,
    lazada_orders.LAYOUT,
    portal_template.LAYOUT,
    pancake_orders.LAYOUT,
)
BY_NAME = {layout.name: layout for layout in LAYOUTS}
