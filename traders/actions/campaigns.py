"""One message to all traders who still have accounts to link with VNeID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.notifications.actions import notify_many
from portal.notifications.models import MessageBatch
from traders.errors import TradersError
from traders.models import Market
from traders.queries.campaigns import TEMPLATE, campaign_plan
from traders.queries.vneid import markets_to_write

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def send_vneid_campaign(
    *, market: Market | None, again: bool, expected: int, key: str, by: User
) -> tuple[MessageBatch, bool]:
    """Write to all in ``market`` (None: in all that ``by`` may write to) who miss a link and can be reached.

    Holds the markets, so that two who send at once write to nobody twice. ``expected`` is the number that was
    shown: raises TradersError when it is another one now, or none. A second call with ``key`` returns the first
    batch and False.
    """
    markets = Market.objects.filter(pk=market.pk) if market else markets_to_write(by)
    list(Market.objects.select_for_update().filter(pk__in=markets.values("pk")).order_by("pk"))
    if done := MessageBatch.objects.filter(key=key).first():
        return done, False
    plan = campaign_plan(by, market)
    receivers = {trader.user: trader for trader in plan.receivers(again=again)}
    if not receivers:
        raise TradersError("Không còn ai để nhắn: người còn thiếu đã được nhắn trong 7 ngày qua hoặc không nhận tin.")
    if len(receivers) != expected:
        raise TradersError(f"Danh sách vừa thay đổi, nay có {len(receivers)} người. Xem lại rồi bấm gửi lần nữa.")
    batch = notify_many(
        people=receivers,
        template=TEMPLATE,
        values_for=lambda person: plan.values_for(receivers[person]),
        title=f"VNeID · {market.name if market else 'các chợ'}",
        by=by,
        link="/vneid/",
        key=key,
    )
    return batch, True
