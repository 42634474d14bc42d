"""Emptying the database after a test with real transactions, as quickly as few rows allow.

Django truncates every table, and PostgreSQL then makes files anew for each of them and each of its indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def flush_of(database: BaseDatabaseWrapper) -> Callable[..., list[str]]:
    """What makes the statements for Django's flush. Deleting skips triggers, which only a superuser may."""
    with database.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        (is_superuser,) = cursor.fetchone()
    return deletions if is_superuser == "on" else database.ops.sql_flush


def deletions(_style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """Statements in place of ``TRUNCATE``: rows are deleted in any order, since nothing checks what refers to them."""
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in quoted))
        full = [name for (name,) in cursor.fetchall()]
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in full)]
