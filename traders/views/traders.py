"""Traders of one market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from traders.actions import save_trader
from traders.errors import TradersError
from traders.forms import SearchForm, TraderForm
from traders.permissions import can_manage, managed_market, managed_trader, visible_market, visible_trader
from traders.queries import traders_for
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from traders.models import Trader

log = structlog.get_logger(__name__)


@require_safe
def trader_list(request: SignedInRequest, slug: str) -> HttpResponse:
    market = visible_market(request.user, slug)
    form = SearchForm(request.GET)
    traders = traders_for(request.user, market, search=form.words)
    context = {
        "market": market,
        "can_manage": can_manage(request.user, market),
        "form": form,
        "search": form.words,
        "page": Paginator(traders, 50).get_page(request.GET.get("trang")),
    }
    return render(request, "traders/trader_list.html", context)


@require_safe
def trader_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One trader; the phone number is for the board and for the trader, and who read it is logged."""
    market = visible_market(request.user, slug)
    trader = visible_trader(request.user, market, pk)
    may_manage = can_manage(request.user, market)
    sees_phone = may_manage or trader.user == request.user
    if sees_phone and trader.phone:
        log.info("trader_phone_shown", trader=trader.pk, user=request.user.pk)
    context = {
        "market": market,
        "trader": trader,
        "stalls": trader.stalls.order_by("code"),
        "accounts": trader.shop_accounts.all(),
        "can_manage": may_manage,
        "sees_phone": sees_phone,
    }
    return render(request, "traders/trader_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def trader_add(request: SignedInRequest, slug: str) -> HttpResponse:
    market = managed_market(request.user, slug)
    form = TraderForm(posted(request), market=market)
    if trader := _saved(request, form):
        messages.success(request, f"Đã thêm {trader}.")
        return redirect("trader_detail", slug, trader.pk)
    back = reverse("trader_list", args=[slug])
    return form_page(request, form, market=market, title="Thêm tiểu thương", back_url=back, submit="Thêm tiểu thương")


@require_http_methods(["GET", "HEAD", "POST"])
def trader_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    trader = managed_trader(request.user, slug, pk)
    form = TraderForm(posted(request), instance=trader, market=trader.market)
    if _saved(request, form):
        messages.success(request, f"Đã lưu {trader}.")
        return redirect("trader_detail", slug, pk)
    back = reverse("trader_detail", args=[slug, pk])
    return form_page(
        request, form, market=trader.market, title="Sửa tiểu thương", back_url=back, submit="Lưu tiểu thương"
    )


def _saved(request: SignedInRequest, form: TraderForm) -> Trader | None:
    """The trader as saved; None when something has to be put right, which then stands in the form."""
    if not form.is_valid():
        return None
    codes = form.cleaned_data["stall_codes"]
    try:
        return save_trader(trader=form.save(commit=False), codes=codes, by=request.user)
    except TradersError as error:
        form.add_error("stall_codes", str(error))
        return None
