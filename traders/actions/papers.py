"""Papers are handed in, checked, replaced, and their owners told in time before they run out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import MARKET_ROLES
from portal.audit import acting
from portal.notifications.actions import notify
from traders.enums import PAPER_STEPS, CheckState, TraderState
from traders.errors import TradersError
from traders.models import Market, Membership, Paper, Trader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User
    from traders.models import Product
    from traders.paper_files import TakenFile

WARN_DAYS = (30, 7)
"""A paper's owner and market are told when so many days are left, or fewer and nobody told them yet."""


@transaction.atomic
def add_paper(*, paper: Paper, products: Iterable[Product], taken: TakenFile | None, by: User) -> tuple[Paper, bool]:
    """Keep a new paper, which then waits to be checked; the same file for the same kind again returns the first.

    ``paper.replaces`` may name one of the same trader and kind. Raises TradersError.
    """
    Trader.objects.select_for_update().get(pk=paper.trader_id)
    if taken and (same := _same_file(paper, taken)):
        return same, False
    if paper.replaces and Paper.objects.filter(replaces=paper.replaces).exists():
        raise TradersError("Giấy tờ này đã có bản thay thế.")
    named = list(products)
    if any(product.trader_id != paper.trader_id for product in named):
        raise TradersError("Mặt hàng phải của cùng tiểu thương.")
    paper.added_by = by
    if taken:
        paper.sha256, paper.file = taken.sha256, taken.content
    with acting(by):
        paper.save()
        paper.products.set(named)
    return paper, True


def _same_file(paper: Paper, taken: TakenFile) -> Paper | None:
    same = Paper.objects.filter(trader=paper.trader_id, kind=paper.kind, sha256=taken.sha256)
    return same.exclude(state=CheckState.REFUSED).first()


@transaction.atomic
def accept_paper(*, paper: Paper, by: User) -> bool:
    """The organisation finds the paper good. False when it did already. Raises TradersError."""
    return _check(paper, CheckState.ACCEPTED, reason="", by=by)


@transaction.atomic
def refuse_paper(*, paper: Paper, reason: str, by: User) -> bool:
    """The organisation does not take the paper, and says why. False when it did so already. Raises TradersError."""
    if not reason:
        raise TradersError("Ghi lý do để tiểu thương biết phải làm gì.")
    return _check(paper, CheckState.REFUSED, reason=reason, by=by)


@transaction.atomic
def reopen_paper(*, paper: Paper, by: User) -> bool:
    """Undo a decision: the paper waits again. False when it waits already."""
    return _check(paper, CheckState.WAITING, reason="", by=by)


def _check(paper: Paper, state: CheckState, *, reason: str, by: User) -> bool:
    paper = Paper.objects.select_for_update(of=("self",)).select_related("trader__user").get(pk=paper.pk)
    if paper.state == state:
        return False
    if state not in PAPER_STEPS[CheckState(paper.state)]:
        before = CheckState(paper.state).label
        raise TradersError(f"Giấy tờ này đang “{before}”, không chuyển sang “{state.label}” được.")
    is_decided = state != CheckState.WAITING
    paper.state, paper.reason = state, reason
    paper.checked_by, paper.checked_at = (by, timezone.now()) if is_decided else (None, None)
    with acting(by):
        paper.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    if is_decided:
        _tell_decision(paper, by=by)
    return True


def _tell_decision(paper: Paper, *, by: User) -> None:
    is_accepted = paper.state == CheckState.ACCEPTED
    values = {"paper": str(paper)} | ({} if is_accepted else {"reason": paper.reason})
    notify(
        person=paper.trader.user,
        template="paper_accepted" if is_accepted else "paper_refused",
        values=values,
        key=f"paper:{paper.pk}:{paper.state}:{paper.checked_at:%Y%m%d%H%M%S%f}",
        link=reverse("paper_detail", args=[paper.pk]),
        by=by,
    )


def warn_of_papers(*, day: dt.date) -> int:
    """Tell owners and markets of papers that run out; each threshold of a paper once. Returns how many papers.

    Safe to run again, and after days on which it did not run: what was missed is said late rather than never.
    """
    papers = Paper.objects.running_out(day).filter(trader__state=TraderState.ACTIVE)
    papers = papers.filter(replacement=None).select_related("trader__user", "trader__market")
    found = list(papers)
    for paper in found:
        _warn_owner(paper, day)
    for market, ends in {(paper.trader.market, paper.valid_until) for paper in found}:
        count = sum((paper.trader.market, paper.valid_until) == (market, ends) for paper in found)
        if ends:
            _warn_market(market, ends, count, day)
    return len(found)


def _threshold(ends: dt.date, day: dt.date) -> int:
    """The least of ``WARN_DAYS`` that has come."""
    return min(threshold for threshold in WARN_DAYS if (ends - day).days <= threshold)


def _warn_owner(paper: Paper, day: dt.date) -> None:
    ends = paper.valid_until
    if ends is None:
        return
    notify(
        person=paper.trader.user,
        template="paper_runs_out",
        values={"paper": str(paper), "day": f"{ends:%d/%m/%Y}", "days": str((ends - day).days)},
        key=f"paper-runs-out:{paper.pk}:{_threshold(ends, day)}",
        link=reverse("paper_detail", args=[paper.pk]),
    )


def _warn_market(market: Market, ends: dt.date, count: int, day: dt.date) -> None:
    """One message a person of the organisation, day of ending and threshold."""
    values = {"market": market.name, "count": str(count), "day": f"{ends:%d/%m/%Y}", "days": str((ends - day).days)}
    staff = Membership.objects.filter(organisation=market.organisation_id, user__role__in=MARKET_ROLES)
    for member in staff.select_related("user"):
        notify(
            person=member.user,
            template="papers_run_out_market",
            values=values,
            key=f"papers-run-out:{market.pk}:{ends:%Y%m%d}:{_threshold(ends, day)}:{member.user_id}",
            link=f"{reverse('paper_list', args=[market.slug])}?tinh_trang=runs_out",
        )
