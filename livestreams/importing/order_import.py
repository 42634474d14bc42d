"""One order file into the lines of one account, inside one transaction. Nothing is written when it is refused."""

# ruff: noqa: S608 - no text from outside enters a statement; values are parameters
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from livestreams.enums import WordKind
from livestreams.errors import ImportRefusedError
from livestreams.file_reading.order_rows import OrderRows, RejectedRow
from livestreams.file_reading.tables import Table
from livestreams.file_reading.times import MonthFirst
from livestreams.importing import locks, staging, versions
from livestreams.importing.context import SessionBook, provinces_by_name, words_of
from livestreams.importing.grouping import FileOrder, batches, by_order, disagrees, is_capped, number_or_reject
from livestreams.importing.holds import hold_doubles
from livestreams.importing.ownership import Ownership
from livestreams.models import ImportBatch, OrderVersion, StatusWord
from livestreams.order_lines.line import Line, facts_of
from livestreams.order_lines.merging import Version, keeps_missing, number_lines, rank_of
from livestreams.order_lines.settling import settle
from portal.sheets.text import folded
from traders.enums import MARKETPLACES
from traders.models import ShopAccount

ORDERS_AT_ONCE = 2_000

type Report = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Tally:
    """What came of the rows. ``warnings`` are counts by code."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        return self.new + self.updated + self.unchanged + self.rejected


@dataclass(slots=True)
class OrderImport:
    """The steps of an import, in their order. ``report(stage, done, total)`` tells how far it is."""

    batch: ImportBatch
    account: ShopAccount
    table: Table
    report: Report
    tally: Tally = field(default_factory=Tally)
    rows: OrderRows = field(init=False)
    book: SessionBook = field(init=False)
    ownership: Ownership = field(init=False)
    upload_rank: int = field(init=False)

    def run(self) -> Tally:
        """Read, stage, compare, write. Raises ``ImportRefusedError`` when nothing of the file can be taken."""
        locks.read_knowledge()
        self.book = SessionBook(self.account)
        self.ownership = Ownership(self.account)
        self.upload_rank = versions.upload_rank(self.batch)
        staging.create_stage()
        self.read_all()
        self.settle_scattered()
        self.refuse_empty()
        self.report("Đang so với dữ liệu đã có", 0, None)
        self.lock()
        self.find_met()
        self.keep_unchanged()
        self.merge_met()
        self.report("Đang ghi vào sổ", 0, None)
        self.keep_rejected_keys()
        self.tally.new += staging.insert_staged(self.account.pk, self.account.platform)
        self.keep_rejected()
        self.keep_words()
        self.tally.warnings["held"] += hold_doubles(self.account, self.batch.pk)
        self.tally.warnings.update(self.rows.warnings)
        self.tally.warnings["stated_status" if self.batch.stated_status else "blank_status"] += self.rows.blank_statuses
        return self.tally

    def read_all(self) -> None:
        """Read the file into the stage; from the start again when it turns out to write months first."""
        words = words_of(self.table.layout, self.account.platform, self.batch.stated_status)
        provinces = provinces_by_name()
        for is_month_first in (False, True):
            self.rows = OrderRows(self.table, words, provinces, self.batch.pk, is_month_first)
            try:
                self.read_chunks()
            except MonthFirst:
                staging.execute("TRUNCATE stage_line, stage_rejected")
                self.tally = Tally()
            else:
                return

    def read_chunks(self) -> None:
        done, carried = 0, FileOrder()
        for chunk, (numbers, columns) in enumerate(self.table.chunks()):
            lines, rejected = self.rows.read(numbers, columns)
            orders = by_order(carried.lines + lines, carried.rejected + rejected)
            loose = [row for row in rejected if not row.order_no]
            carried = orders.pop(lines[-1].order_no) if lines else FileOrder()
            self.stage(orders.values(), loose, chunk)
            done += len(numbers)
            self.report("Đang đọc file", done, self.table.rows_total)
        self.stage([carried], [], -1)

    def stage(self, orders: Any, loose: Sequence[RejectedRow], chunk: int) -> None:
        """Number, settle, place and attribute whole orders, and put them into the stage."""
        lines: list[Line] = []
        rejected = list(loose)
        for order in orders:
            number_or_reject(order, self.rows.cells_of)
            rejected += order.rejected
            if order.lines:
                self.finish(order.lines)
                lines += order.lines
        self.book.learn(lines)
        self.book.attribute([order.lines for order in orders if order.lines])
        if lines:
            staging.stage_lines(lines, chunk)
        if rejected:
            staging.stage_rejected(rejected, chunk)

    def finish(self, lines: list[Line]) -> None:
        """Everything about the lines of one whole order of this file but its session."""
        settle(lines)
        self.ownership.place(lines)
        if self.batch.session_id is not None:
            for line in lines:
                line.chosen_session_id = self.batch.session_id
        if len(lines) > 1 and disagrees(lines):
            self.tally.warnings["order_amount_differs"] += 1
        if is_capped(lines):
            self.tally.warnings["order_amount_capped"] += 1

    def settle_scattered(self) -> None:
        """Orders whose rows stand far apart in the file came in pieces: put them together again."""
        scattered = staging.fetch("""
            SELECT order_no FROM (
                SELECT order_no, chunk FROM stage_line
                UNION ALL SELECT order_no, chunk FROM stage_rejected WHERE order_no <> ''
            ) pieces GROUP BY order_no HAVING min(chunk) <> max(chunk)
        """)
        for some in batches((row[0] for row in scattered), ORDERS_AT_ONCE):
            lines, rejected = staging.take_staged(some), staging.take_staged_rejected(some)
            self.stage(by_order(lines, rejected).values(), [], -1)

    def refuse_empty(self) -> None:
        [(lines, rejected)] = staging.fetch(
            "SELECT (SELECT count(*) FROM stage_line), (SELECT count(*) FROM stage_rejected)"
        )
        self.tally.rejected = rejected
        if not lines and not rejected:
            raise ImportRefusedError(
                "no_rows", "File chỉ có tiêu đề, không có dòng đơn hàng nào. Hãy chọn lại khoảng ngày rồi tải từ sàn."
            )
        if not lines:
            raise NothingAcceptedError(
                staging.fetch("SELECT row_no, errors, cells FROM stage_rejected ORDER BY row_no LIMIT 1000")
            )

    def lock(self) -> None:
        """One import at a time compares with and writes the orders of a platform; reading went on beside it."""
        staging.execute("ANALYZE stage_line (order_no)")
        locks.lock_orders(self.account)

    def find_met(self) -> None:
        """Which orders of the file are stored already; on a marketplace they may not be another account's."""
        staging.execute(staging.MET)
        staging.execute("CREATE INDEX ON stage_met (order_no)")
        staging.execute("ANALYZE stage_met")
        if self.account.platform not in MARKETPLACES:
            return
        others = staging.fetch(
            "SELECT order_no, account_id FROM stage_met"
            " WHERE platform = %(platform)s AND account_id <> %(account)s ORDER BY order_no LIMIT 1",
            platform=self.account.platform,
            account=self.account.pk,
        )
        if others:
            order_no, account_id = others[0]
            other = ShopAccount.objects.get(pk=account_id)
            raise ImportRefusedError(
                "other_account",
                f"Đơn {order_no} đã được nhập cho tài khoản {other}. File này có vẻ của gian hàng khác:"
                " hãy chọn đúng tài khoản.",
            )

    def keep_unchanged(self) -> None:
        """Orders that the file shows exactly as stored: only that it showed them is written."""
        parameters = {"account": self.account.pk, "session": self.batch.session_id}
        if staging.execute(staging.UNCHANGED, **parameters) == 0:
            return
        staging.execute(
            versions.SIGHT_UNCHANGED, account=self.account.pk, batch=self.batch.pk, upload_rank=self.upload_rank
        )
        self.tally.unchanged += staging.execute(
            "DELETE FROM stage_line s USING stage_unchanged u WHERE s.order_no = u.order_no"
        )

    def merge_met(self) -> None:
        """Orders stored otherwise than the file shows them: play all their versions again."""
        met = staging.fetch(
            "SELECT order_no FROM stage_met m WHERE account_id = %(account)s"
            " AND EXISTS (SELECT 1 FROM stage_line s WHERE s.order_no = m.order_no) ORDER BY order_no",
            account=self.account.pk,
        )
        done = 0
        for some in batches((row[0] for row in met), ORDERS_AT_ONCE):
            self.merge(some)
            done += len(some)
            self.report("Đang so với dữ liệu đã có", done, len(met))

    def merge(self, order_nos: list[str]) -> None:
        shown = by_order(staging.take_staged(order_nos))
        rejected_keys: dict[str, list[str]] = {}
        for order_no, key in staging.staged_rejected(order_nos):
            rejected_keys.setdefault(order_no, []).append(key)
        stored = versions.load_orders(self.account.pk, order_nos)
        inserted: list[Line] = []
        updated: list[tuple[int, Line]] = []
        gone: list[int] = []
        for order_no in order_nos:
            changes = self.merge_order(stored[order_no], shown[order_no].lines, rejected_keys.get(order_no, []))
            inserted += changes.inserted
            updated += changes.updated
            gone += changes.gone
        versions.write_versions(self.account.pk, stored.values())
        staging.delete_lines(gone)
        staging.stage_updates(updated)
        staging.apply_updates()
        self.tally.new -= len(inserted)
        staging.stage_lines(inserted, 0)

    def merge_order(self, order: versions.StoredOrder, lines: list[Line], rejected: list[str]) -> versions.Changes:
        """Add this file's version to the order, play it, and count what came of each of its rows."""
        version = Version(self.batch.pk, self.upload_rank, lines, number_lines(lines, rejected), self.batch.session_id)
        rank = rank_of(version)
        newest = max(known.order for known, _ in order.versions)
        if rank.order < newest:
            self.tally.warnings["older_orders"] += 1
        elif keeps_missing([line.key for line in order.lines], version):
            self.tally.warnings["kept_lines"] += 1
        order.versions.append((rank, version))
        after = versions.play(order)
        settle(after)
        self.ownership.place(after, order.lines)
        self.book.learn(after)
        self.book.attribute([after])
        self.count(order, after, lines)
        return versions.changes_of(order, after)

    def count(self, order: versions.StoredOrder, after: Sequence[Line], shown: Sequence[Line]) -> None:
        before, now = order.by_key, {line.key: line for line in after}
        for line in shown:
            old, new = before.get(line.key), now.get(line.key)
            if old is None and new is not None:
                self.tally.new += 1
            elif old is not None and new is not None and facts_of(old) != facts_of(new):
                self.tally.updated += 1
            else:
                self.tally.unchanged += 1

    def keep_rejected_keys(self) -> None:
        """A new order with rejected rows keeps their keys: an older file may still bring these lines."""
        rows = staging.fetch("""
            SELECT s.order_no FROM stage_line s JOIN stage_rejected r ON r.order_no = s.order_no
            WHERE NOT EXISTS (SELECT 1 FROM stage_met m WHERE m.order_no = s.order_no AND m.account_id = %(account)s)
            GROUP BY s.order_no
        """, account=self.account.pk)  # fmt: skip
        for some in batches((row[0] for row in rows), ORDERS_AT_ONCE):
            lines = staging.fetch(
                f"SELECT {staging.COLUMNS} FROM stage_line WHERE order_no = ANY(%(orders)s) ORDER BY row_no",
                orders=some,
            )
            shown = by_order(Line(*row) for row in lines)
            keys: dict[str, list[str]] = {}
            for order_no, key in staging.staged_rejected(some):
                keys.setdefault(order_no, []).append(key)
            new = []
            for order_no, order in shown.items():
                rejected = number_lines(order.lines, keys[order_no])
                version = Version(self.batch.pk, self.upload_rank, order.lines, rejected)
                new.append(versions.version_row(self.account.pk, order_no, rank_of(version), version, is_full=False))
            OrderVersion.objects.bulk_create(new, batch_size=2000)

    def keep_rejected(self) -> None:
        staging.execute(
            "INSERT INTO livestreams_rejectedrow (batch_id, row_no, errors, cells)"
            " SELECT %(batch)s, row_no, errors, cells FROM stage_rejected",
            batch=self.batch.pk,
        )

    def keep_words(self) -> None:
        """Words that no vocabulary knows go to the review list, once."""
        found = [(WordKind.STATUS.value, word) for word in self.rows.words.unknown()]
        found += [(WordKind.RETURN.value, word) for word in sorted(self.rows.words.unknown_returns)]
        words = StatusWord.objects.filter(platform=self.account.platform)
        listed = {(kind, folded(word)) for kind, word in words.values_list("kind", "word")}
        new = {(kind, folded(word)): (kind, word) for kind, word in found if (kind, folded(word)) not in listed}
        StatusWord.objects.bulk_create(
            [
                StatusWord(platform=self.account.platform, kind=kind, word=word, first_seen_in=self.batch)
                for kind, word in new.values()
            ],
            ignore_conflicts=True,
        )


class NothingAcceptedError(ImportRefusedError):
    """Every row of the file was rejected; ``rows`` are (row number, errors, cells) of the first of them."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__(
            "nothing_accepted", "Không dòng nào của file nhận được. Xem lý do từng dòng, sửa ở file gốc rồi tải lại."
        )
        self.rows = rows
