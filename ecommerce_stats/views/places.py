"""Figures of the city, of a market and of a stall."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from ecommerce_stats.dashboards import dashboard_of
from ecommerce_stats.exports import as_csv, as_xlsx
from ecommerce_stats.forms import FigureFilterForm
from ecommerce_stats.stalls import with_stall_codes
from ecommerce_stats.views import figures_page as shown
from ecommerce_stats.views.figures_page import Dimension, FiguresPage
from ecommerce_stats.views.links import given, link, shortened
from ecommerce_stats.views.regions import region_key, region_response
from ecommerce_stats.views.rows import RowAddresses
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from traders.models import Market, Trader
from traders.permissions import visible_market

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse, HttpResponseBase

    from portal.accounts.permissions import SignedInRequest

CITY_DIMENSIONS = (shown.MARKETS, shown.WARDS, shown.GOODS_LINES, shown.PLATFORMS)
MARKET_DIMENSIONS = (shown.STALLS, shown.GOODS_LINES, shown.PLATFORMS, shown.SESSIONS, shown.AIRINGS)
STALL_DIMENSIONS = (shown.SESSIONS, shown.PLATFORMS, shown.AIRINGS)

SWAPS = {"so-lieu": "swapped"}
"""The element that filters and tabs swap, and the partial that it is swapped for."""


@require_safe
def figures(request: SignedInRequest) -> HttpResponse:
    """The figures page of the person's role."""
    if can(request.user, Action.SEE_CITY_FIGURES):
        return redirect("city_figures")
    if can(request.user, Action.SEE_MARKET_FIGURES):
        market = Market.objects.visible_to(request.user).order_by("name").first()
        return redirect("market_figures", market.slug) if market else redirect("home")
    trader = Trader.objects.visible_to(request.user).first()
    return redirect("stall_figures", trader.pk) if trader else redirect("home")


@require_safe
@may(Action.SEE_CITY_FIGURES)
def city_figures(request: SignedInRequest) -> HttpResponseBase:
    """The city's figures, for those who answer for the city."""
    city = request.user.city
    form = FigureFilterForm(given(request), user=request.user)
    return _respond(
        request,
        form,
        CITY_DIMENSIONS,
        title=f"Số liệu {city.full_name}" if city else "Số liệu mọi tỉnh, thành",
        file_name="so-lieu-thanh-pho",
        own_query={},
        empty_hint="Khi ban quản lý các chợ nhập file đơn hàng, số liệu hiện ra ở đây sau vài giây. "
        "Chọn kỳ khác nếu đang tìm số cũ.",
    )


@require_safe
@may(Action.SEE_MARKET_FIGURES)
def market_figures(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """A market's figures, for its board and for the city."""
    market = visible_market(request.user, slug)
    return _respond(
        request,
        FigureFilterForm(given(request), user=request.user, market=market),
        MARKET_DIMENSIONS,
        title=f"Số liệu {market.name}",
        file_name=f"so-lieu-{market.slug}",
        own_query={"cho": market.slug},
        empty_hint="Nhập file đơn hàng tải từ sàn, số liệu của chợ hiện ra ở đây sau vài giây. "
        "Chọn kỳ khác nếu đang tìm số cũ.",
    )


@require_safe
def stall_figures(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What one trader sold: for themselves, their market's board and the city."""
    trader = get_object_or_404(Trader.objects.visible_to(request.user).select_related("market"), pk=pk)
    form = FigureFilterForm(given(request), user=request.user, market=trader.market)
    form.base = replace(form.base, market_id=None, trader_id=trader.pk)
    is_own = trader.user_id == request.user.pk
    return _respond(
        request,
        form,
        STALL_DIMENSIONS,
        title="Sạp của tôi" if is_own else f"Số liệu của {trader.name}",
        file_name=f"so-lieu-sap-{trader.pk}",
        own_query={"sap": trader.pk},
        empty_hint="Chưa có đơn nào của sạp trong kỳ này. Gửi file đơn hàng tải từ sàn cho ban quản lý chợ để nhập.",
    )


def _respond(
    request: SignedInRequest, form: FigureFilterForm, dimensions: Sequence[Dimension], **place: Any
) -> HttpResponseBase:
    """The page, its fragment, or the file that the address asks for."""
    if redirected := shortened(request):
        return redirected
    if not form.is_valid():
        raise Http404("Không có kỳ hoặc bộ lọc này.")
    dimension = _chosen(dimensions, request.GET.get("theo", ""))

    def page() -> FiguresPage:
        return _page(request, form, dimensions, dimension, **place)

    if wanted := request.GET.get("tai"):
        return _file(page(), wanted)
    title = f"{place['title']}, {form.period.name}"
    key = region_key(form.base, title, link(request.path, given(request)))
    return region_response(request, "ecommerce_stats/figures.html", title, key, lambda: {"page": page()}, SWAPS)


def _page(
    request: SignedInRequest,
    form: FigureFilterForm,
    dimensions: Sequence[Dimension],
    dimension: Dimension,
    **place: Any,
) -> FiguresPage:
    """Read the figures."""
    board = dashboard_of(form.scope, form.period, dimension.by)
    if dimension.by == "trader":
        board = replace(board, rows=with_stall_codes(board.rows))
    addresses = RowAddresses(form, board)
    return FiguresPage(
        path=request.path,
        form=form,
        dashboard=board,
        dimensions=dimensions,
        dimension=dimension,
        row_query=addresses.query,
        row_page=addresses.page,
        **place,
    )


def _chosen(dimensions: Sequence[Dimension], slug: str) -> Dimension:
    found = [dimension for dimension in dimensions if dimension.slug == slug]
    if slug and not found:
        raise Http404("Không chia theo cách này.")
    return found[0] if found else dimensions[0]


def _file(page: FiguresPage, wanted: str) -> HttpResponseBase:
    """``xlsx`` is everything; the slug of a table is that table as CSV."""
    export = page.export
    if wanted == "xlsx":
        return as_xlsx(export)
    if wanted not in {table.slug for table in export.tables}:
        raise Http404("Không có bảng này.")
    return as_csv(export, wanted)
