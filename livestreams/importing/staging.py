"""The staging tables of an import, and the statements that move their rows into the lines of today.

Rows arrive by COPY, whole orders leave by one statement each. The tables live as long as the
transaction of the import.
"""

# ruff: noqa: S608 - no text from outside enters a statement; values are parameters
from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb, JsonbLoader

from livestreams.file_reading.order_rows import RejectedRow
from livestreams.order_lines.line import FACTS, NAMES, Line

INTEGERS = frozenset({
    "occurrence", "quantity", "returned_quantity", "unit_price", "base_value", "seller_discount",
    "platform_discount", "order_discount", "row_no", "batch_id", "day", "share", "placed_value",
    "completed_value", "units_completed", "market_id", "ward_id", "trader_id", "goods_line_id",
    "chosen_session_id", "session_id",
})  # fmt: skip
TIMES = tuple(name for name in NAMES if name.endswith("_at"))
BOOLEANS = frozenset({"is_failed_delivery", "is_placed_time_known"})

LINES = "livestreams_orderline"
COLUMNS = ", ".join(NAMES)


def _type(name: str) -> str:
    if name in INTEGERS or name in TIMES:
        return "bigint"
    return "boolean" if name in BOOLEANS else "text"


def _stored(name: str) -> str:
    """A staged column as the line table wants it."""
    if name in TIMES:
        return f"to_timestamp(s.{name})"
    return "DATE '1970-01-01' + s.day::int" if name == "day" else f"s.{name}"


DEFINITION = ", ".join(f"{name} {_type(name)}" for name in NAMES)
STORED = ", ".join(_stored(name) for name in NAMES)
SAME_FACTS = " AND ".join(f"l.{name} IS NOT DISTINCT FROM {_stored(name)}" for name in FACTS)
SAME_LINE = (
    "l.order_no = s.order_no AND l.line_key = s.line_key AND l.occurrence = s.occurrence AND l.account_id = %(account)s"
)
CREATE = f"""
    DROP TABLE IF EXISTS stage_line, stage_rejected, stage_update, stage_met, stage_unchanged;
    CREATE TEMP TABLE IF NOT EXISTS stage_line ({DEFINITION}, chunk int) ON COMMIT DROP;
    CREATE TEMP TABLE IF NOT EXISTS stage_rejected (
        row_no int, order_no text, line_key text, order_discount bigint, errors jsonb, cells jsonb, chunk int
    ) ON COMMIT DROP;
"""
CREATE_UPDATES = f"CREATE TEMP TABLE IF NOT EXISTS stage_update (id bigint, {DEFINITION}) ON COMMIT DROP"
INSERT = f"""
    INSERT INTO {LINES} (account_id, platform, hold, {COLUMNS})
    SELECT %(account)s, %(platform)s, 'counted', {STORED} FROM stage_line s
"""
UPDATE = f"""
    UPDATE {LINES} l SET ({COLUMNS}) = ROW({STORED}) FROM stage_update s WHERE l.id = s.id
"""
LOAD = ", ".join(
    f"extract(epoch FROM l.{name})::bigint"
    if name in TIMES
    else "l.day - DATE '1970-01-01'"
    if name == "day"
    else f"l.{name}"
    for name in NAMES
)
MET = f"""
    CREATE TEMP TABLE stage_met ON COMMIT DROP AS
    SELECT DISTINCT l.order_no, l.account_id, l.platform
    FROM (SELECT DISTINCT order_no FROM stage_line UNION SELECT order_no FROM stage_rejected WHERE order_no <> '') s
    JOIN {LINES} l ON l.order_no = s.order_no
"""
UNCHANGED = f"""
    CREATE TEMP TABLE stage_unchanged ON COMMIT DROP AS
    SELECT s.order_no
    FROM stage_line s
    JOIN stage_met m ON m.order_no = s.order_no AND m.account_id = %(account)s
    LEFT JOIN {LINES} l ON {SAME_LINE} AND {SAME_FACTS}
        AND coalesce(%(session)s::bigint, l.chosen_session_id, 0) = coalesce(l.chosen_session_id, 0)
    WHERE NOT EXISTS (SELECT 1 FROM stage_rejected r WHERE r.order_no = s.order_no)
    GROUP BY s.order_no
    HAVING count(l.id) = count(*)
        AND count(*) = (SELECT count(*) FROM {LINES} x WHERE x.order_no = s.order_no AND x.account_id = %(account)s)
"""

