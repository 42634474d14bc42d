"""Writing to the traders whose accounts are not linked with VNeID: whom it reaches, what it says, what came of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.notifications.texts import text_named
from portal.privacy.actions import record_reading
from traders.actions.campaigns import send_vneid_campaign
from traders.errors import TradersError
from traders.forms.campaigns import CampaignForm
from traders.queries.campaigns import TEMPLATE, CampaignPlan, campaign_plan, past_campaigns
from traders.queries.vneid import markets_to_write

if TYPE_CHECKING:
    from portal.accounts.permissions import SignedInRequest
    from traders.models import Market

HISTORY = 20
PHONES = "Số điện thoại trong đợt nhắn về VNeID"


@may(Action.SEND_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def vneid_campaigns(request: SignedInRequest) -> HttpResponse:
    """Show whom a message would reach; send it when asked to."""
    markets = markets_to_write(request.user).order_by("name_order")
    slug = request.GET.get("cho", "")
    market = get_object_or_404(markets, slug=slug) if slug else None
    form = CampaignForm(request.POST) if request.method == "POST" else None
    if form and _sent(request, form, market):
        return redirect(request.get_full_path())
    plan = campaign_plan(request.user, market)
    context = _context(request, plan, market) | {"markets": list(markets), "form": form}
    return render(request, "traders/vneid_campaigns.html", context, status=422 if form else 200)


def _sent(request: SignedInRequest, form: CampaignForm, market: Market | None) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        batch, is_new = send_vneid_campaign(
            market=market,
            again=data["again"],
            expected=data["expected"],
            key=f"vneid:{request.user.pk}:{data['key']}",
            by=request.user,
        )
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    said = f"Đã gửi cho {batch.count} người." if is_new else f"Đợt này đã được gửi cho {batch.count} người."
    messages.success(request, said)
    return True


def _context(request: SignedInRequest, plan: CampaignPlan, market: Market | None) -> dict[str, Any]:
    receivers = plan.receivers(again=True)
    sample = text_named(TEMPLATE).render(plan.values_for(receivers[0])) if receivers else ""
    sees_phones = can(request.user, Action.CHECK_PAPERS)
    if sees_phones and request.method == "GET":
        people = [trader.user_id for trader in plan.unwilling]
        record_reading(people=people, reader=request.user, what=PHONES, where=request.path)
    return {
        "plan": plan,
        "market": market,
        "sample": sample,
        "sample_for": receivers[0] if receivers else None,
        "both": len(receivers),
        "key": secrets.token_urlsafe(12),
        "sees_phones": sees_phones,
        "history": past_campaigns(request.user)[:HISTORY],
    }
