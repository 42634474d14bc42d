"""Any files in any order end in the same lines, and those are the lines of a plain reading of the definitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livestreams.actions.undo import undo_import
from livestreams.models import ImportBatch, OrderLine, OrderVersion
from livestreams.order_lines.line import Line
from livestreams.order_lines.merging import Version, number_lines, rank_of, replay
from livestreams.order_lines.settling import settle
from tests.livestreams.conftest import Bring
from tests.livestreams.files import SHOPEE, Row
from tests.livestreams.stored import lines

STATUSES = ("to_ship", "shipping", "delivered", "completed", "cancelled", "unknown")


# On plain values


def a_line(key: str, price: int, status: str, stamp: int, discount: int) -> Line:
    nothing = (None,) * 6
    return Line(
        key, 1, "", "", 1, None, price, price, 0, 0, discount, status, status, "", "", False,
        stamp, True, *nothing, None, "", "", "", "", None, order_no="X",
    )  # fmt: skip


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    """Up to five showings of one order; stamps may be equal, so that life cycle and upload decide."""
    made = []
    for upload in range(1, draw(st.integers(1, 5)) + 1):
        stamp, discount = draw(st.integers(1, 3)), draw(st.sampled_from([0, 0, 7]))
        shown = draw(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([10, 20])), min_size=1, max_size=4))
        rejected = draw(st.lists(st.sampled_from("ABC"), max_size=2)) if not discount else []
        of_order = [a_line(key, price, draw(st.sampled_from(STATUSES)), stamp, discount) for key, price in shown]
        for number, line in enumerate(of_order):
            line.row_no = number
        made.append(Version(upload, upload, of_order, number_lines(of_order, rejected)))
    return made


def result(shown: list[Version]) -> list[Line]:
    after = [replace(line) for line in replay([(rank_of(version), version) for version in shown])]
    settle(after)
    return after


@given(versions(), st.randoms())
def test_versions_in_any_order_give_the_same_lines(shown: list[Version], random: Any) -> None:
    shuffled = random.sample(shown, len(shown))
    assert result(shown) == result(shuffled)


@given(versions())
def test_version_shown_again_changes_nothing(shown: list[Version]) -> None:
    for version in shown:
        assert result([*shown, replace(version, batch_id=99)]) == result(shown)


@given(versions())
def test_newest_version_stands_whole_in_the_result(shown: list[Version]) -> None:
    newest = max(shown, key=lambda version: rank_of(version).order)
    by_key = {line.key: line.status_word for line in result(shown)}
    assert by_key.items() >= {line.key: line.status_word for line in newest.lines}.items()


@given(versions())
def test_money_of_an_order_adds_up_after_any_merge(shown: list[Version]) -> None:
    after = result(shown)
    total = sum(line.base_value for line in after)
    amount = max(line.order_discount for line in after)
    assert sum(line.placed_value for line in after) == total - min(amount, total)
    assert all(0 <= line.completed_value <= line.placed_value for line in after)


# Through files and the database


@dataclass(frozen=True)
class Sold:
    """A row of a made-up Shopee file; a price of None is one that cannot be read."""

    order_no: str
    sku: str
    price: int | None
    voucher: int
    status: str


@dataclass(frozen=True)
class Shown:
    """A file: its rows, and the day on which everything in it was paid, which no other file shares."""

    day: int
    rows: tuple[Sold, ...]

    def written(self) -> list[Row]:
        paid = f"2026-06-{self.day:02} 08:00"
        rows = [
            SHOPEE.row(
                order_no=r.order_no, sku=r.sku, price=r.price or "abc", voucher=r.voucher, status=r.status, paid=paid
            )
            for r in self.rows
        ]
        return [*rows, SHOPEE.row(order_no=f"26{self.day}", paid=paid)]


sold = st.builds(
    Sold,
    order_no=st.sampled_from(["X", "Y"]),
    sku=st.sampled_from("AB"),
    price=st.sampled_from([100, 100, 200, 300, None]),
    voucher=st.just(0),
    status=st.sampled_from(["Chờ lấy hàng", "Đang giao", "Hoàn thành", "Đã hủy"]),
)


@st.composite
def shown_files(draw: st.DrawFn) -> list[Shown]:
    days = draw(st.lists(st.integers(16, 28), min_size=2, max_size=4, unique=True))
    made = []
    for day in days:
        voucher = draw(st.sampled_from([0, 0, 50]))
        rows = draw(st.lists(sold, min_size=1, max_size=4))
        made.append(Shown(day, tuple(replace(row, voucher=voucher) for row in rows)))
    return made


type Lines = dict[tuple[str, str, int], tuple[int, str, int]]


def expected(files: list[Shown]) -> Lines:
    """(order, key, number) → (price, status word, voucher), by the definitions read plainly, oldest file first."""
    stored: Lines = {}
    for file in sorted(files, key=lambda one: one.day):
        for order_no in {row.order_no for row in file.rows}:
            rows = [row for row in file.rows if row.order_no == order_no]
            if any(row.price is None and row.voucher for row in rows) or all(row.price is None for row in rows):
                continue
            new, rejected = numbered(rows)
            old = {key for key in stored if key[0] == order_no}
            if new.keys() & old and len(new) >= len(old):
                for key in old - new.keys() - rejected:
                    del stored[key]
            stored |= new
    return stored


def numbered(rows: list[Sold]) -> tuple[Lines, set[tuple[str, str, int]]]:
    new: Lines = {}
    rejected = set()
    for sku in {row.sku for row in rows}:
        good = sorted(
            (row for row in rows if row.sku == sku and row.price is not None), key=lambda row: -(row.price or 0)
        )
        new |= {
            (row.order_no, sku, n): (row.price or 0, row.status, row.voucher) for n, row in enumerate(good, start=1)
        }
        bad = [row for row in rows if row.sku == sku and row.price is None]
        rejected |= {(row.order_no, sku, len(good) + n) for n, row in enumerate(bad, start=1)}
    return new, rejected


def stored_facts() -> Lines:
    return {
        (one.order_no, one.line_key, one.occurrence): (one.unit_price, one.status_word, one.order_discount)
        for one in lines(order_no__in=["X", "Y"])
    }


def everything() -> list[tuple[Any, ...]]:
    names = (
        "order_no",
        "line_key",
        "occurrence",
        "unit_price",
        "status",
        "share",
        "placed_value",
        "completed_value",
        "day",
    )
    return [tuple(getattr(one, name) for name in names) for one in lines()]


def forget() -> None:
    for model in (OrderVersion, OrderLine, ImportBatch):
        model.objects.all().delete()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_files_in_any_order_end_as_the_definitions_say_and_undo_leads_back(bring: Bring, data: st.DataObject) -> None:
    """Filtered and split exports, rejected rows, shared amounts, a file twice; then the last ones are undone."""
    files = data.draw(shown_files())
    ends = []
    for order in (data.draw(st.permutations(files)), data.draw(st.permutations([*files, files[0]]))):
        forget()
        states, batches = [everything()], []
        for file in order:
            batches.append(bring(SHOPEE, *file.written()))
            states.append(everything())
        assert stored_facts() == expected(files)
        ends.append(states[-1])
        for batch, before in zip(batches[:-3:-1], states[-2:-4:-1], strict=False):
            undo_import(batch=batch, by=None)
            assert everything() == before
    assert ends[0] == ends[1]
