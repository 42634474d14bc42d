"""The registers for the portal's administrator: whole lists, who belongs to which board, lines of goods."""

from django.contrib import admin

from traders.models import GoodsLine, ManagementOrganisation, Market, Membership, ShopAccount, Stall, Trader


@admin.register(GoodsLine)
class GoodsLineAdmin(admin.ModelAdmin[GoodsLine]):
    list_display = ("name", "slug", "is_group", "parent")
    list_select_related = ("parent",)
    list_filter = ("is_group",)
    prepopulated_fields = {"slug": ("name",)}


class MembershipInline(admin.TabularInline[Membership, ManagementOrganisation]):
    model = Membership
    raw_id_fields = ("user", "added_by")
    extra = 0


@admin.register(ManagementOrganisation)
class ManagementOrganisationAdmin(admin.ModelAdmin[ManagementOrganisation]):
    list_display = ("name", "kind", "city")
    list_select_related = ("city",)
    list_filter = ("kind", "city")
    search_fields = ("name__unaccent",)
    inlines = (MembershipInline,)


@admin.register(Market)
class MarketAdmin(admin.ModelAdmin[Market]):
    list_display = ("name", "slug", "ward", "organisation", "kind", "grade")
    list_select_related = ("ward", "organisation")
    search_fields = ("name__unaccent", "slug")
    raw_id_fields = ("ward",)


@admin.register(Trader)
class TraderAdmin(admin.ModelAdmin[Trader]):
    list_display = ("name", "market", "goods_line")
    list_select_related = ("market", "goods_line")
    list_filter = ("market", "goods_line")
    search_fields = ("name__unaccent",)
    raw_id_fields = ("market", "user")


@admin.register(Stall)
class StallAdmin(admin.ModelAdmin[Stall]):
    list_display = ("code", "market", "trader")
    list_select_related = ("market", "trader")
    list_filter = ("market",)
    search_fields = ("code",)
    autocomplete_fields = ("market", "trader")


@admin.register(ShopAccount)
class ShopAccountAdmin(admin.ModelAdmin[ShopAccount]):
    list_display = ("handle", "platform", "market", "trader")
    list_select_related = ("market", "trader")
    list_filter = ("platform", "market")
    search_fields = ("handle",)
    autocomplete_fields = ("market", "trader")
