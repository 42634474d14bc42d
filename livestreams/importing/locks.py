"""Who waits for whom, to the end of a transaction. Always taken in this order: knowledge, orders, rows.

*Knowledge* is what an import reads before it writes: sessions, decisions, words, whose goods. Imports
read it side by side; a change of it waits for running imports, and the next import sees it. Without
this a session saved while a file is read would miss the orders of that file.
"""

from __future__ import annotations

from django.db import connection

from traders.enums import MARKETPLACES
from traders.models import ShopAccount


def read_knowledge() -> None:
    _take("pg_advisory_xact_lock_shared", "knowledge of imports")


def change_knowledge() -> None:
    _take("pg_advisory_xact_lock", "knowledge of imports")


def lock_orders(account: ShopAccount) -> None:
    """Nobody else writes orders that may be the same as this account's: on a marketplace, any account's."""
    is_marketplace = account.platform in MARKETPLACES
    _take("pg_advisory_xact_lock", f"orders of {account.platform if is_marketplace else f'account {account.pk}'}")


def _take(function: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
