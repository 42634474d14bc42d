"""How far the linking of shops with VNeID has come at the demo's markets, and a message to those who lack it."""

from __future__ import annotations

from traders.actions.campaigns import send_vneid_campaign
from traders.actions.vneid import check_link, send_back
from traders.demo.life.people import board_of, market_of
from traders.demo.registers import SHOWN
from traders.enums import VneidState
from traders.models import ShopAccount
from traders.queries.campaigns import campaign_plan

CAMPAIGN = "demo:vneid:con"


def fill() -> None:
    """At both markets one shop need not be linked and one report was not enough; Cồn has written to the others."""
    if ShopAccount.objects.filter(vneid_state=VneidState.NOT_NEEDED).exists():
        return
    for slug in SHOWN:
        _settle_two(slug)
    con, by = market_of("con"), board_of("con")
    expected = len(campaign_plan(by, con).receivers(again=False))
    if expected:
        send_vneid_campaign(market=con, again=False, expected=expected, key=CAMPAIGN, by=by)


def _settle_two(slug: str) -> None:
    by = board_of(slug)
    accounts = ShopAccount.objects.filter(market__slug=slug, trader__isnull=False).order_by("pk")
    if (idle := accounts.filter(vneid_state=VneidState.NOT_LINKED).last()) is not None:
        check_link(account=idle, state=VneidState.NOT_NEEDED, evidence="Gian hàng đã đóng từ tháng 8", by=by)
    if (vague := accounts.filter(vneid_state=VneidState.REPORTED).last()) is not None:
        send_back(account=vague, reason="Ảnh chụp chưa thấy dòng “Đã định danh”. Chị chụp lại giúp.", by=by)
