"""Papers: what files are taken, how a paper stands on a day, who decides, who is told in time."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.goods import PDF, PaperFactory, ProductFactory
from tests.factories.traders import GoodsLineFactory, TraderFactory
from tests.pictures import jpeg, png
from tests.threads import at_once
from traders.actions.papers import accept_paper, add_paper, refuse_paper, reopen_paper, warn_of_papers
from traders.enums import PAPER_STEPS, CheckState, PaperKind, TraderState
from traders.errors import TradersError
from traders.models import GoodsLine, Market, Paper, Trader
from traders.paper_files import MAX_BYTES, PaperFileError, take_paper
from traders.queries.papers import condition_words, paper_tallies, paper_tally, papers_for
from traders.queries.products import missing_papers
from traders.tasks import tell_of_papers

pytestmark = pytest.mark.django_db
LOCAL = timezone.get_default_timezone()
DAY = dt.date(2026, 11, 22)


def file(content: bytes, name: str = "giay.pdf") -> ContentFile[bytes]:
    return ContentFile(content, name=name)


# Files


def test_pdf_is_kept_as_it_is_under_a_name_of_ours() -> None:
    taken = take_paper(file(PDF, "../../../etc/passwd.html"))
    assert taken.content.read() == PDF
    assert taken.content.name is not None
    assert taken.content.name.endswith(".pdf")
    assert "/" not in taken.content.name


def test_picture_is_written_anew_without_what_cameras_say() -> None:
    exif = Image.Exif()
    exif[0x010E] = "nha rieng 12 Le Loi"
    taken = take_paper(file(jpeg(exif=exif), "giay.pdf"))
    kept = taken.content.read()
    assert b"nha rieng" not in kept
    assert Image.open(io.BytesIO(kept)).format in {"AVIF", "WEBP"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "Chỉ nhận tệp PDF hoặc ảnh"),
        (b" %PDF-1.4 after a blank %%EOF", "Chỉ nhận tệp PDF hoặc ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Chỉ nhận tệp PDF hoặc ảnh"),
        (b"PK\x03\x04 a workbook", "Chỉ nhận tệp PDF hoặc ảnh"),
        (b"MZ\x90\x00 a program", "Chỉ nhận tệp PDF hoặc ảnh"),
        (b"GIF89a<script>alert(1)</script>", "Chỉ nhận tệp PDF hoặc ảnh"),
        (b"", "Chỉ nhận tệp PDF hoặc ảnh"),
        (PDF[:40], "bị hỏng hoặc chưa tải hết"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "nội dung chạy được"),
        (PDF.replace(b"/Catalog", b"/Catalog/Launch"), "nội dung chạy được"),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "có mật khẩu"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "không phải là ảnh đọc được"),
        (b"RIFF0000WAVEfmt ", "không phải là ảnh đọc được"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(PaperFileError, match=words):
        take_paper(file(content))


def test_polyglot_of_picture_and_page_loses_the_page() -> None:
    kept = take_paper(file(png() + b"<script>alert(1)</script>", "anh.png")).content.read()
    assert b"script" not in kept


def test_file_over_ten_megabytes_is_refused() -> None:
    with pytest.raises(PaperFileError, match="10 MB"):
        take_paper(file(PDF + b" " * MAX_BYTES))


# How a paper stands


@pytest.mark.parametrize(
    ("fields", "condition", "words"),
    [
        ({"state": "waiting"}, "waiting", "Chờ kiểm tra"),
        ({"state": "refused", "reason": "mờ"}, "refused", "Chưa đạt"),
        ({"valid_until": None}, "valid", "Còn giá trị"),
        ({"valid_until": DAY + dt.timedelta(31)}, "valid", "Còn giá trị"),
        ({"valid_until": DAY + dt.timedelta(30)}, "runs_out", "Hết hạn trong 30 ngày"),
        ({"valid_until": DAY}, "runs_out", "Hết hạn cuối hôm nay"),
        ({"valid_until": DAY - dt.timedelta(1)}, "expired", "Đã hết hạn"),
    ],
)
def test_paper_stands_on_a_day(trader_row: Trader, fields: dict[str, Any], condition: str, words: str) -> None:
    checked = {"state": "accepted"} | fields
    at = None if checked["state"] == "waiting" else timezone.now()
    PaperFactory.create(trader=trader_row, checked_at=at, **checked)
    paper = Paper.objects.on(DAY).get()
    found: str = paper.condition  # type: ignore[attr-defined] # annotated
    assert found == condition
    assert condition_words(found, paper.valid_until, DAY) == words


def test_paper_ends_at_midnight_in_viet_nam(trader_row: Trader, market_board: User) -> None:
    accepted(trader_row, valid_until=DAY)
    for moment, condition in (
        (dt.datetime(2026, 11, 22, 23, 59, 59, tzinfo=LOCAL), "runs_out"),
        (dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC), "expired"),
    ):
        with time_machine.travel(moment, tick=False):
            assert [paper.pk for paper in papers_for(market_board, None, condition=condition)]


def accepted(trader: Trader, **fields: Any) -> Paper:
    return PaperFactory.create(trader=trader, state=CheckState.ACCEPTED, checked_at=timezone.now(), **fields)


def test_paper_that_was_replaced_stays_to_be_read_and_counts_no_more(trader_row: Trader, market_board: User) -> None:
    old = accepted(trader_row, valid_until=DAY + dt.timedelta(5))
    new = PaperFactory.create(trader=trader_row, replaces=old)
    assert list(Paper.objects.running_out(DAY)) == [old]  # the new one still waits
    accept_paper(paper=new, by=market_board)
    assert not Paper.objects.running_out(DAY).exists()
    assert Paper.objects.on(DAY).get(pk=old.pk).condition == "replaced"  # type: ignore[attr-defined] # annotated


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "accepted"}, "paper_checked_has_time"),
        ({"checked_at": timezone.now()}, "paper_checked_has_time"),
        ({"state": "refused", "checked_at": timezone.now()}, "paper_refused_has_reason"),
        ({"issued_on": dt.date(2028, 1, 1)}, "paper_days_in_order"),
    ],
)
def test_paper_that_cannot_be_is_refused(trader_row: Trader, fields: dict[str, Any], name: str) -> None:
    paper = PaperFactory.build(trader=trader_row, **fields)
    with pytest.raises(ValidationError):
        paper.validate_constraints()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        paper.save()


def test_paper_in_its_own_place_is_refused(trader_row: Trader) -> None:
    paper = PaperFactory.create(trader=trader_row)
    with pytest.raises(IntegrityError, match="paper_not_its_own_replacement"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(replaces=paper)


def test_same_file_twice_for_a_kind_is_refused_by_the_database(trader_row: Trader) -> None:
    PaperFactory.create(trader=trader_row, sha256="a" * 64)
    with pytest.raises(IntegrityError, match="paper_file_once_a_kind"), transaction.atomic():
        PaperFactory.create(trader=trader_row, sha256="a" * 64)


# Decisions

DECIDE = {
    CheckState.ACCEPTED: lambda paper, by: accept_paper(paper=paper, by=by),
    CheckState.REFUSED: lambda paper, by: refuse_paper(paper=paper, reason="mờ", by=by),
    CheckState.WAITING: lambda paper, by: reopen_paper(paper=paper, by=by),
}


@pytest.mark.parametrize("before", CheckState)
@pytest.mark.parametrize("after", CheckState)
def test_decision_from_each_state_to_each(
    before: CheckState, after: CheckState, trader_row: Trader, market_board: User
) -> None:
    paper = PaperFactory.create(trader=trader_row)
    DECIDE[before](paper, market_board)
    if after == before:
        assert DECIDE[after](paper, market_board) is False
    elif after in PAPER_STEPS[before]:
        assert DECIDE[after](paper, market_board) is True
    else:
        with pytest.raises(TradersError, match="không chuyển sang"):
            DECIDE[after](paper, market_board)
    paper.refresh_from_db()
    assert paper.state == (after if after in PAPER_STEPS[before] else before)
    assert (paper.checked_by is not None) == (paper.state != CheckState.WAITING)


def test_refusal_needs_a_reason_and_tells_it(trader_row: Trader, market_board: User) -> None:
    paper = PaperFactory.create(trader=trader_row)
    with pytest.raises(TradersError, match="Ghi lý do"):
        refuse_paper(paper=paper, reason="", by=market_board)
    refuse_paper(paper=paper, reason="Ảnh thiếu con dấu", by=market_board)
    assert "Ảnh thiếu con dấu" in Message.objects.get(person=trader_row.user).text


def test_paper_for_goods_of_somebody_else_is_refused(trader_row: Trader) -> None:
    foreign = ProductFactory.create()
    with pytest.raises(TradersError, match="cùng tiểu thương"):
        add_paper(
            paper=Paper(trader=trader_row, kind=PaperKind.ORIGIN), products=[foreign], taken=None, by=trader_row.user
        )


def test_paper_is_replaced_once(trader_row: Trader) -> None:
    old = accepted(trader_row)
    for number in ("1", "2"):
        new = Paper(trader=trader_row, kind=old.kind, replaces=old, number=number)
        if number == "1":
            add_paper(paper=new, products=[], taken=None, by=trader_row.user)
        else:
            with pytest.raises(TradersError, match="đã có bản thay thế"):
                add_paper(paper=new, products=[], taken=None, by=trader_row.user)


@pytest.mark.django_db(transaction=True)
def test_paper_sent_twice_at_once_is_one_paper(trader_row: Trader) -> None:
    def send() -> bool:
        paper = Paper(trader=trader_row, kind=PaperKind.ORIGIN)
        return add_paper(paper=paper, products=[], taken=take_paper(file(PDF)), by=trader_row.user)[1]

    assert sorted(at_once(send)) == [False, True]
    assert Paper.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_decision_tapped_twice_at_once_is_one_message(trader_row: Trader, market_board: User) -> None:
    paper = PaperFactory.create(trader=trader_row)
    assert sorted(at_once(lambda: accept_paper(paper=paper, by=market_board))) == [False, True]
    assert Message.objects.count() == 1


# Warnings


def told() -> set[tuple[int | None, str]]:
    return set(Message.objects.values_list("person_id", "template"))


@pytest.mark.parametrize("days", [31, 30, 8, 7, 0, -1])
def test_owner_and_market_are_told_at_each_threshold(trader_row: Trader, market_board: User, days: int) -> None:
    accepted(trader_row, valid_until=DAY + dt.timedelta(days))
    warn_of_papers(day=DAY)
    expected = {(trader_row.user_id, "paper_runs_out"), (market_board.pk, "papers_run_out_market")}
    assert told() == (expected if 0 <= days <= 30 else set())


def test_paper_is_told_of_once_a_threshold_however_often_it_is_looked_at(
    trader_row: Trader, market_board: User
) -> None:
    accepted(trader_row, valid_until=DAY + dt.timedelta(30))
    counts = []
    for later in (0, 0, 1, 22, 23, 23, 30, 31):
        warn_of_papers(day=DAY + dt.timedelta(later))
        counts.append(Message.objects.filter(person=trader_row.user).count())
    assert counts == [1, 1, 1, 1, 2, 2, 2, 2]
    assert Message.objects.filter(person=market_board).count() == 2


def test_nobody_is_told_of_what_was_renewed_or_of_who_left(trader_row: Trader, ben_thanh: Market) -> None:
    PaperFactory.create(trader=trader_row, replaces=accepted(trader_row, valid_until=DAY))
    accepted(TraderFactory.create(market=ben_thanh, state=TraderState.LEFT), valid_until=DAY)
    assert warn_of_papers(day=DAY) == 0


def test_task_goes_by_the_day_in_viet_nam(trader_row: Trader) -> None:
    accepted(trader_row, valid_until=dt.date(2026, 12, 22))
    with time_machine.travel(dt.datetime(2026, 11, 21, 16, 59, tzinfo=dt.UTC), tick=False):
        tell_of_papers()
        assert not Message.objects.exists()
    with time_machine.travel(dt.datetime(2026, 11, 21, 17, 1, tzinfo=dt.UTC), tick=False):
        tell_of_papers()
    assert "còn 30 ngày" in Message.objects.get(person=trader_row.user).text


def test_tallies_count_each_market_by_how_its_papers_stand(
    trader_row: Trader, official: User, market_board: User, ben_thanh: Market
) -> None:
    today = timezone.localdate()
    for days in (-3, 3, 300):
        accepted(trader_row, valid_until=today + dt.timedelta(days))
    PaperFactory.create(trader=trader_row)
    [(market, tally)] = paper_tallies(official)
    assert market == ben_thanh
    assert (tally.waiting, tally.runs_out, tally.expired, tally.valid) == (1, 1, 1, 2)
    assert paper_tally(market_board, ben_thanh) == tally


# Which goods need which papers


def kinds(product: Any, day: dt.date = DAY, **options: Any) -> set[str]:
    return {rule.kind for rule in missing_papers([product], day, **options)[product.pk]}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("vai-soi", {"origin"}),
        ("hai-san-kho", {"origin", "food_safety"}),
        ("an-uong", {"origin", "food_safety"}),
        ("my-pham", {"origin", "advertising"}),
        (None, {"origin"}),
    ],
)
def test_goods_need_the_papers_of_their_line(trader_row: Trader, line: str | None, expected: set[str]) -> None:
    Trader.objects.filter(pk=trader_row.pk).update(goods_line=None)
    goods_line = GoodsLine.objects.get(slug=line) if line else None
    product = ProductFactory.create(trader=Trader.objects.get(pk=trader_row.pk), goods_line=goods_line)
    assert kinds(product) == expected
    assert kinds(product, is_advertised=False) == expected - {"advertising"}
    assert "origin" not in kinds(product, dt.date(2026, 6, 30))


def test_line_of_the_trader_stands_in_for_one_that_the_product_lacks(trader_row: Trader) -> None:
    food = GoodsLine.objects.get(slug="trai-cay")
    Trader.objects.filter(pk=trader_row.pk).update(goods_line=food)
    product = ProductFactory.create(trader=Trader.objects.get(pk=trader_row.pk))
    assert "food_safety" in kinds(product)


def test_paper_covers_all_goods_or_those_that_it_names(trader_row: Trader) -> None:
    line = GoodsLineFactory.create(slug="vai-soi")
    first, second = ProductFactory.create_batch(2, trader=trader_row, goods_line=line)
    paper = accepted(trader_row, valid_until=DAY)
    assert (kinds(first), kinds(second)) == (set(), set())
    paper.products.set([first])
    assert (kinds(first), kinds(second)) == (set(), {"origin"})
    assert kinds(first, DAY + dt.timedelta(1)) == {"origin"}


def test_paper_that_waits_or_belongs_to_another_covers_nothing(trader_row: Trader) -> None:
    product = ProductFactory.create(trader=trader_row, goods_line=GoodsLineFactory.create(slug="vai-soi"))
    PaperFactory.create(trader=trader_row)
    accepted(TraderFactory.create(market=trader_row.market))
    assert kinds(product) == {"origin"}
