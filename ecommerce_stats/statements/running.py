"""Running a statement on the default database."""

from __future__ import annotations

from typing import Any

from django.db import connection


def rows_of(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """Every row that a statement returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def run(statement: str, **parameters: Any) -> None:
    """Run a statement for its effect."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
