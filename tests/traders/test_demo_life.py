"""What goes on at the demo's markets: every page of the registers has something to show, however often it is loaded."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portal.accounts.demo import create_people
from portal.accounts.models import User
from portal.notifications.models import Message, MessageBatch
from portal.privacy.enums import RequestState
from portal.privacy.models import Breach, Consent, DataRequest, PersonalDataReading
from traders.demo import load_markets
from traders.demo.life import load_life
from traders.enums import (
    ApplicationHow,
    ApplicationState,
    CheckState,
    ListState,
    PaperCondition,
    RowVerdict,
    TraderState,
    TransferState,
    VneidState,
)
from traders.models import (
    MarketTransfer,
    Paper,
    ProductPicture,
    ShopAccount,
    Tenancy,
    Trader,
    TraderApplication,
    TraderList,
    TraderListRow,
    VneidStep,
)
from traders.queries.applications import cases_of

COUNTED = (
    User, Trader, Tenancy, TraderApplication, MarketTransfer, Paper, ProductPicture, TraderList, TraderListRow,
    ShopAccount, VneidStep, Message, MessageBatch, Consent, DataRequest, Breach, PersonalDataReading,
)  # fmt: skip


@pytest.mark.django_db
def test_life_twice_is_there_once_and_every_page_has_something() -> None:
    create_people()
    load_markets()
    load_life(print)
    counts = [model._default_manager.count() for model in COUNTED]
    load_markets()
    load_life(print)
    assert [model._default_manager.count() for model in COUNTED] == counts
    assert_queues_are_full()
    assert_papers_stand_in_every_way()
    assert_registers_have_a_history()
    assert_wishes_and_breaches_are_there()


def assert_queues_are_full() -> None:
    ours = TraderApplication.objects.filter(market__slug="ben-thanh")
    states = set(ours.values_list("state", flat=True))
    assert states == set(ApplicationState) - {ApplicationState.WITHDRAWN}
    assert ours.filter(confirmed_how=ApplicationHow.PAPER, state=ApplicationState.ACCEPTED).exists()
    cases = cases_of(list(ours.filter(state=ApplicationState.WAITING)))
    assert any(case.rivals for case in cases)
    assert any(case.holder for case in cases)
    assert any(double.is_strong for case in cases for double in case.doubles)
    assert sum(case.is_plain for case in cases) == 2
    assert TraderApplication.objects.filter(market__slug="con", state=ApplicationState.WAITING).count() == 2


def assert_papers_stand_in_every_way() -> None:
    papers = Paper.objects.filter(trader__market__slug="ben-thanh").on(timezone.localdate())
    stands = [getattr(paper, "condition") for paper in papers]  # noqa: B009 - annotated, which mypy cannot see
    assert set(stands) == set(PaperCondition) - {PaperCondition.REPLACED}
    assert papers.filter(replaces__isnull=False).exists()
    waiting = papers.filter(state=CheckState.WAITING)
    endings = set()
    for paper in waiting:
        with paper.file.open("rb") as file:
            endings.add((str(paper.file.name).rpartition(".")[2], file.read(4)))
    assert ("pdf", b"%PDF") in endings
    assert {ending for ending, _ in endings} > {"pdf"}


def assert_registers_have_a_history() -> None:
    assert set(MarketTransfer.objects.values_list("state", flat=True)) == {
        TransferState.WAITING,
        TransferState.RECEIVED,
    }
    assert Trader.objects.filter(market__slug="ben-thanh", state=TraderState.LEFT).count() == 2
    assert Tenancy.objects.filter(stall__code="BT003").count() == 2
    checked, applied = TraderList.objects.get(market__slug="ben-thanh"), TraderList.objects.get(market__slug="con")
    assert (checked.state, applied.state, applied.created_count) == (ListState.CHECKED, ListState.APPLIED, 8)
    verdicts = set(checked.rows.values_list("verdict", flat=True))
    assert verdicts >= {RowVerdict.NEW, RowVerdict.MATCH, RowVerdict.ERROR}
    for slug in ("ben-thanh", "con"):
        states = set(ShopAccount.objects.filter(market__slug=slug).values_list("vneid_state", flat=True))
        assert states >= {VneidState.LINKED, VneidState.NOT_LINKED, VneidState.NOT_NEEDED}
    assert MessageBatch.objects.filter(template="vneid_missing", count__gt=0).count() == 1


def assert_wishes_and_breaches_are_there() -> None:
    assert set(DataRequest.objects.values_list("state", flat=True)) == {RequestState.ASKED, RequestState.DONE}
    assert Breach.objects.get().closed_at is not None
    nhung = User.objects.get(username="tieuthuong.nhung")
    assert nhung.consents.filter(withdrawn_at__isnull=False).exists()
    assert PersonalDataReading.objects.filter(person=nhung).count() == 2
    assert (nhung.phone, nhung.trader.phone, nhung.trader.claimed_at is None) == ("+84900000001",) * 2 + (False,)
