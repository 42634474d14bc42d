"""What is typed about booths: where and when they are, who staffs them, what somebody wants to ask."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Action
from traders.models import Market
from traders.public_words import DAYS, Language
from traders.words import fold_spaces
from training.enums import Topic
from training.models import AdviceBooth
from training.queries.booth_shifts import advisers_for
from training.queries.booths import COMING, PAST, markets_with_booths

if TYPE_CHECKING:
    from traders.models.actors import Actor
    from training.models import BoothShift

DAY = {"type": "date"}
CLOCK = {"type": "time", "step": "300"}


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


def clock_field(label: str, **more: Any) -> forms.TimeField:
    """A time of day, picked or typed."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"), **more)


class BoothFilterForm(forms.Form):
    """Which booths are listed; what is not understood is left out."""

    cho = forms.ModelChoiceField(
        Market.objects.none(), label="Chợ", required=False, to_field_name="slug", empty_label="Mọi chợ"
    )
    khi = forms.ChoiceField(label="Khi nào", required=False, choices=[("", "Đang và sắp mở"), ("da-qua", "Đã qua")])

    def __init__(self, query: Any, *, user: Actor) -> None:
        super().__init__(query)
        self.fields["cho"].queryset = markets_with_booths(user).order_by("name_order")  # type: ignore[attr-defined] # a ModelChoiceField

    @property
    def market(self) -> Market | None:
        """The market that is asked for."""
        self.is_valid()
        return self.cleaned_data.get("cho")

    @property
    def when(self) -> str:
        """As ``booths_for`` takes it."""
        self.is_valid()
        return PAST if self.cleaned_data.get("khi") else COMING


