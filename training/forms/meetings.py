"""Meetings as they are typed: a row each, a day with two times; one that ends at or before it starts ends next day."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.forms.formsets import DELETION_FIELD_NAME, formset_factory
from django.utils import timezone

from training.actions.runs import MeetingPlan
from training.enums import MeetingState
from training.forms.fields import DayInput, LineField, ReasonField, TimeInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from training.models import CourseRun, Meeting

MOST = 40
LONGEST = dt.timedelta(hours=14)
WEEK = dt.timedelta(days=7)
SEEN = "da-xem"
"""The name of the tick that says: saved in spite of what clashes."""

ROW = ("day", "starts", "ends", "place", "topic")


class MeetingForm(forms.Form):
    """One meeting; a row without a day counts as not typed."""

    day = forms.DateField(label="Ngày", required=False, widget=DayInput)
    starts = forms.TimeField(label="Từ", required=False, widget=TimeInput)
    ends = forms.TimeField(label="Đến", required=False, widget=TimeInput)
    place = LineField(label="Nơi học", required=False, max_length=200)
    topic = LineField(label="Bài", required=False, max_length=160)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.plan = None
        if self.is_blank and not (cleaned.get("place") or cleaned.get("topic")):
            return cleaned
        for name, words in (("day", "Chọn ngày."), ("starts", "Ghi giờ bắt đầu."), ("ends", "Ghi giờ kết thúc.")):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        if not self.errors:
            self._plan(cleaned)
        return cleaned

    plan: MeetingPlan | None = None

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("day") and "day" not in self.errors

    def _plan(self, cleaned: dict[str, Any]) -> None:
        zone = timezone.get_default_timezone()
        start = dt.datetime.combine(cleaned["day"], cleaned["starts"], tzinfo=zone)
        end = dt.datetime.combine(cleaned["day"], cleaned["ends"], tzinfo=zone)
        if end <= start:
            end += dt.timedelta(days=1)
        if end - start > LONGEST:
            self.add_error("ends", "Một buổi dài nhất 14 giờ. Xem lại giờ kết thúc.")
            return
        self.plan = MeetingPlan(DateTimeTZRange(start, end), cleaned["place"], cleaned["topic"])


class MeetingRows(forms.BaseFormSet[MeetingForm]):
    """The meetings of a run."""

    def clean(self) -> None:
        if any(self.errors):
            return
        for first, second in combinations(self.plans, 2):
            if first.during.lower < second.during.upper and second.during.lower < first.during.upper:
                raise ValidationError("Hai buổi của lớp trùng giờ nhau. Xem lại ngày giờ.")

    @property
    def plans(self) -> list[MeetingPlan]:
        """What is to be kept, in the order of time; call it on a valid set."""
        kept = [form.plan for form in self.forms if form.plan and not form.cleaned_data.get(DELETION_FIELD_NAME)]
        return sorted(kept, key=lambda plan: plan.during.lower)


MeetingFormSet = formset_factory(
    MeetingForm, formset=MeetingRows, extra=0, can_delete=True, max_num=MOST, validate_max=True
)
PREFIX = "buoi"


def row_of(during: DateTimeTZRange, place: str, topic: str) -> dict[str, Any]:
    """A meeting as the row of the form that would make it."""
    start, end = timezone.localtime(during.lower), timezone.localtime(during.upper)
    return {"day": start.date(), "starts": start.time(), "ends": end.time(), "place": place, "topic": topic}


def rows_of(run: CourseRun) -> list[dict[str, Any]]:
    planned = run.meetings.filter(state=MeetingState.PLANNED)
    return [row_of(meeting.during, meeting.place, meeting.topic) for meeting in planned]


def rows_typed(sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were typed, right or wrong, without those marked to go."""
    total = str(sent.get(f"{PREFIX}-TOTAL_FORMS", ""))
    count = min(int(total), MOST) if total.isascii() and total.isdigit() else 0
    numbers = [n for n in range(count) if not sent.get(f"{PREFIX}-{n}-{DELETION_FIELD_NAME}")]
    return [{name: sent.get(f"{PREFIX}-{n}-{name}", "") for name in ROW} for n in numbers]


def one_more(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With a row behind them, a week after the last where that can be read."""
    last = rows[-1] if rows else {}
    try:
        day = str(dt.date.fromisoformat(str(last.get("day", ""))) + WEEK)
    except (ValueError, OverflowError):
        day = ""
    return [*rows, {"day": day, "starts": last.get("starts", ""), "ends": last.get("ends", "")}][:MOST]


class ChangedMeetingForm(MeetingForm):
    """Another time or place for a meeting, or one more."""

    field_order = ("day", "starts", "ends", "place", "topic", "reason")

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting:
            kwargs["initial"] = row_of(meeting.during, meeting.place, meeting.topic)
        super().__init__(*args, **kwargs)
        for name in ("day", "starts", "ends"):
            self.fields[name].required = True
        self.fields["place"].help_text = "Bỏ trống: học ở nơi chung của lớp."
        if meeting:
            self.fields["reason"] = ReasonField()
        self.order_fields(self.field_order)

    def accepts(self, clashes: Sequence[str]) -> bool:
        """Whether to go on: nothing clashes, or the tick that then appears says that it was seen."""
        if not clashes or SEEN in self.data:
            return True
        self.fields[SEEN] = forms.BooleanField(label="Tôi đã xem, vẫn lưu", required=False)
        for clash in clashes:
            self.add_error(None, f"Trùng giờ: {clash}")
        return False


class ReasonForm(forms.Form):
    reason = ReasonField()
