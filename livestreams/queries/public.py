"""Sessions as everybody may know them, for the public pages of markets (settings.PUBLIC_MARKET_SESSIONS)."""

from __future__ import annotations

from django.utils import timezone

from livestreams.models import LiveSession
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries.consents import consenting
from traders.enums import TraderState
from traders.models import Market
from traders.queries.public import PublicSession
from traders.shop_links import shop_url

MOST = 6


def public_sessions_of(market: Market) -> list[PublicSession]:
    """What is on air or comes next, the soonest first.

    The shop is told when it is the market's own, or its trader agreed to stand on the market's page.
    """
    sessions = LiveSession.objects.filter(market=market, ends_at__gt=timezone.now()).order_by("starts_at", "pk")
    shown = list(sessions.select_related("account__trader")[:MOST])
    people = [session.account.trader.user_id for session in shown if session.account.trader]
    agreed = set(consenting(ConsentPurpose.PUBLIC_PAGE).filter(person__in=people))
    return [
        PublicSession(
            title=session.title,
            platform=session.account.get_platform_display(),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            url=shop_url(session.account) if _is_told(session, agreed) else "",
        )
        for session in shown
    ]


def _is_told(session: LiveSession, agreed: set[int]) -> bool:
    owner = session.account.trader
    return owner is None or (owner.state == TraderState.ACTIVE and owner.user_id in agreed)
