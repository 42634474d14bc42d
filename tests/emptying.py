"""Emptying the database after a test with real transactions, as quickly as few rows allow.

Django truncates every table, and PostgreSQL then makes files anew for each of them and each of its indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations


@contextmanager
def quick_flush() -> Iterator[None]:
    """For every connection: beside a browser's event loop, Django gives the tests another one."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        (is_superuser,) = cursor.fetchone()
    flush = deletions if is_superuser == "on" else DatabaseOperations.sql_flush  # the first skips triggers
    with patch.object(DatabaseOperations, "sql_flush", flush):
        yield


def deletions(_operations: DatabaseOperations, _style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """Statements in place of ``TRUNCATE``: rows are deleted in any order, since nothing checks what refers to them."""
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in quoted))
        full = [name for (name,) in cursor.fetchall()]
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in full)]
