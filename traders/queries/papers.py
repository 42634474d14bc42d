"""Papers as pages show them: how each stands today, what waits, what runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from portal.search import folded_contains
from traders.enums import CheckState, PaperCondition, TraderState
from traders.models import Market, Paper
from traders.vneid import today

if TYPE_CHECKING:
    import datetime as dt

    from portal.accounts.models import User

BADGES = {
    PaperCondition.WAITING: "info",
    PaperCondition.REFUSED: "bad",
    PaperCondition.VALID: "good",
    PaperCondition.RUNS_OUT: "attention",
    PaperCondition.EXPIRED: "bad",
    PaperCondition.REPLACED: "neutral",
}


def condition_words(condition: str, ends: dt.date | None, day: dt.date) -> str:
    """``Hết hạn trong 12 ngày`` for a paper that runs out, the label for others."""
    if condition != PaperCondition.RUNS_OUT or ends is None:
        return str(PaperCondition(condition).label)
    left = (ends - day).days
    return f"Hết hạn trong {left} ngày" if left else "Hết hạn cuối hôm nay"


def papers_for(
    user: User, market: Market | None, *, search: str = "", condition: str = "", kind: str = ""
) -> QuerySet[Paper]:
    """Papers with ``condition``, trader and products at hand: what runs out first stands first."""
    papers = Paper.objects.visible_to(user).on(today()).select_related("trader__market", "replacement")
    papers = papers.prefetch_related("products")
    if market:
        papers = papers.filter(trader__market=market, trader__state=TraderState.ACTIVE)
    if condition:
        papers = papers.filter(Q(condition=condition))
    if kind:
        papers = papers.filter(kind=kind)
    if search:
        papers = papers.filter(folded_contains("trader__name_folded", search) | Q(number__icontains=search))
    return papers.order_by(F("valid_until").asc(nulls_last=True), "trader__name_order", "pk")


def waiting_papers(user: User, market: Market) -> QuerySet[Paper]:
    """What the organisation has to check, oldest first."""
    papers = Paper.objects.managed_by(user).filter(trader__market=market, state=CheckState.WAITING)
    return papers.select_related("trader__market", "trader__goods_line", "replaces", "added_by").order_by(
        "added_at", "pk"
    )


@dataclass(frozen=True, slots=True)
class PaperTally:
    """Papers of a market, or of all, that somebody has to do something about."""

    waiting: int
    runs_out: int
    expired: int
    valid: int


_TALLY = {  # in the order of PaperTally's fields
    "waiting": Count("pk", filter=Q(condition=PaperCondition.WAITING)),
    "runs_out": Count("pk", filter=Q(condition=PaperCondition.RUNS_OUT)),
    "expired": Count("pk", filter=Q(condition=PaperCondition.EXPIRED)),
    "valid": Count("pk", filter=Q(condition__in=(PaperCondition.VALID, PaperCondition.RUNS_OUT))),
}


def paper_tallies(user: User) -> list[tuple[Market, PaperTally]]:
    """Each market with papers that ``user`` sees; most that run out or are out first."""
    papers = Paper.objects.visible_to(user).filter(trader__state=TraderState.ACTIVE).on(today())
    rows = papers.order_by().values_list("trader__market_id").annotate(**_TALLY)
    found = {market_id: PaperTally(*counts) for market_id, *counts in rows}
    markets = Market.objects.filter(pk__in=found).select_related("ward").order_by("name_order")
    tallies = [(market, found[market.pk]) for market in markets]
    return sorted(tallies, key=lambda each: -(each[1].runs_out + each[1].expired))


def paper_tally(user: User, market: Market) -> PaperTally:
    papers = Paper.objects.visible_to(user).filter(trader__market=market, trader__state=TraderState.ACTIVE)
    return PaperTally(**papers.on(today()).aggregate(**_TALLY))


def sum_of(tallies: list[tuple[Market, PaperTally]]) -> PaperTally:
    return PaperTally(*(sum(getattr(tally, name) for _, tally in tallies) for name in _names()))


def _names() -> tuple[str, ...]:
    return ("waiting", "runs_out", "expired", "valid")
