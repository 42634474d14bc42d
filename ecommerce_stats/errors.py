"""What goes wrong in words that a user may read."""


class StatsError(Exception):
    """Something asked for is not possible; the text says why."""
