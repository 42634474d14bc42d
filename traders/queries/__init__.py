"""Rows of the register pages, as one person may see them; one module a noun."""

from traders.queries.accounts import accounts_for, find_account, split_account
from traders.queries.markets import markets_for
from traders.queries.pages import KeysFirstPaginator
from traders.queries.stalls import stalls_for
from traders.queries.traders import TraderFilter, filtered, sorted_by, traders_for, with_rows

__all__ = [
    "KeysFirstPaginator",
    "TraderFilter",
    "accounts_for",
    "filtered",
    "find_account",
    "markets_for",
    "sorted_by",
    "split_account",
    "stalls_for",
    "traders_for",
    "with_rows",
]
