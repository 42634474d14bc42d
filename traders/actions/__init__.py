"""Changes of the registers that touch more than one row."""

from traders.actions.accounts import add_account, change_account
from traders.actions.markets import add_market
from traders.actions.stalls import add_stall, add_stalls, remove_stall, save_stall
from traders.actions.traders import add_trader, save_trader

__all__ = (
    "add_account",
    "add_market",
    "add_stall",
    "add_stalls",
    "add_trader",
    "change_account",
    "remove_stall",
    "save_stall",
    "save_trader",
)
