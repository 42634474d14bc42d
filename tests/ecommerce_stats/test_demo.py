from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from ecommerce_stats.models import MarketDay
from livestreams.demo import events, loading, programme, weekly
from livestreams.enums import HoldState, Method
from livestreams.models import ImportBatch, LiveRow, LiveSession, OrderLine, StaleSellerDay, StatusWord
from portal.accounts.models import User
from tests.factories.places import ProvinceFactory, WardFactory
from traders.demo import MARKETS
from traders.models import ShopAccount

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole demo with few orders a show."""
    monkeypatch.setattr(events, "BEN_THANH_ORDERS", 320)
    monkeypatch.setattr(events, "BEN_THANH_PLACED", 70_000_000)
    monkeypatch.setattr(events, "THU_DUC_ORDERS", 88)
    monkeypatch.setattr(events, "CON_ORDERS", 120)
    monkeypatch.setattr(weekly, "WEEKS", 3)
    monkeypatch.setattr(programme, "WEEKS", 3)
    ProvinceFactory.create(code="48", name="Đà Nẵng", full_name="Thành phố Đà Nẵng", full_name_en="Da Nang City")
    for plan in MARKETS:
        WardFactory.create(code=plan.ward, name=plan.ward, full_name=f"Phường {plan.ward}")


def load_demo() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def fair_value() -> int:
    days = MarketDay.objects.filter(market__slug="ben-thanh", day__range=events.BEN_THANH_DAYS)
    return sum(days.values_list("placed_value", flat=True))


def test_load_demo_twice_loads_once_and_leaves_figures_fresh_and_exact() -> None:
    first = load_demo()
    assert "Đã tính xong số liệu" in first
    for username in ("bql.benthanh", "so.tphcm", "thanhtra.tphcm", "tieuthuong.nhung", "quantri"):
        assert username in first
    batches = ImportBatch.objects.count()
    assert "giữ nguyên" in load_demo()
    assert ImportBatch.objects.count() == batches
    assert not StaleSellerDay.objects.exists()
    assert fair_value() == 70_000_000
    assert_every_review_page_has_something()


def assert_every_review_page_has_something() -> None:
    assert OrderLine.objects.filter(method=Method.REVIEW).exists()
    assert OrderLine.objects.filter(hold=HoldState.HELD).exists()
    assert OrderLine.objects.filter(trader=None).exists()
    assert StatusWord.objects.filter(meaning="").count() == 2
    assert LiveRow.objects.filter(session=None, is_current=True).exists()
    assert ImportBatch.objects.filter(rows_rejected__gt=0).exists()
    assert not ImportBatch.objects.exclude(state="processed").exists()


def test_load_demo_that_was_stopped_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, read = loading._import, []

    def stops_early(path: Path, account: ShopAccount, by: User | None) -> int:
        read.append(path)
        if len(read) == 8:
            raise KeyboardInterrupt
        return whole(path, account, by=by)

    monkeypatch.setattr(loading, "_import", stops_early)
    with pytest.raises(KeyboardInterrupt):
        load_demo()
    sessions = LiveSession.objects.count()
    assert "Đã tính xong số liệu" in load_demo()
    assert (LiveSession.objects.count(), fair_value()) == (sessions, 70_000_000)