class BoothForm(forms.ModelForm[AdviceBooth]):
    """A booth; the market is chosen once, at the beginning."""

    class Meta:
        model = AdviceBooth
        fields = ("market", "title", "topics", "place", "partners", "opens_on", "closes_on", "slot_minutes")
        widgets = {
            "opens_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "partners": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "topics": "Ví dụ: mở gian hàng, kê khai thuế, an toàn thanh toán.",
            "place": "Để bà con tìm được: cổng nào, tầng mấy, cạnh sạp nào.",
            "slot_minutes": "Thường là 20 phút.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["market"]
        else:
            own = Market.objects.managed_by(user, Action.EDIT_BOOTHS).distinct().order_by("name_order")
            self.fields["market"].queryset = own  # type: ignore[attr-defined] # a ModelChoiceField
            self.fields["market"].empty_label = "Chọn chợ"  # type: ignore[attr-defined] # as above
            if own.count() == 1:
                self.initial.setdefault("market", own[0].pk)

    def clean_title(self) -> str:
        return fold_spaces(self.cleaned_data["title"])


class ShiftForm(forms.Form):
    """Hours, desks and people of one shift. Hours up to an earlier clock end on the next day."""

    ngay = day_field("Ngày")
    tu = clock_field("Từ")
    den = clock_field("Đến")
    so_ban = forms.IntegerField(
        label="Số bàn", min_value=1, max_value=50, initial=1, help_text="Mỗi bàn tiếp một người."
    )
    nguoi_truc = forms.ModelMultipleChoiceField(
        User.objects.none(), label="Người trực", required=False, widget=forms.CheckboxSelectMultiple
    )
    ly_do = forms.CharField(
        label="Lý do đổi", required=False, max_length=200, help_text="Gửi cho người đã hẹn nếu giờ của họ đổi."
    )

    def __init__(self, *args: Any, booth: AdviceBooth, shift: BoothShift | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nguoi_truc"].queryset = advisers_for(booth.market)  # type: ignore[attr-defined] # a model's field
        if shift is None:
            del self.fields["ly_do"]
            return
        begin, end = timezone.localtime(shift.during.lower), timezone.localtime(shift.during.upper)
        self.initial = {
            "ngay": begin.date(), "tu": begin.time(), "den": end.time(), "so_ban": shift.desks,
            "nguoi_truc": [person.pk for person in shift.advisers.all()],
        }  # fmt: skip

    def during(self) -> DateTimeTZRange[dt.datetime]:
        """The hours; call it on a valid form only."""
        asked = self.cleaned_data
        return hours_on(asked["ngay"], asked["tu"], asked["den"])

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if asked.get("tu") and asked.get("tu") == asked.get("den"):
            self.add_error("den", "Giờ kết thúc phải khác giờ bắt đầu.")
        asked["ly_do"] = fold_spaces(asked.get("ly_do", ""))
        return asked


def hours_on(day: dt.date, begin: dt.time, end: dt.time) -> DateTimeTZRange[dt.datetime]:
    """[begin, end) of a local day, into the next one where the end is the earlier clock."""
    last = day if end > begin else day + dt.timedelta(days=1)
    moments = (dt.datetime.combine(day, begin), dt.datetime.combine(last, end))
    return DateTimeTZRange(*map(timezone.make_aware, moments))


class ManyShiftsForm(forms.Form):
    """Weekdays × hours over a period: two blocks of hours a day at most."""

    tu_ngay = day_field("Từ ngày")
    den_ngay = day_field("Đến hết ngày")
    thu = forms.TypedMultipleChoiceField(
        label="Những ngày trong tuần",
        choices=list(enumerate(f"{day[0].upper()}{day[1:]}" for day in DAYS[Language.VIETNAMESE])),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một ngày trong tuần."},
    )
    tu = clock_field("Từ", initial=dt.time(8))
    den = clock_field("Đến", initial=dt.time(11))
    tu_2 = clock_field("Buổi thứ hai, từ", required=False)
    den_2 = clock_field("Buổi thứ hai, đến", required=False)
    so_ban = forms.IntegerField(
        label="Số bàn", min_value=1, max_value=50, initial=1, help_text="Mỗi bàn tiếp một người."
    )
    nguoi_truc = forms.ModelMultipleChoiceField(
        User.objects.none(), label="Người trực", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, booth: AdviceBooth, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.booth = booth
        self.fields["nguoi_truc"].queryset = advisers_for(booth.market)  # type: ignore[attr-defined] # a model's field
        first = max(booth.opens_on, timezone.localdate())
        self.initial = {"tu_ngay": first, "den_ngay": booth.closes_on, "thu": [0, 1, 2, 3, 4]}

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if self.errors:
            return asked
        if asked["tu_ngay"] > asked["den_ngay"]:
            raise ValidationError("Ngày đầu phải trước ngày cuối.")
        if asked["tu_ngay"] < self.booth.opens_on or asked["den_ngay"] > self.booth.closes_on:
            raise ValidationError(f"Quầy mở từ {self.booth.opens_on:%d/%m/%Y} đến hết {self.booth.closes_on:%d/%m/%Y}.")
        if bool(asked["tu_2"]) != bool(asked["den_2"]):
            raise ValidationError("Ghi đủ giờ bắt đầu và kết thúc của buổi thứ hai, hoặc để trống cả hai.")
        if any(begin >= end for begin, end in self._blocks()):
            raise ValidationError("Mỗi buổi phải bắt đầu trước khi kết thúc.")
        if asked["tu_2"] and asked["den_2"] and asked["tu_2"] < asked["den"] and asked["tu"] < asked["den_2"]:
            raise ValidationError("Hai buổi trùng giờ nhau.")
        if not self.ranges():
            raise ValidationError("Không có ngày nào như vậy trong khoảng này.")
        return asked

    def _blocks(self) -> list[tuple[dt.time, dt.time]]:
        asked = self.cleaned_data
        second = [(asked["tu_2"], asked["den_2"])] if asked["tu_2"] and asked["den_2"] else []
        return [(asked["tu"], asked["den"]), *second]

    def ranges(self) -> list[DateTimeTZRange[dt.datetime]]:
        """The hours that were asked for and are not over, in their order; call it on a valid form only."""
        asked, now = self.cleaned_data, timezone.now()
        days = (asked["den_ngay"] - asked["tu_ngay"]).days + 1
        wanted = [asked["tu_ngay"] + dt.timedelta(days=number) for number in range(days)]
        found = [
            hours_on(day, begin, end)
            for day in wanted
            if day.weekday() in asked["thu"]
            for begin, end in self._blocks()
        ]
        return sorted((each for each in found if each.upper > now), key=lambda each: each.lower)


class ReasonForm(forms.Form):
    """Why something is taken back; told to those whom it concerns."""

    ly_do = forms.CharField(label="Lý do, gửi cho người đã hẹn", max_length=200)

    def clean_ly_do(self) -> str:
        return fold_spaces(self.cleaned_data["ly_do"])


class CloseForm(ReasonForm):
    tu_ngay = day_field("Nghỉ từ ngày", help_text="Ca đang trực thì trực cho hết.")
    field_order = ("tu_ngay", "ly_do")


class BookingForm(forms.Form):
    """What somebody wants to ask; both may be left as they are, so that one tap books."""

    ve_viec = forms.ChoiceField(label="Về việc", choices=Topic.choices, initial=Topic.OTHER)
    muon_hoi = forms.CharField(
        label="Bạn muốn hỏi gì?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Viết vài chữ để người trực chuẩn bị. Chưa nghĩ ra thì để trống.",
    )
