"""Rows of a list in the database, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable

import psycopg
from django.db import connection

from traders.models import TraderList, TraderListRow

as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

JSON = ("cells", "read", "errors", "warnings", "candidates", "result")
PLAIN = ("row_no", "verdict", "match", "decision", "trader_id", "same_as")


def rewrite_rows(trader_list: TraderList, rows: Iterable[TraderListRow]) -> None:
    """Let the list have these rows and no others; by COPY, within a transaction."""
    trader_list.rows.all().delete()
    columns = ", ".join(("trader_list_id", *PLAIN, *JSON))
    connection.ensure_connection()
    with (
        psycopg.Cursor(connection.connection) as cursor,
        cursor.copy(f"COPY traders_traderlistrow ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            plain = [getattr(row, name) for name in PLAIN]
            copy.write_row((trader_list.pk, *plain, *(as_json(getattr(row, name)) for name in JSON)))


def update_rows(rows: Iterable[TraderListRow]) -> None:
    """Write what applying changed in rows, in one statement."""
    changed = [
        {
            "id": row.pk, "trader": row.trader_id, "verdict": row.verdict, "decision": row.decision,
            "errors": row.errors, "candidates": row.candidates, "match": row.match, "result": row.result,
        }
        for row in rows
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [as_json(changed)])


UPDATE = """
UPDATE traders_traderlistrow SET trader_id = new.trader, verdict = new.verdict, decision = new.decision,
       errors = new.errors, candidates = new.candidates, match = new.match, result = new.result
  FROM jsonb_to_recordset(%s::jsonb) AS new
       (id bigint, trader bigint, verdict text, decision text, errors jsonb, candidates jsonb, match text, result jsonb)
 WHERE traders_traderlistrow.id = new.id
"""
