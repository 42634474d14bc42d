"""Which session an order belongs to: the six rules, their boundaries, and what follows when sessions change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from livestreams.actions.reviews import decide_session, match_live_row
from livestreams.actions.sessions import save_session
from livestreams.actions.undo import undo_import
from livestreams.models import ImportBatch, LiveRow, LiveSession
from tests.factories.traders import ShopAccountFactory
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LIVE, TEMPLATE, TIKTOK, TIKTOK_65, Export
from tests.livestreams.stored import line, lines, outcome, warned
from traders.models import ShopAccount, Trader

type Open = Callable[..., LiveSession]

LOCAL = dt.timezone(dt.timedelta(hours=7))


def at(clock: str, day: int = 15) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, 6, day), dt.time.fromisoformat(clock), LOCAL)


@pytest.fixture
def session(live_shop: ShopAccount) -> Open:
    """``session("A", at("20:00"), at("22:00"))`` saves a session as the pages do."""

    def opened(
        code: str, start: dt.datetime, end: dt.datetime, account: ShopAccount | None = None, **rest: Any
    ) -> LiveSession:
        owner = account or live_shop
        made = LiveSession(
            code=code, title=code, account=owner, market=owner.market, planned=DateTimeTZRange(start, end), **rest
        )
        return save_session(session=made, by=None)

    return opened


@pytest.fixture
def evening(session: Open) -> LiveSession:
    """20:00 to 22:00 on 15/06/2026."""
    return session("A", at("20:00"), at("22:00"))


def way(**where: Any) -> tuple[str | None, str, str]:
    """(session code, method, airing) of the only order there is, the same on all its lines."""
    [found] = {(one.session.code if one.session else None, one.method, one.airing) for one in lines(**where)}
    return found


def sold(bring: Bring, placed: str, export: Export = TIKTOK, **cells: str) -> tuple[str | None, str, str]:
    bring(export, export.row(placed=placed, **cells))
    return way()


NONE = (None, "none", "none")
REVIEW = (None, "review", "none")


# Rules 4 to 6: by time


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        ("15/06/2026 19:59:59", NONE),
        ("15/06/2026 20:00:00", ("A", "session_time", "in")),
        ("15/06/2026 21:59:59", ("A", "session_time", "in")),
        ("15/06/2026 22:00:00", ("A", "after_session", "after")),
        ("16/06/2026 21:59:59", ("A", "after_session", "after")),
        ("16/06/2026 22:00:00", NONE),
    ],
)
def test_session_is_half_open_and_sau_phien_lasts_24_hours(
    bring: Bring, evening: LiveSession, placed: str, expected: tuple[str | None, str, str]
) -> None:
    assert sold(bring, placed) == expected


def test_real_time_goes_before_the_planned_one(bring: Bring, session: Open) -> None:
    session("A", at("20:00"), at("22:00"), actual_start=at("20:30"), actual_end=at("21:00"))
    bring(
        TIKTOK,
        *(
            TIKTOK.row(order_no=str(n), placed=f"15/06/2026 {clock}")
            for n, clock in enumerate(("20:15:00", "20:30:00", "21:00:00"))
        ),
    )
    assert [one.method for one in lines()] == ["none", "session_time", "after_session"]


def test_after_the_one_that_ended_last(bring: Bring, session: Open) -> None:
    session("A", at("08:00"), at("10:00"))
    session("B", at("09:00"), at("12:00"))
    session("C", at("11:00"), at("11:30"))
    assert sold(bring, "15/06/2026 13:00:00") == ("B", "after_session", "after")


def test_inside_one_wins_over_after_another(bring: Bring, evening: LiveSession, session: Open) -> None:
    session("B", at("18:00"), at("20:00"))
    assert sold(bring, "15/06/2026 20:00:00") == ("A", "session_time", "in")


def test_inside_two_is_for_a_person(bring: Bring, evening: LiveSession, session: Open) -> None:
    session("B", at("21:00"), at("23:00"))
    assert sold(bring, "15/06/2026 21:30:00") == REVIEW


def test_after_two_that_ended_together_is_for_a_person(bring: Bring, evening: LiveSession, session: Open) -> None:
    session("B", at("21:00"), at("22:00"))
    assert sold(bring, "15/06/2026 22:30:00") == REVIEW


def test_session_of_another_shop_never_takes_an_order_by_time(bring: Bring, session: Open, trader_row: Trader) -> None:
    session("A", at("20:00"), at("22:00"), account=ShopAccountFactory.create(trader=trader_row))
    assert sold(bring, "15/06/2026 20:30:00") == NONE


@pytest.mark.parametrize("export", [TIKTOK, TEMPLATE], ids=lambda export: export.name)
def test_date_without_a_time_is_never_attributed_by_time(
    bring: Bring, session: Open, shop: Callable[[str], ShopAccount], export: Export
) -> None:
    session("A", at("00:00"), at("23:00"), account=shop(export.platform))
    assert sold(bring, "15/06/2026", export) == NONE


def test_date_without_a_time_is_not_attributed_by_handle_either(bring: Bring, session: Open) -> None:
    session("A", at("00:00"), at("23:00"), creator_handle="co.ba")
    assert sold(bring, "15/06/2026", TIKTOK_65, handle="co.ba") == NONE


# Rule 1: code and chosen session


def test_code_in_the_file_decides_whatever_the_time(
    bring: Bring, session: Open, shop: Callable[[str], ShopAccount]
) -> None:
    session("A", at("20:00", 1), at("22:00", 1), account=shop("other"))
    session("B", at("20:00"), at("22:00"), account=shop("other"))
    assert sold(bring, "15/06/2026 20:30", TEMPLATE, session_code="A")[:2] == ("A", "session_code")


def test_code_of_a_session_on_another_shop_counts(bring: Bring, evening: LiveSession) -> None:
    assert sold(bring, "15/06/2026", TEMPLATE, session_code="A")[:2] == ("A", "session_code")


def test_unknown_code_keeps_the_line_and_asks(bring: Bring, session: Open, shop: Callable[[str], ShopAccount]) -> None:
    session("B", at("20:00"), at("22:00"), account=shop("other"))
    assert sold(bring, "15/06/2026 20:30", TEMPLATE, session_code="lạ") == REVIEW
    assert line().placed_value == 100_000


def test_two_codes_in_one_order_are_for_a_person(bring: Bring, evening: LiveSession, session: Open) -> None:
    session("B", at("18:00"), at("20:00"))
    bring(TEMPLATE, *(TEMPLATE.row(product=code, session_code=code) for code in "AB"))
    assert way() == REVIEW


def test_code_on_one_line_decides_for_the_whole_order(bring: Bring, evening: LiveSession) -> None:
    bring(TEMPLATE, TEMPLATE.row(session_code="A"), TEMPLATE.row(product="Khăn", session_code=""))
    assert way()[:2] == ("A", "session_code")


def test_session_chosen_at_upload_is_for_orders_without_a_code(
    bring: Bring, evening: LiveSession, session: Open
) -> None:
    other = session("B", at("18:00"), at("20:00"))
    bring(
        TEMPLATE,
        TEMPLATE.row(order_no="1", session_code="A"),
        TEMPLATE.row(order_no="2", session_code=""),
        TEMPLATE.row(order_no="3", session_code="lạ"),
        session=other,
    )
    assert [way(order_no=order_no)[:2] for order_no in "123"] == [
        ("A", "session_code"), ("B", "session_code"), (None, "review"),
    ]  # fmt: skip


def test_session_added_afterwards_answers_its_code(
    bring: Bring, session: Open, shop: Callable[[str], ShopAccount]
) -> None:
    bring(TEMPLATE, TEMPLATE.row(session_code="A"))
    assert way() == REVIEW
    session("A", at("20:00"), at("22:00"), account=shop("other"))
    assert way() == ("A", "session_code", "in")


# Rule 2: the creator in the file


@pytest.mark.parametrize("handle", ["co.ba", "@co.ba", "CO.BA", " Co.Ba\t"])
def test_creator_of_the_file_is_that_of_the_session_on_whatever_account(
    bring: Bring, session: Open, trader_row: Trader, handle: str
) -> None:
    session("A", at("20:00"), at("22:00"), account=ShopAccountFactory.create(trader=trader_row), creator_handle="co.ba")
    assert sold(bring, "15/06/2026 20:30:00", TIKTOK_65, handle=handle) == ("A", "creator_handle", "in")


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        ("15/06/2026 19:59:59", NONE),
        ("15/06/2026 20:00:00", ("A", "creator_handle", "in")),
        ("15/06/2026 22:00:00", ("A", "creator_handle", "after")),
        ("16/06/2026 21:59:59", ("A", "creator_handle", "after")),
        ("16/06/2026 22:00:00", NONE),
    ],
)
def test_creator_counts_until_24_hours_after_the_session(
    bring: Bring, session: Open, placed: str, expected: tuple[str | None, str, str]
) -> None:
    session("A", at("20:00"), at("22:00"), creator_handle="co.ba")
    assert sold(bring, placed, TIKTOK_65, handle="co.ba") == expected


def test_another_creator_never_falls_through_to_time(bring: Bring, session: Open) -> None:
    session("A", at("20:00"), at("22:00"), creator_handle="co.ba")
    assert sold(bring, "15/06/2026 20:30:00", TIKTOK_65, handle="chu.tu") == NONE


def test_creator_decides_between_two_sessions_at_once(bring: Bring, session: Open) -> None:
    session("A", at("20:00"), at("22:00"), creator_handle="co.ba")
    session("B", at("20:00"), at("22:00"), creator_handle="chu.tu")
    assert sold(bring, "15/06/2026 20:30:00", TIKTOK_65, handle="chu.tu") == ("B", "creator_handle", "in")


def test_creators_own_sessions_inside_wins_then_the_one_that_ended_last(bring: Bring, session: Open) -> None:
    session("A", at("08:00"), at("10:00"), creator_handle="co.ba")
    session("B", at("12:00"), at("13:00"), creator_handle="co.ba")
    rows = [
        TIKTOK_65.row(order_no=clock, placed=f"15/06/2026 {clock}:00:00", handle="co.ba")
        for clock in ("11", "12", "14")
    ]
    bring(TIKTOK_65, *rows)
    assert [(one.session.code, one.airing) for one in lines() if one.session] == [
        ("A", "after"),
        ("B", "in"),
        ("B", "after"),
    ]


def test_creator_inside_two_own_sessions_is_for_a_person(bring: Bring, session: Open) -> None:
    session("A", at("20:00"), at("22:00"), creator_handle="co.ba")
    session("B", at("20:30"), at("22:30"), creator_handle="co.ba")
    assert sold(bring, "15/06/2026 21:00:00", TIKTOK_65, handle="co.ba") == REVIEW


def test_best_method_among_the_lines_of_an_order_decides(bring: Bring, session: Open) -> None:
    session("A", at("20:00"), at("22:00"))
    session("B", at("18:00"), at("20:00"), creator_handle="co.ba")
    row = {"placed": "15/06/2026 20:30:00"}
    bring(TIKTOK_65, TIKTOK_65.row(sku="1", **row), TIKTOK_65.row(sku="2", handle="co.ba", **row))
    assert way() == ("B", "creator_handle", "after")


def test_two_creators_in_one_order_are_for_a_person(bring: Bring, session: Open) -> None:
    for code, handle in (("A", "co.ba"), ("B", "chu.tu")):
        session(code, at("20:00"), at("22:00"), creator_handle=handle)
    bring(TIKTOK_65, TIKTOK_65.row(sku="1", handle="co.ba"), TIKTOK_65.row(sku="2", handle="chu.tu"))
    assert way() == REVIEW


# Rule 3: LIVE rows


def test_live_row_gives_the_session_its_time_and_orders_follow(bring: Bring, session: Open) -> None:
    made = session("A", at("20:00"), at("22:00"), creator_id="6526684195492729856")
    bring(
        TIKTOK,
        TIKTOK.row(order_no="1", placed="15/06/2026 20:02:00"),
        TIKTOK.row(order_no="2", placed="15/06/2026 21:50:00"),
    )
    assert {one.method for one in lines()} == {"session_time"}
    bring(LIVE, LIVE.row(launched="2026/06/15/ 20:04", duration="1h 40min"))
    made.refresh_from_db()
    assert (made.starts_at, made.ends_at, made.time_source) == (at("20:04"), at("21:44"), "live_row")
    assert [way(order_no=order_no) for order_no in "12"] == [NONE, ("A", "after_session", "after")]
    bring(TIKTOK, TIKTOK.row(order_no="3", placed="15/06/2026 20:04:00"))
    assert way(order_no="3") == ("A", "live_row", "in")


def test_live_row_matches_by_handle_where_no_id_is_known(bring: Bring, session: Open) -> None:
    session("A", at("20:00"), at("22:00"), creator_handle="co.ba.ban.mam")
    bring(LIVE, LIVE.row())
    assert LiveRow.objects.get().session is not None


@pytest.mark.parametrize(
    ("clock", "is_matched"), [("19:29", False), ("19:30", True), ("20:30", True), ("20:31", False)]
)
def test_live_row_matches_within_thirty_minutes(bring: Bring, session: Open, clock: str, *, is_matched: bool) -> None:
    session("A", at("20:00"), at("22:00"), creator_id="6526684195492729856")
    batch = bring(LIVE, LIVE.row(launched=f"2026/06/15/ {clock}"))
    assert (LiveRow.objects.get().session is not None) is is_matched
    assert warned(batch) == ({} if is_matched else {"unmatched_live_rows": 1})


def test_live_row_takes_the_session_of_its_creator_that_starts_nearest(bring: Bring, session: Open) -> None:
    who = {"creator_id": "6526684195492729856"}
    session("A", at("19:45"), at("20:00"), **who)
    session("B", at("20:15"), at("21:00"), **who)
    session("C", at("20:04"), at("21:00"), creator_id="1")
    bring(LIVE, LIVE.row(launched="2026/06/15/ 20:04"))
    matched = LiveRow.objects.get().session
    assert matched is not None
    assert matched.code == "B"


def test_live_rows_have_the_four_outcomes_too(bring: Bring) -> None:
    first, second = LIVE.row(), LIVE.row(launched="2026/06/16/ 20:00")
    assert outcome(bring(LIVE, first, second)) == (2, 0, 0, 0)
    batch = bring(
        LIVE,
        first,
        LIVE.row(launched="2026/06/16/ 20:00", views="9"),
        LIVE.row(duration="?"),
        LIVE.row(launched="2026/06/17/ 20:00"),
    )
    assert outcome(batch) == (1, 1, 1, 1)
    assert LiveRow.objects.filter(is_current=True).count() == 3


def test_live_row_is_the_same_to_the_minute(bring: Bring) -> None:
    bring(LIVE, LIVE.row(launched="2026/06/15/ 20:04"))
    assert outcome(bring(LIVE, LIVE.row(launched="2026/06/15/ 20:04:31"))) == (0, 0, 1, 0)


def test_live_row_arriving_before_its_session_finds_it_when_it_is_added(bring: Bring, session: Open) -> None:
    bring(LIVE, LIVE.row())
    made = session("A", at("20:00"), at("22:00"), creator_id="6526684195492729856")
    assert made.time_source == "live_row"
    assert LiveRow.objects.get().session == made


def test_undone_live_file_gives_the_session_its_own_time_back(bring: Bring, session: Open) -> None:
    made = session("A", at("20:00"), at("22:00"), creator_id="6526684195492729856")
    batch = bring(LIVE, LIVE.row())
    bring(TIKTOK, TIKTOK.row(placed="15/06/2026 21:50:00"))
    assert way() == ("A", "after_session", "after")
    undo_import(batch=batch, by=None)
    made.refresh_from_db()
    assert (made.starts_at, made.time_source) == (at("20:00"), "planned")
    assert way() == ("A", "session_time", "in")


def test_row_that_a_person_matched_stays_matched(bring: Bring, session: Open) -> None:
    made = session("A", at("12:00"), at("14:00"), creator_id="6526684195492729856")
    bring(LIVE, LIVE.row())
    assert LiveRow.objects.get().session is None
    match_live_row(row=LiveRow.objects.get(), session=made, by=None)
    made.refresh_from_db()
    assert (made.starts_at, made.time_source) == (at("20:04"), "live_row")
    bring(LIVE, LIVE.row(views="99"))
    assert LiveRow.objects.get(is_current=True).session == made
    save_session(session=made, by=None)
    made.refresh_from_db()
    assert made.starts_at == at("20:04")


# Again when sessions change


def test_order_follows_a_session_that_is_moved_added_or_handed_to_another_shop(
    bring: Bring, evening: LiveSession, session: Open, trader_row: Trader
) -> None:
    assert sold(bring, "15/06/2026 20:30:00") == ("A", "session_time", "in")
    evening.planned = DateTimeTZRange(at("18:00"), at("20:00"))
    save_session(session=evening, by=None)
    assert way() == ("A", "after_session", "after")
    session("B", at("20:00"), at("21:00"))
    assert way() == ("B", "session_time", "in")
    moved = LiveSession.objects.get(code="B")
    moved.account = ShopAccountFactory.create(trader=trader_row)
    save_session(session=moved, by=None)
    assert way() == ("A", "after_session", "after")


def test_order_in_two_sessions_is_decided_when_one_is_moved_away(
    bring: Bring, evening: LiveSession, session: Open
) -> None:
    other = session("B", at("20:00"), at("22:00"))
    assert sold(bring, "15/06/2026 20:30:00") == REVIEW
    other.planned = DateTimeTZRange(at("10:00"), at("11:00"))
    save_session(session=other, by=None)
    assert way() == ("A", "session_time", "in")


def test_order_follows_a_creator_that_the_session_gets_later(bring: Bring, evening: LiveSession) -> None:
    assert sold(bring, "15/06/2026 20:30:00", TIKTOK_65, handle="co.ba") == NONE
    evening.creator_handle = "co.ba"
    save_session(session=evening, by=None)
    assert way() == ("A", "creator_handle", "in")
    evening.creator_handle = "chu.tu"
    save_session(session=evening, by=None)
    assert way() == NONE


@pytest.mark.parametrize("chosen", [True, False], ids=["a session", "none"])
def test_what_a_person_decided_stays(bring: Bring, evening: LiveSession, session: Open, *, chosen: bool) -> None:
    other = session("B", at("08:00"), at("09:00"))
    batch = bring(TIKTOK, TIKTOK.row(status="To ship"))
    decide_session(account=line().account, order_nos=[line().order_no], session=other if chosen else None, by=None)
    expected = ("B", "manual") if chosen else (None, "manual")
    assert way()[:2] == expected
    evening.planned = DateTimeTZRange(at("19:00"), at("23:00"))
    save_session(session=evening, by=None)
    assert way()[:2] == expected
    bring(TIKTOK, TIKTOK.row(), TIKTOK.row(sku="9"))
    assert way()[:2] == expected
    undo_import(batch=ImportBatch.objects.latest("pk"), by=None)
    assert way()[:2] == expected
    assert batch.pk == line().batch_id


def test_airing_of_all_lines_is_that_of_the_orders_earliest(bring: Bring, evening: LiveSession) -> None:
    bring(TIKTOK, TIKTOK.row(sku="1", placed="15/06/2026 21:59:59"), TIKTOK.row(sku="2", placed="15/06/2026 22:00:01"))
    assert way() == ("A", "session_time", "in")
