"""A Live Analysis file into the LIVE rows of one account: same four outcomes as order lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from livestreams.errors import ImportRefusedError
from livestreams.file_reading.live_rows import Live, LiveRows
from livestreams.file_reading.order_rows import RejectedRow
from livestreams.file_reading.tables import Table
from livestreams.file_reading.times import MonthFirst
from livestreams.importing import locks
from livestreams.importing.order_import import NothingAcceptedError, Report, Tally
from livestreams.importing.resettling import reattribute
from livestreams.importing.session_times import is_same_creator, match_rows
from livestreams.importing.versions import moment, upload_rank
from livestreams.models import ImportBatch, LiveRow, LiveSession
from livestreams.models import RejectedRow as StoredRejectedRow
from traders.models import ShopAccount

type Identity = tuple[str, int]


def identity_of(row: LiveRow) -> Identity:
    return row.creator_id or row.creator_handle, int(row.launched_at.timestamp())


@dataclass(slots=True)
class LiveImport:
    """Matching LIVE rows may change when a session was on air: its orders are attributed again."""

    batch: ImportBatch
    account: ShopAccount
    table: Table
    report: Report
    tally: Tally = field(default_factory=Tally)

    def run(self) -> Tally:
        locks.change_knowledge()
        lives, rejected = self.read_all()
        self.refuse(lives, rejected)
        ShopAccount.objects.select_for_update().get(pk=self.account.pk)
        self.store(unique(lives))
        self.tally.unchanged += len(lives) - len({live.identity for live in lives})
        StoredRejectedRow.objects.bulk_create(
            StoredRejectedRow(batch=self.batch, row_no=row.row_no, errors=row.errors, cells=row.cells)
            for row in rejected
        )
        self.tally.rejected = len(rejected)
        mark_current(self.account)
        reattribute(match_rows(self.account))
        self.tally.warnings["unmatched_live_rows"] = LiveRow.objects.filter(
            batch=self.batch, is_current=True, session=None
        ).count()
        return self.tally

    def read_all(self) -> tuple[list[Live], list[RejectedRow]]:
        try:
            return self.read(is_month_first=False)
        except MonthFirst:
            return self.read(is_month_first=True)

    def read(self, *, is_month_first: bool) -> tuple[list[Live], list[RejectedRow]]:
        rows = LiveRows(self.table, is_month_first)
        lives: list[Live] = []
        rejected: list[RejectedRow] = []
        for numbers, columns in self.table.chunks():
            good, bad = rows.read(numbers, columns)
            lives += good
            rejected += bad
            self.report("Đang đọc file", len(lives) + len(rejected), self.table.rows_total)
        return lives, rejected

    def refuse(self, lives: list[Live], rejected: list[RejectedRow]) -> None:
        if not lives and not rejected:
            raise ImportRefusedError(
                "no_rows", "File chỉ có tiêu đề, không có dòng nào. Hãy chọn lại khoảng ngày rồi tải từ sàn."
            )
        if not lives:
            raise NothingAcceptedError([(row.row_no, row.errors, row.cells) for row in rejected])
        sessions = list(LiveSession.objects.filter(account=self.account))
        by_hand = LiveRow.objects.filter(account=self.account, is_matched_by_hand=True)
        if sessions and not any(self.is_known(live, sessions, by_hand) for live in lives):
            raise ImportRefusedError(
                "other_creator",
                "Không nhà sáng tạo nào trong file có phiên ở tài khoản này. Hãy chọn đúng tài khoản,"
                " hoặc ghi nhà sáng tạo vào phiên rồi tải lại.",
            )

    @staticmethod
    def is_known(live: Live, sessions: Iterable[LiveSession], by_hand: Iterable[LiveRow]) -> bool:
        """Whether the creator has a session here, or a person said so of an earlier row."""
        creator = live.creator_id or live.creator_handle
        return any(is_same_creator(session, as_row(live)) for session in sessions) or any(
            creator == identity_of(row)[0] for row in by_hand
        )

    def store(self, lives: Iterable[Live]) -> None:
        """Every import keeps its own rows; the newest of an identity is the current one."""
        before = {identity_of(row): row for row in LiveRow.objects.filter(account=self.account, is_current=True)}
        rows = []
        for live in lives:
            row = as_row(live)
            row.batch, row.account = self.batch, self.account
            rows.append(row)
            old = before.get(live.identity)
            if old is None:
                self.tally.new += 1
            elif facts(old) == facts(row):
                self.tally.unchanged += 1
            else:
                self.tally.updated += 1
            if old is not None and old.is_matched_by_hand:
                row.session_id, row.is_matched_by_hand = old.session_id, True
        LiveRow.objects.bulk_create(rows)


def unique(lives: Iterable[Live]) -> Iterable[Live]:
    """The last row of an identity that stands twice in a file."""
    return {live.identity: live for live in lives}.values()


def as_row(live: Live) -> LiveRow:
    return LiveRow(
        row_no=live.row_no,
        creator_id=live.creator_id,
        creator_handle=live.creator_handle,
        creator_name=live.creator_name,
        launched_at=moment(live.start),
        ended_at=moment(live.end),
        metrics=live.metrics,
    )


def facts(row: LiveRow) -> tuple[object, ...]:
    return row.creator_id, row.creator_handle, row.creator_name, row.launched_at, row.ended_at, row.metrics


def mark_current(account: ShopAccount) -> None:
    """The current row of an identity is that of the latest upload; the same bytes count from their first."""
    ranks: dict[int, int] = {}
    newest: dict[Identity, tuple[int, int]] = {}
    rows = list(LiveRow.objects.filter(account=account).select_related("batch"))
    for row in rows:
        rank = ranks.setdefault(row.batch_id, upload_rank(row.batch))
        newest[identity_of(row)] = max(newest.get(identity_of(row), (0, 0)), (rank, row.pk))
    current = {pk for _, pk in newest.values()}
    LiveRow.objects.filter(account=account).exclude(pk__in=current).update(is_current=False)
    LiveRow.objects.filter(pk__in=current).update(is_current=True)
