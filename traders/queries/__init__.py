"""Rows of the register pages, as one person may see them; one module a noun."""

from traders.queries.accounts import accounts_for, find_account, split_account
from traders.queries.markets import markets_for
from traders.queries.sorting import Unaccent
from traders.queries.stalls import stalls_for
from traders.queries.traders import traders_for

__all__ = [
    "Unaccent",
    "accounts_for",
    "find_account",
    "markets_for",
    "split_account",
    "stalls_for",
    "traders_for",
]
