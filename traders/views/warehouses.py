"""Where a trader sends goods from; kept by the market's people, and by the trader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from traders.forms import WarehouseForm
from traders.permissions import can_manage, visible_market, visible_trader
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from traders.models import Trader, Warehouse


@require_http_methods(["GET", "HEAD", "POST"])
def warehouse_add(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    trader = _keeper_of(request, slug, pk)
    form = WarehouseForm(posted(request), trader=trader)
    return _save_or_ask(request, form, trader, "Thêm kho")


@require_http_methods(["GET", "HEAD", "POST"])
def warehouse_edit(request: SignedInRequest, slug: str, pk: int, warehouse_pk: int) -> HttpResponse:
    trader = _keeper_of(request, slug, pk)
    form = WarehouseForm(posted(request), instance=_warehouse(trader, warehouse_pk), trader=trader)
    remove = reverse("warehouse_remove", args=[slug, pk, warehouse_pk])
    return _save_or_ask(request, form, trader, "Sửa kho", remove_url=remove)


@require_http_methods(["GET", "HEAD", "POST"])
def warehouse_remove(request: SignedInRequest, slug: str, pk: int, warehouse_pk: int) -> HttpResponse:
    trader = _keeper_of(request, slug, pk)
    warehouse = _warehouse(trader, warehouse_pk)
    if request.method == "POST":
        warehouse.delete()
        messages.success(request, f"Đã xóa {warehouse.name}.")
        return redirect("trader_detail", slug, pk)
    context = {"warehouse": warehouse, "trader": trader, "market": trader.market}
    return render(request, "traders/warehouse_remove.html", context)


def _keeper_of(request: SignedInRequest, slug: str, pk: int) -> Trader:
    """The trader whose warehouses this person keeps: their own, or those of a market that they manage."""
    market = visible_market(request.user, slug)
    trader = visible_trader(request.user, market, pk)
    if trader.user_id != request.user.pk and not can_manage(request.user, market):
        raise PermissionDenied
    trader.market = market
    return trader


def _warehouse(trader: Trader, pk: int) -> Warehouse:
    return get_object_or_404(trader.warehouses.select_related("ward"), pk=pk)


def _save_or_ask(
    request: SignedInRequest, form: WarehouseForm, trader: Trader, title: str, *, remove_url: str = ""
) -> HttpResponse:
    if form.is_valid():
        messages.success(request, f"Đã lưu {form.save().name}.")
        return redirect("trader_detail", trader.market.slug, trader.pk)
    back = reverse("trader_detail", args=[trader.market.slug, trader.pk])
    return form_page(
        request, form, market=trader.market, title=title, back_url=back, submit="Lưu kho", remove_url=remove_url
    )
