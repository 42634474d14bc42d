"""Registrations and moves as rows; tests of the actions call them instead."""

from __future__ import annotations

from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.traders import MarketFactory, TraderFactory
from traders.enums import ApplicationHow, ApplicationState
from traders.models import Market, MarketTransfer, TraderApplication


def applications_to(market: Market) -> dict[str, int]:
    """One that waits, one written at the stall, and a trader who waits to be received; row of the table → id."""
    waiting = TraderApplication.objects.create(
        user=UserFactory.create(), market=market, name="Lê Thị Mai", stall_code="C1",
        state=ApplicationState.WAITING, submitted_at=timezone.now(),
    )  # fmt: skip
    written = TraderApplication.objects.create(
        market=market, name="Phạm Thị Sáu", recorded_by=UserFactory.create(), confirmed_how=ApplicationHow.PAPER
    )
    mover = TraderFactory.create(market=MarketFactory.create(slug="tan-dinh"))
    asked = MarketTransfer.objects.create(trader=mover, from_market=mover.market, to_market=market)
    return {"application": waiting.pk, "assisted_confirm": written.pk, "transfer_answer": asked.pk}
