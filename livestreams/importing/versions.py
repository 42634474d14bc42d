"""The versions of stored orders: reading them, writing them, and playing them back into lines of today."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from livestreams.enums import LIFE_CYCLE, BatchState
from livestreams.importing import staging
from livestreams.models import ImportBatch, OrderVersion
from livestreams.order_lines.line import FACTS, Line, facts_of
from livestreams.order_lines.merging import Rank, Version, rank_of, replay

row_of = attrgetter(*FACTS, "row_no")

# ruff: noqa: S608 - no text from outside enters a statement; values are parameters
LIFE_ARRAY = "ARRAY[" + ", ".join(f"'{status.value}'" for status in LIFE_CYCLE) + "]"
STAMP = "greatest(" + ", ".join(f"l.{name}" for name in staging.TIMES) + ")"

SIGHT_UNCHANGED = f"""
    WITH stored AS (
        SELECT l.order_no, max({STAMP}) AS stamp, max(array_position({LIFE_ARRAY}, l.status::text)) - 1 AS life,
            max(l.batch_id) AS first_batch
        FROM {staging.LINES} l JOIN stage_unchanged u ON u.order_no = l.order_no
        WHERE l.account_id = %(account)s
        GROUP BY l.order_no
    ), first_showing AS (
        INSERT INTO livestreams_orderversion (account_id, order_no, batch_id, stamp, life, upload_rank, rejected_keys)
        SELECT %(account)s, s.order_no, s.first_batch, s.stamp, s.life,
            coalesce((SELECT min(b.id) FROM livestreams_importbatch b
                JOIN livestreams_importbatch f ON f.id = s.first_batch
                WHERE b.account_id = f.account_id AND b.sha256 = f.sha256 AND b.state = 'processed'), s.first_batch),
            '[]'
        FROM stored s
        WHERE NOT EXISTS (
            SELECT 1 FROM livestreams_orderversion v WHERE v.order_no = s.order_no AND v.account_id = %(account)s
        )
    )
    INSERT INTO livestreams_orderversion (account_id, order_no, batch_id, stamp, life, upload_rank, rejected_keys)
    SELECT %(account)s, order_no, %(batch)s, stamp, life, %(upload_rank)s, '[]' FROM stored
"""


RANK_SHOWN = f"""
    UPDATE livestreams_orderversion v SET life = s.life
    FROM (
        SELECT l.order_no, max(array_position({LIFE_ARRAY}, l.status::text)) - 1 AS life
        FROM {staging.LINES} l
        WHERE l.account_id = %(account)s AND l.order_no = ANY(%(orders)s)
        GROUP BY l.order_no
    ) s
    WHERE v.account_id = %(account)s AND v.order_no = s.order_no AND v.rows IS NULL
        AND v.life <> s.life
