"""Rows of the register pages, as one person may see them; one module a noun."""

from traders.queries.accounts import accounts_for, find_account, split_account
from traders.queries.markets import markets_for
from traders.queries.pages import KeysFirstPaginator
from traders.queries.stalls import holders_of, stalls_for
from traders.queries.traders import (
    TraderFilter,
    filtered,
    same_tax_code,
    sorted_by,
    stays_of,
    tenancies_of,
    traders_for,
    with_rows,
)

__all__ = [
    "KeysFirstPaginator",
    "TraderFilter",
    "accounts_for",
    "filtered",
    "find_account",
    "holders_of",
    "markets_for",
    "same_tax_code",
    "sorted_by",
    "split_account",
    "stalls_for",
    "stays_of",
    "tenancies_of",
    "traders_for",
    "with_rows",
]
