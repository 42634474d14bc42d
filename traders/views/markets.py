"""Markets: the list, one market, and its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import can
from portal.accounts.roles import Action
from traders.forms import MarketForm, SearchForm
from traders.models import Market
from traders.permissions import can_manage, managed_market, visible_market
from traders.queries import accounts_for, markets_for, stalls_for, traders_for
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
def market_list(request: SignedInRequest) -> HttpResponse:
    """The markets that the reader may see; whoever has one market only goes straight to it."""
    form = SearchForm(request.GET)
    markets = markets_for(request.user, search=form.words)
    page = Paginator(markets, 50).get_page(request.GET.get("trang"))
    if not form.words and page.paginator.count == 1:
        return redirect("market_detail", markets[0].slug)
    return render(request, "traders/market_list.html", {"form": form, "page": page, "search": form.words})


@require_safe
def market_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    market = visible_market(request.user, slug)
    context = {
        "market": market,
        "can_manage": can_manage(request.user, market),
        "can_edit_page": Market.objects.managed_by(request.user, Action.EDIT_MARKET).filter(pk=market.pk).exists(),
        "sees_organisation": can(request.user, Action.SEE_ORGANISATIONS),
        "stall_count": stalls_for(request.user, market).count(),
        "trader_count": traders_for(request.user, market).count(),
        "account_count": accounts_for(request.user, market).count(),
    }
    return render(request, "traders/market_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def market_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    market = managed_market(request.user, slug)
    form = MarketForm(posted(request), instance=market)
    if form.is_valid():
        form.save()
        messages.success(request, f"Đã lưu thông tin {market}.")
        return redirect("market_detail", slug)
    back = reverse("market_detail", args=[slug])
    return form_page(request, form, market=market, title="Sửa thông tin chợ", back_url=back, submit="Lưu thông tin")
