"""Several statements in one trip to the database, for work that others wait for behind a lock.

On a busy machine what a transaction costs those behind it is not its statements but the trips: each waits for a
processor twice. Use it there and nowhere else; the statements do not pass Django's wrappers of single queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Func, IntegerField, Model, QuerySet, Value
from django.db.models.sql import InsertQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models.options import Options


def fetch_together(*queries: QuerySet[Any, Any]) -> list[list[tuple[Any, ...]]]:
    """The rows of each query, as the database returns them.

    In a transaction (read committed) every statement sees what was committed before it began: behind one with
    ``select_for_update`` the next ones see what the lock's last holder left.
    """
    compiled = [query.query.sql_with_params() for query in queries]
    params = [value for _, values in compiled for value in values]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute("; ".join(sql for sql, _ in compiled), params)
        found = []
        for _ in compiled:
            found.append(cursor.fetchall())
            cursor.nextset()
        return found


def _meta(model: type[Model] | Model) -> Options[Any]:
    return model._meta  # noqa: SLF001 - documented in spite of its name


def instances[M: Model](model: type[M], rows: Sequence[tuple[Any, ...]]) -> list[M]:
    """Rows of a query of all of ``model``'s columns as its instances."""
    names = [field.attname for field in _meta(model).concrete_fields]
    return [model.from_db(connection.alias, names, row) for row in rows]


class LastKey(Func):
    """The key that the last insert of this transaction gave to a row of ``model``."""

    function = "currval"
    template = "%(function)s(pg_get_serial_sequence(%(expressions)s))"
    output_field = IntegerField()

    def __init__(self, model: type[Model]) -> None:
        super().__init__(Value(_meta(model).db_table), Value(_meta(model).pk.column))


def insert_together(*rows: Model) -> None:
    """Insert one new row each of several models, never two of one, in their order; afterwards they have their keys.

    A row may name the key of one before it by ``LastKey``.
    """
    compiled = [_insert(row) for row in rows]
    keys = ", ".join("currval(pg_get_serial_sequence(%s, %s))" for _ in rows)
    names = [name for row in rows for name in (_meta(row).db_table, _meta(row).pk.column)]
    sql = "; ".join([*(sql for sql, _ in compiled), f"SELECT {keys}"])
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for _, values in compiled for value in values), *names])
        while cursor.nextset():
            pass
        found = cursor.fetchone()
    for row, key in zip(rows, found, strict=True):
        row.pk = key
        state = row._state  # noqa: SLF001 - documented; what Model.save does
        state.adding, state.db = False, connection.alias


def _insert(row: Model) -> tuple[str, Sequence[Any]]:
    fields = [field for field in _meta(row).local_concrete_fields if not field.primary_key and not field.generated]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    ((sql, values),) = query.get_compiler(connection.alias).as_sql()
    return sql, values