"""


def upload_rank(batch: ImportBatch) -> int:
    """The first upload of the same bytes for the same account, so that a file uploaded twice changes nothing."""
    same = ImportBatch.objects.filter(account=batch.account, sha256=batch.sha256, state=BatchState.PROCESSED)
    first = same.order_by("pk").values_list("pk", flat=True).first()
    return min(batch.pk, first) if first is not None else batch.pk


def moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def line_of(row: Sequence[Any], order_no: str, batch_id: int) -> Line:
    line = Line(*row[:-1])
    line.order_no, line.row_no, line.batch_id = order_no, row[-1], batch_id
    return line


@dataclass(slots=True)
class StoredOrder:
    """An order of the database: its lines of today with their ids, and every version that showed it."""

    order_no: str
    ids: dict[tuple[str, int], int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    versions: list[tuple[Rank, Version]] = field(default_factory=list)

    @property
    def by_key(self) -> dict[tuple[str, int], Line]:
        return {line.key: line for line in self.lines}


def load_orders(account_id: int, order_nos: Sequence[str]) -> dict[str, StoredOrder]:
    """Orders with their versions; an order shown once has one version, its lines of today."""
    orders: dict[str, StoredOrder] = {order_no: StoredOrder(order_no) for order_no in order_nos}
    for pk, line in staging.stored_lines(account_id, order_nos):
        order = orders[line.order_no]
        order.ids[line.key] = pk
        order.lines.append(line)
    rows = OrderVersion.objects.filter(account_id=account_id, order_no__in=order_nos).select_related("batch")
    stored: dict[str, list[OrderVersion]] = defaultdict(list)
    for row in rows.order_by("pk"):
        stored[row.order_no].append(row)
    ranks: dict[int, int] = {}
    for order in orders.values():
        add_versions(order, stored[order.order_no], ranks)
    return orders


def add_versions(order: StoredOrder, rows: Sequence[OrderVersion], ranks: dict[int, int]) -> None:
    for row in rows:
        order.versions.append(
            (
                Rank(int(row.stamp.timestamp()), row.life, row.upload_rank, row.batch_id),
                Version(
                    row.batch_id,
                    row.upload_rank,
                    lines_of(order, row.rows, row.batch_id),
                    [(key, number) for key, number in row.rejected_keys],
                    row.batch.session_id,
                    is_undone=row.batch.state == BatchState.UNDONE,
                ),
            )
        )
    if not rows and order.lines:
        first = order.lines[0]
        if first.batch_id not in ranks:
            ranks[first.batch_id] = upload_rank(ImportBatch.objects.get(pk=first.batch_id))
        version = Version(first.batch_id, ranks[first.batch_id], order.lines, [], first.chosen_session_id)
        order.versions.append((rank_of(version), version))


def lines_of(order: StoredOrder, rows: list[Any] | None, batch_id: int) -> list[Line]:
    if rows is None:
        return [replace(line) for line in order.lines]
    return [line_of(row, order.order_no, batch_id) for row in rows]


def write_versions(account_id: int, orders: Iterable[StoredOrder]) -> None:
    """Keep every version of these orders in full: their lines of today no longer stand for one of them."""
    orders = list(orders)
    known: Mapping[tuple[str, int], OrderVersion] = {
        (row.order_no, row.batch_id): row
        for row in OrderVersion.objects.filter(account_id=account_id, order_no__in=[o.order_no for o in orders])
    }
    new, filled = [], []
    for order in orders:
        for rank, version in order.versions:
            row = known.get((order.order_no, version.batch_id))
            if row is None:
                new.append(version_row(account_id, order.order_no, rank, version))
            elif row.rows is None:
                row.rows = [list(row_of(line)) for line in version.lines]
                filled.append(row)
    OrderVersion.objects.bulk_create(new, batch_size=2000)
    OrderVersion.objects.bulk_update(filled, ["rows"], batch_size=1000)


def version_row(account_id: int, order_no: str, rank: Rank, version: Version, *, is_full: bool = True) -> OrderVersion:
    return OrderVersion(
        account_id=account_id,
        order_no=order_no,
        batch_id=version.batch_id,
        stamp=moment(rank.stamp),
        life=rank.life,
        upload_rank=rank.upload_rank,
        rows=[list(row_of(line)) for line in version.lines] if is_full else None,
        rejected_keys=[list(key) for key in version.rejected_keys],
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What replaying an order does to its stored lines."""

    gone: list[int]
    inserted: list[Line]
    updated: list[tuple[int, Line]]


def play(order: StoredOrder) -> list[Line]:
    """The lines that the order's versions give; where nothing changed, with the import that first said so."""
    lines = [replace(line) for line in replay(order.versions)]
    before = order.by_key
    for line in lines:
        old = before.get(line.key)
        if old is not None and facts_of(old) == facts_of(line):
            line.batch_id, line.row_no = old.batch_id, old.row_no
    return lines


def changes_of(order: StoredOrder, lines: Sequence[Line]) -> Changes:
    """Compare settled lines with the stored ones; everything that differs in any way is written."""
    before, after = order.by_key, {line.key: line for line in lines}
    return Changes(
        [order.ids[key] for key in before if key not in after],
        [line for key, line in after.items() if key not in before],
        [(order.ids[key], line) for key, line in after.items() if key in before and before[key] != line],
    )


def rewrite(platform: str, word: tuple[str, list[str]], meaning: tuple[str, str, str]) -> dict[int, set[str]]:
    """A word got its meaning: kept versions say so too, and are ranked anew. Returns order numbers by account.

    ``word``: fact and spellings; ``meaning``: fact, what it was, what it is.
    """
    (fact, spellings), (value, old, new) = word, meaning
    word_at, value_at = FACTS.index(fact), FACTS.index(value)
    touched: dict[int, set[str]] = defaultdict(set)
    changed = []
    kept = OrderVersion.objects.filter(account__platform=platform, rows__isnull=False)
    mentions = Q()
    for spelling in spellings:
        mentions |= Q(text__contains=json.dumps(spelling, ensure_ascii=False))
    for row in kept.annotate(text=Cast("rows", TextField())).filter(mentions):
        hits = [line for line in row.rows or () if line[word_at] in spellings and line[value_at] == old]
        for line in hits:
            line[value_at] = new
        if hits:
            lines = [line_of(line, row.order_no, row.batch_id) for line in row.rows or ()]
            row.life = rank_of(Version(row.batch_id, row.upload_rank, lines)).life
            changed.append(row)
            touched[row.account_id].add(row.order_no)
    OrderVersion.objects.bulk_update(changed, ["rows", "life"], batch_size=500)
    return touched


def rank_shown(account_id: int, order_nos: Iterable[str]) -> None:
    """Versions that are the lines of today take their place in the life cycle from them again."""
    staging.execute(RANK_SHOWN, account=account_id, orders=list(order_nos))
