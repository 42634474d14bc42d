"""Fields that forms of training share: moments, days, times, hours, searches without accents."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from traders.words import fold_spaces


class MomentField(forms.DateTimeField):
    """A day and a time, picked in the browser, in local time."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class DayInput(forms.DateInput):
    """A day, picked in the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of the day, picked in the browser."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class LineField(forms.CharField):
    """One line of text with single spaces."""

    def clean(self, value: Any) -> str:
        return fold_spaces(super().clean(value))


class ReasonField(LineField):
    """Why something is done; everybody concerned reads it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Lý do",
            max_length=200,
            help_text="Mọi người được báo đều đọc lý do này.",
            error_messages={"required": "Ghi lý do để học viên biết."},
            **options,
        )


class HoursField(forms.CharField):
    """A length as people say it, ``2``, ``2,5`` or ``2:30`` hours; the value is minutes."""

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value)).replace(",", ".")
        if not typed:
            return None
        if clock := re.fullmatch(r"(\d{1,3}):([0-5]\d)", typed):
            return int(clock[1]) * 60 + int(clock[2])
        try:
            minutes = Decimal(typed) * 60
        except InvalidOperation:
            minutes = Decimal(-1)
        if not (minutes.is_finite() and 0 < minutes <= 60_000 and minutes == int(minutes)):
            raise ValidationError("Ghi số giờ, ví dụ 4 hoặc 2,5.")
        return int(minutes)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return f"{value // 60}:{value % 60:02}" if value % 15 else f"{value / 60:g}".replace(".", ",")


class ChoicesField[Row: Model](forms.ModelMultipleChoiceField[Row]):
    """Rows to tick."""

    widget = forms.CheckboxSelectMultiple
