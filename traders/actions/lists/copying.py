"""Many rows of a table at once: new ones by COPY, with keys taken beforehand, and old ones away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection, models
from django.utils import timezone

MANY = 500
"""After so many rows plans of foreign keys are made anew: one made for an empty table reads it whole each time."""


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write rows (column → value; what is missing takes the field's default) and return their keys in order."""
    if not rows:
        return []
    keys = _new_keys(model, len(rows))
    columns = _columns(model)
    connection.ensure_connection()
    named = ", ".join(f'"{column}"' for column, _ in columns)
    copied = f'COPY "{table_of(model)}" ({named}) FROM STDIN'
    with psycopg.Cursor(connection.connection) as cursor:
        with cursor.copy(copied) as copy:
            for key, row in zip(keys, rows, strict=True):
                copy.write_row([key if column == "id" else row.get(column, default) for column, default in columns])
        if len(keys) > MANY:
            cursor.execute("DISCARD PLANS")
    return keys


def remove(model: type[models.Model], keys: Sequence[int], *, column: str = "id") -> None:
    """Delete rows on which nothing rests, without looking for what would go with them."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table_of(model)}" WHERE "{column}" = ANY(%s)', [list(keys)])  # noqa: S608 - own names


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - documented API


def _columns(model: type[models.Model]) -> list[tuple[str, Any]]:
    """Columns that are written, with their defaults; one that dates the row gets this moment."""
    now = timezone.now()
    fields = [field for field in model._meta.concrete_fields if not field.generated]  # noqa: SLF001 - documented API
    return [
        (field.column or "", now if getattr(field, "auto_now_add", False) else field.get_default()) for field in fields
    ]


def _new_keys(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table_of(model), count]
        )
        return [key for (key,) in cursor.fetchall()]