values_of = attrgetter(*NAMES)


def raw_cursor() -> psycopg.Cursor[Any]:
    """A psycopg cursor on Django's connection: COPY and plain tuples."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    cursor = psycopg.Cursor(raw)
    cursor.adapters.register_loader("jsonb", JsonbLoader)  # Django leaves JSON as text for its fields to read
    return cursor


def create_stage() -> None:
    """The stage tables of this transaction, empty."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.execute(CREATE_UPDATES)
        cursor.execute("TRUNCATE stage_line, stage_rejected, stage_update")


def stage_lines(lines: Iterable[Line], chunk: int) -> None:
    with raw_cursor() as cursor, cursor.copy(f"COPY stage_line ({COLUMNS}, chunk) FROM STDIN") as copy:
        for line in lines:
            copy.write_row((*values_of(line), chunk))


def stage_updates(rows: Iterable[tuple[int, Line]]) -> None:
    with raw_cursor() as cursor, cursor.copy(f"COPY stage_update (id, {COLUMNS}) FROM STDIN") as copy:
        for pk, line in rows:
            copy.write_row((pk, *values_of(line)))


def stage_rejected(rows: Iterable[RejectedRow], chunk: int) -> None:
    statement = "COPY stage_rejected FROM STDIN"
    with raw_cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            errors, cells = Jsonb(row.errors), Jsonb(row.cells)
            copy.write_row((row.row_no, row.order_no, row.line_key, row.order_discount, errors, cells, chunk))


def execute(statement: str, **parameters: Any) -> int:
    """Run one statement and return the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return int(cursor.rowcount)


def fetch(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with raw_cursor() as cursor:
        return cursor.execute(statement, parameters).fetchall()


def take_staged(order_nos: Sequence[str]) -> list[Line]:
    """Take the lines of these orders out of the stage, in file order."""
    rows = fetch(
        f"DELETE FROM stage_line WHERE order_no = ANY(%(orders)s) RETURNING {COLUMNS}",
        orders=list(order_nos),
    )
    return sorted((Line(*row) for row in rows), key=lambda line: line.row_no)


def take_staged_rejected(order_nos: Sequence[str]) -> list[RejectedRow]:
    rows = fetch(
        "DELETE FROM stage_rejected WHERE order_no = ANY(%(orders)s)"
        " RETURNING row_no, order_no, line_key, order_discount, errors, cells",
        orders=list(order_nos),
    )
    return sorted((RejectedRow(*row) for row in rows), key=lambda row: row.row_no)


def staged_rejected(order_nos: Sequence[str]) -> list[tuple[str, str]]:
    """(order number, line key) of the rejected rows of these orders, in file order."""
    return fetch(
        "SELECT order_no, line_key FROM stage_rejected WHERE order_no = ANY(%(orders)s) ORDER BY row_no",
        orders=list(order_nos),
    )


def stored_lines(account_id: int, order_nos: Sequence[str]) -> list[tuple[int, Line]]:
    """(id, line) of these orders as they stand today."""
    rows = fetch(
        f"SELECT l.id, {LOAD} FROM {LINES} l WHERE l.account_id = %(account)s AND l.order_no = ANY(%(orders)s)"
        " ORDER BY l.order_no, l.line_key, l.occurrence",
        account=account_id,
        orders=list(order_nos),
    )
    return [(row[0], Line(*row[1:])) for row in rows]


def insert_staged(account_id: int, platform: str) -> int:
    return execute(INSERT, account=account_id, platform=platform)


def apply_updates() -> int:
    changed = execute(UPDATE)
    execute("TRUNCATE stage_update")
    return changed


def delete_lines(ids: Sequence[int]) -> int:
    return execute(f"DELETE FROM {LINES} WHERE id = ANY(%(ids)s)", ids=list(ids)) if ids else 0
