"""Traders who move from one market to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.accounts.roles import Action
from traders.enums import TransferState
from traders.models.markets import Market
from traders.models.people import Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor


class TransferQuerySet(models.QuerySet["MarketTransfer"]):
    def asked_by_markets_of(self, user: Actor) -> TransferQuerySet:
        """Moves away from markets whose traders this person may move."""
        return self.filter(from_market__in=Market.objects.managed_by(user, Action.MOVE_TRADERS))

    def received_by(self, user: Actor) -> TransferQuerySet:
        """Moves to markets for which this person may receive traders."""
        return self.filter(to_market__in=Market.objects.managed_by(user, Action.RECEIVE_TRADERS))

    def waiting(self) -> TransferQuerySet:
        return self.filter(state=TransferState.WAITING)


@pghistory.track()
class MarketTransfer(models.Model):
    """A trader's move to another market: asked for by the old one, done when the new one receives them."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="transfers", verbose_name="tiểu thương")
    from_market = models.ForeignKey(Market, models.PROTECT, related_name="transfers_away", verbose_name="chợ cũ")
    to_market = models.ForeignKey(Market, models.PROTECT, related_name="transfers_here", verbose_name="chợ mới")
    state = models.CharField("tình trạng", max_length=9, choices=TransferState, default=TransferState.WAITING)
    note = models.CharField("ghi chú cho chợ mới", max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("đề nghị lúc", auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    reason = models.CharField("lý do từ chối", max_length=300, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị chuyển chợ"
        verbose_name_plural = "đề nghị chuyển chợ"
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("trader",),
                condition=Q(state=TransferState.WAITING),
                name="transfer_one_waiting_a_trader",
                violation_error_message="Người này đang chờ một chợ khác nhận.",
            ),
            models.CheckConstraint(
                condition=~Q(from_market=F("to_market")),
                name="transfer_between_two_markets",
                violation_error_message="Chợ mới phải khác chợ cũ.",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.WAITING, decided_at__isnull=True)
                | Q(~Q(state=TransferState.WAITING), decided_at__isnull=False),
                name="transfer_decided_has_time",
                violation_error_message="Lần chuyển đã trả lời phải có lúc trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.REFUSED) | ~Q(reason=""),
                name="transfer_refused_has_reason",
                violation_error_message="Ghi lý do để chợ cũ biết.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trader}: {self.from_market} → {self.to_market}"
