"""Rows that migrations bring, for tests that empty the database: texts of consents, lines of goods, rules of tax."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from ecommerce_stats.models import TaxThreshold
from portal.privacy.models import ConsentText
from traders.goods_lines import load_goods_lines
from traders.models import GoodsLine


def bring_back() -> None:
    """What is there already stays."""
    if not ConsentText.objects.exists():
        import_module("portal.privacy.migrations.0002_consent_texts").add_texts(apps, None)
    if not GoodsLine.objects.exists():
        load_goods_lines(GoodsLine)
    if not TaxThreshold.objects.exists():
        import_module("ecommerce_stats.migrations.0002_tax_rules").load(apps, None)
