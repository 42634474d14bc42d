"""TikTok Live Analysis (Seller Center): one row a live. Money stays the platform's word, never ours.

The header stands below a date range; launch times read ``2026/04/18/ 22:14``, durations ``1h 40min``.
The currency stands in the header, so headers are compared by their part before `` (``.
In files seen, ``Nickname`` is the @handle and ``Creator`` may be the displayed name or the handle.
"""

from __future__ import annotations

from livestreams.order_files.layout import Kind, Layout, column, signature
from traders.enums import Platform

METRICS = {
    "gross_merchandise_value": "LIVE gross merchandise value",
    "products_added": "Products added",
    "products_sold": "Different Products Sold",
    "created_sku_orders": "Created SKU orders",
    "sku_orders": "LIVE SKU orders",
    "items_sold": "LIVE items sold",
    "unique_customers": "Unique customers",
    "average_price": "Average Price",
    "click_to_order_rate": "Click-to-order rate",
    "attributed_gmv": "LIVE attributed GMV",
    "viewers": "Viewers",
    "views": "Views",
    "average_viewing_seconds": "Average viewing duration",
    "comments": "Comments",
    "shares": "Shares",
    "likes": "LIVE likes",
    "new_followers": "New followers",
    "product_impressions": "Product Impressions",
    "product_clicks": "Product Clicks",
    "click_through_rate": "CTR",
}
"""Name of the metric → header of the export (without what stands in brackets)."""

LAYOUT = Layout(
    name="tiktok_live_analysis",
    label="TikTok Shop – phân tích LIVE",
    platforms=frozenset({Platform.TIKTOK_SHOP.value}),
    signatures=(
        signature("Creator ID", "Launched Time", "Duration"),
        signature("Creator", "Launched Time", "Duration"),
        signature("Nickname", "Launched Time", "Duration"),
    ),
    is_live=True,
    has_digit_ids=True,
    columns=(
        column("creator_id", Kind.ID, "Creator ID"),
        column("creator_handle", Kind.HANDLE, "Nickname", "Creator"),
        column("creator_name", Kind.HANDLE, "Creator"),
        column("launched_at", Kind.MINUTE, "Launched Time", required=True),
        column("duration", Kind.DURATION, "Duration", required=True),
        *(column(name, Kind.METRIC, header) for name, header in METRICS.items()),
    ),
)
