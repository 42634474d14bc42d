"""How long ago a day was."""

from __future__ import annotations

import datetime as dt

from django import template

register = template.Library()


@register.filter
def days_since(day: dt.date, today: dt.date) -> int:
    """Days from ``day`` to ``today``."""
    return (today - day).days
