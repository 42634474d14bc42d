"""What is typed about somebody's attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from training.actions.rosters import RosterLine
from training.attendance import moment_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.http import QueryDict

    from training.models import Attendance, Meeting
    from training.queries.door import DoorRow

NOT_THEN = "Giờ này không nằm trong buổi học."


def time_field(label: str, *, required: bool = True, help_text: str = "") -> forms.TimeField:
    """A clock, hours and minutes."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=required, help_text=help_text, widget=widget)


class TakeBackForm(forms.Form):
    """Why a check-in was wrong."""

    reason = forms.CharField(label="Vì sao bỏ điểm danh?", max_length=200)


class TimesForm(forms.Form):
    """When somebody came and left; ``cleaned_data`` has moments of the meeting."""

    arrived_at = time_field("Đến lúc")
    left_at = time_field("Về sớm lúc", required=False, help_text="Để trống nếu ở tới hết buổi.")

    def __init__(self, data: QueryDict | None, *, attendance: Attendance) -> None:
        self.meeting = attendance.meeting
        super().__init__(
            data, initial={"arrived_at": _clock(attendance.arrived_at), "left_at": _clock(attendance.left_at)}
        )

    def clean_arrived_at(self) -> dt.datetime:
        return self._moment("arrived_at")

    def clean_left_at(self) -> dt.datetime | None:
        return self._moment("left_at") if self.cleaned_data["left_at"] else None

    def clean(self) -> dict[str, Any]:
        """Nobody leaves before they come."""
        typed = self.cleaned_data
        came, left = typed.get("arrived_at"), typed.get("left_at")
        if came and left and left < came:
            self.add_error("left_at", "Giờ về phải sau giờ đến.")
        return typed

    def _moment(self, name: str) -> dt.datetime:
        moment = moment_of(self.meeting, self.cleaned_data[name])
        if moment is None:
            raise forms.ValidationError(NOT_THEN)
        return moment


class RosterForm(forms.Form):
    """A printed roster typed in: who signed, and when they came if it was not at the start.

    Two fields a person, ``den-<enrolment>`` and ``gio-<enrolment>``; ``mark`` is the state it was made from, ``seen``
    who was written down then.
    """

    mark = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: QueryDict | None, *, meeting: Meeting, rows: Sequence[DoorRow], mark: str, needs_reason: bool
    ) -> None:
        self.meeting, self.rows, self.current_mark = meeting, rows, mark
        self.there = {str(row.enrolment.pk) for row in rows if row.attendance}
        super().__init__(data, initial={"mark": mark, "seen": ",".join(sorted(self.there))})
        for row in rows:
            self._add(row)
        self.fields["reason"] = forms.CharField(
            label="Lý do" if needs_reason else "Ghi chú", max_length=200, required=needs_reason,
            help_text="Ghi vào lịch sử, ví dụ: nhập lại từ bản in có chữ ký.",
        )  # fmt: skip

    def _add(self, row: DoorRow) -> None:
        pk, there = row.enrolment.pk, row.attendance
        self.fields[f"den-{pk}"] = forms.BooleanField(required=False, initial=there is not None)
        self.fields[f"gio-{pk}"] = time_field("Giờ đến", required=False)
        self.fields[f"gio-{pk}"].initial = _clock(there.arrived_at) if there else None

    def clean(self) -> dict[str, Any]:
        """Times are of the meeting."""
        for row in self.rows:
            name = f"gio-{row.enrolment.pk}"
            clock = self.cleaned_data.get(name)
            if clock and moment_of(self.meeting, clock) is None:
                self.add_error(name, NOT_THEN)
        return self.cleaned_data

    def lines(self) -> list[RosterLine]:
        """What the roster says of each."""
        return [
            RosterLine(
                row.enrolment, self.cleaned_data[f"den-{row.enrolment.pk}"], self._came(f"gio-{row.enrolment.pk}")
            )
            for row in self.rows
        ]

    def renew(self) -> None:
        """Make what was typed good for the state of now: it stays, and who came meanwhile is ticked too."""
        fresh = dict(self.data.items())
        for pk in self.there - set(self.data.get("seen", "").split(",")):
            fresh[f"den-{pk}"] = "on"
        fresh["mark"], fresh["seen"] = self.current_mark, ",".join(sorted(self.there))
        self.data = fresh

    def people(self) -> list[tuple[DoorRow, forms.BoundField, forms.BoundField]]:
        """Each person with the two fields, for the template."""
        return [(row, self[f"den-{row.enrolment.pk}"], self[f"gio-{row.enrolment.pk}"]) for row in self.rows]

    def _came(self, name: str) -> dt.datetime | None:
        clock = self.cleaned_data.get(name)
        return moment_of(self.meeting, clock) if clock else None


def _clock(moment: dt.datetime | None) -> dt.time | None:
    return timezone.localtime(moment).time().replace(second=0, microsecond=0) if moment else None
