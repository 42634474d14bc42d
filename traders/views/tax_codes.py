"""A person's tax code, opened on purpose and never kept by a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from traders.actions.tax_codes import open_tax_code
from traders.permissions import visible_market, visible_trader

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_POST
@never_cache
@may(Action.READ_TAX_CODE)
@recently_authenticated
def trader_tax_code(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The 12 digits; the person can see later who opened them."""
    market = visible_market(request.user, slug)
    trader = visible_trader(request.user, market, pk)
    if not trader.personal_tax_code:
        raise Http404
    code = open_tax_code(trader=trader, by=request.user, where=f"Trang tiểu thương, {trader.market}")
    return render(request, "traders/trader_tax_code.html", {"market": market, "trader": trader, "code": code})
