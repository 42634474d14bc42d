"""What can go wrong in the registers, in words that a user may read."""


class TradersError(Exception):
    """The text says in Vietnamese what is wrong and what to do."""
