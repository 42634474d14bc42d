"""Copies and series of a run; filters of the list, the calendar and the feed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.accounts.roles import Action
from traders.models import Market
from training.actions.series import MOST_RUNS, SeriesStep
from training.enums import Audience, RunKind, Topic
from training.forms.fields import ChoicesField, DayInput, LineField
from training.queries.runs import RunFilter

if TYPE_CHECKING:
    from portal.accounts.models import User
    from training.models import CourseRun

MOST_WEEKS = 26


class CopyForm(forms.Form):
    """By how much the dates of a copy move: a new first day, or a number of weeks or days."""

    first_day = forms.DateField(
        label="Ngày của buổi đầu", required=False, widget=DayInput, help_text="Các buổi sau dời theo, giữ nguyên giờ."
    )
    weeks = forms.IntegerField(label="Hoặc dời mấy tuần", required=False, min_value=0, max_value=200)
    days = forms.IntegerField(label="Hoặc dời mấy ngày", required=False, min_value=0, max_value=1400)

    def __init__(self, *args: Any, run: CourseRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        if not run.starts_at:
            del self.fields["first_day"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in ("first_day", "weeks", "days") if cleaned.get(name) is not None]
        if not given and not self.errors:
            raise ValidationError("Chọn ngày của buổi đầu, hoặc ghi dời mấy tuần, mấy ngày.")
        if len(given) > 1 and "first_day" in given:
            raise ValidationError("Chọn ngày, hoặc ghi số tuần, số ngày: một trong hai.")
        return cleaned

    @property
    def shift(self) -> int:
        """Days; call it on a valid form."""
        first_day: dt.date | None = self.cleaned_data.get("first_day")
        if first_day and self.run.starts_at:
            return (first_day - timezone.localtime(self.run.starts_at).date()).days
        return (self.cleaned_data.get("weeks") or 0) * 7 + (self.cleaned_data.get("days") or 0)


class SeriesForm(forms.Form):
    """Which runs are made together out of one, which is the first of them."""

    title = LineField(
        label="Tên đợt", max_length=160, help_text="Người được báo đọc tên này.",
        error_messages={"required": "Đặt tên cho đợt."},
    )  # fmt: skip
    weeks = forms.IntegerField(
        label="Mở trong mấy tuần liền", min_value=1, max_value=MOST_WEEKS, initial=1,
        help_text="Mỗi tuần một lớp, cùng thứ, cùng giờ. 1: chỉ một tuần.",
    )  # fmt: skip
    markets = ChoicesField(Market.objects.none(), label="Mở thêm ở các chợ", required=False)
    gap = forms.IntegerField(
        label="Mỗi chợ sau cách chợ trước mấy ngày", min_value=0, max_value=60, initial=1, required=False,
        help_text="0: mọi chợ cùng ngày (cần nhiều giảng viên).",
    )  # fmt: skip

    def __init__(self, *args: Any, run: CourseRun, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Market.objects.managed_by(user, Action.EDIT_RUNS).filter(ward__province=run.course.city_id)
        if run.market_id:
            own = own.exclude(pk=run.market_id)
        self.fields["markets"].queryset = own.order_by("name_order")  # type: ignore[attr-defined] # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.steps:
            raise ValidationError("Chọn từ 2 tuần trở lên, hoặc thêm chợ.")
        if not self.errors and len(self.steps) >= MOST_RUNS:
            raise ValidationError(f"Một đợt có nhiều nhất {MOST_RUNS} lớp. Bớt số tuần hoặc số chợ.")
        return cleaned

    @property
    def steps(self) -> list[SeriesStep]:
        """The runs beside the first, in the order of time; call it on a valid form."""
        read, gap = self.cleaned_data, self.cleaned_data.get("gap") or 0
        places: list[tuple[int, Market | None]] = [(0, None)]
        places += [(number * gap, market) for number, market in enumerate(read["markets"], 1)]
        steps = [SeriesStep(week * 7 + days, market) for week in range(read["weeks"]) for days, market in places]
        return sorted(steps[1:], key=lambda step: step.days)


class MonthField(forms.CharField):
    """``2026-12``; the value is the first day of the month."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return dt.date.fromisoformat(f"{typed}-01")
        except ValueError:
            raise ValidationError("Ghi tháng dạng 2026-12.") from None


class RunFilterForm(forms.Form):
    """The filters of list, calendar and feed, as they stand in the address; what cannot be read is left out."""

    q = LineField(label="Tên lớp, nơi học", required=False, max_length=80)
    chu_de = forms.ChoiceField(label="Chủ đề", required=False, choices=[("", "Mọi chủ đề"), *Topic.choices])
    cho = forms.ModelChoiceField(
        Market.objects.none(), label="Chợ", required=False, to_field_name="slug", empty_label="Mọi chợ"
    )
    danh_cho = forms.ChoiceField(label="Dành cho", required=False, choices=[("", "Mọi người"), *Audience.choices])
    hinh_thuc = forms.ChoiceField(label="Hình thức", required=False, choices=[("", "Mọi hình thức"), *RunKind.choices])
    thang = MonthField(label="Tháng", required=False)
    con_nhan = forms.BooleanField(label="Đang nhận đăng ký", required=False)

    FIRST = ("q", "chu_de")
    MORE = ("cho", "danh_cho", "hinh_thuc", "thang")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Market.objects.filter(runs__published_at__isnull=False).distinct().order_by("name_order")
        self.fields["cho"].queryset = held  # type: ignore[attr-defined] # a ModelChoiceField

    def chosen(self) -> RunFilter:
        self.is_valid()
        read = self.cleaned_data.get
        return RunFilter(
            words=read("q") or "",
            topic=read("chu_de") or "",
            market=read("cho"),
            audience=read("danh_cho") or "",
            kind=read("hinh_thuc") or "",
            month=read("thang"),
            open_only=bool(read("con_nhan")),
        )

    def query(self, **more: str) -> str:
        """The filters that are set, and ``more``, as a query string; what cannot be read is not in it."""
        set_here = {name: str(self.data[name]) for name in self.cleaned_data if self.data.get(name)}
        kept = {name: value for name, value in (set_here | more).items() if value}
        return urlencode(kept)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def hide_month(self) -> None:
        """For the calendar, which has its own steps from month to month."""
        self.fields["thang"].widget = forms.HiddenInput()

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE if not self[name].is_hidden]

    @property
    def more_used(self) -> int:
        return sum(1 for field in self.more_fields if field.value())
