"""Pieces of the pages about personal data that other applications use too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from portal.privacy.forms import ConsentForm
from portal.templatetags.formats import date_vi, datetime_vi

register = template.Library()


@register.inclusion_tag("privacy/components/consent_fields.html")
def consent_fields(form: ConsentForm) -> dict[str, Any]:
    """The boxes of a ConsentForm, each with its text to open in place; the page writes ``<form>`` and button."""
    return {"form": form}


@register.filter
def shown(value: object) -> str:
    """A cell of a section as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.datetime):
        return datetime_vi(value)
    return date_vi(value) if isinstance(value, dt.date) else str(value)
