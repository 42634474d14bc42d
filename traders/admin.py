"""What has no page of its own: lines of goods, and a market's address and organisation.

People, stalls, shops and who works where are changed on the portal's pages, whose actions tell, record and settle.
"""

from django.contrib import admin

from traders.models import GoodsLine, Market


@admin.register(GoodsLine)
class GoodsLineAdmin(admin.ModelAdmin[GoodsLine]):
    list_display = ("name", "slug", "is_group", "parent")
    list_select_related = ("parent",)
    list_filter = ("is_group",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Market)
class MarketAdmin(admin.ModelAdmin[Market]):
    list_display = ("name", "slug", "ward", "organisation", "kind", "grade")
    list_select_related = ("ward", "organisation")
    search_fields = ("name__unaccent", "slug")
    raw_id_fields = ("ward",)
