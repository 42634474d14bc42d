"""What an adviser types: who stands there, what was asked and answered, which tickets to show."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms

from traders.models import Trader
from traders.words import fold_spaces
from training.enums import TicketState, Topic
from training.forms.booths import day_field
from training.models import AdviceBooth, AdviceTicket
from training.queries.advising import TicketFilter

if TYPE_CHECKING:
    from portal.accounts.models import User


class WalkInForm(forms.Form):
    """A trader of the booth's market, or a name."""

    tieu_thuong = forms.ModelChoiceField(Trader.objects.none(), required=False)
    ten = forms.CharField(label="Tên người hỏi", required=False, max_length=120, empty_value="")

    def __init__(self, *args: Any, booth: AdviceBooth, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        traders = Trader.objects.filter(market=booth.market_id)
        self.fields["tieu_thuong"].queryset = traders  # type: ignore[attr-defined] # a ModelChoiceField

    def clean_ten(self) -> str:
        return fold_spaces(self.cleaned_data["ten"])


class AnswerForm(forms.ModelForm[AdviceTicket]):
    """Question and advice; with a day the matter is looked at again then."""

    class Meta:
        model = AdviceTicket
        fields = ("topic", "question", "advice", "follow_up_on")
        widgets = {
            "question": forms.Textarea(attrs={"rows": 3}),
            "advice": forms.Textarea(attrs={"rows": 5}),
            "follow_up_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {
            "question": "Hỏi gì",
            "advice": "Đã tư vấn gì",
            "follow_up_on": "Hẹn xem lại ngày",
        }
        help_texts = {
            "question": "Không ghi mã số, mật khẩu, số tài khoản.",
            "follow_up_on": "Trống là xong phiếu. Tới ngày, cổng nhắn người hỏi.",
        }
        error_messages = {"advice": {"required": "Ghi đã tư vấn gì trước khi xong phiếu."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["advice"].required = True

    def _post_clean(self) -> None:
        """Leave the instance alone: the action writes, under a lock."""


class TicketFilterForm(forms.Form):
    """Which tickets are listed; what is not understood is left out."""

    q = forms.CharField(label="Tên, sạp, số điện thoại hoặc việc hỏi", required=False, max_length=80, empty_value="")
    quay = forms.ModelChoiceField(AdviceBooth.objects.none(), label="Quầy", required=False, empty_label="Mọi quầy")
    viec = forms.ChoiceField(label="Về việc", required=False, choices=[("", "Mọi việc"), *Topic.choices])
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Mọi tình trạng"), *TicketState.choices]
    )
    tu = day_field("Từ ngày", required=False)
    den = day_field("Đến hết ngày", required=False)

    def __init__(self, query: Any, *, user: User) -> None:
        super().__init__(query)
        booths = AdviceBooth.objects.advised_by(user).order_by("-opens_on", "title")
        self.fields["quay"].queryset = booths  # type: ignore[attr-defined] # a ModelChoiceField

    @property
    def asked(self) -> TicketFilter:
        """As ``filtered`` takes it."""
        self.is_valid()
        found = self.cleaned_data
        return TicketFilter(
            words=fold_spaces(found.get("q", "")),
            booth=found.get("quay"),
            topic=found.get("viec", ""),
            state=found.get("tinh_trang", ""),
            since=found.get("tu"),
            until=found.get("den"),
        )

    @property
    def is_narrowed(self) -> bool:
        return self.asked != TicketFilter()


class PeriodForm(forms.Form):
    """Two days, both included; what is not understood, or stands the wrong way round, is the whole period."""

    tu = day_field("Từ ngày", required=False)
    den = day_field("Đến hết ngày", required=False)

    def __init__(self, query: Any, *, since: dt.date, until: dt.date) -> None:
        super().__init__({"tu": query.get("tu") or since, "den": query.get("den") or until})
        self.whole = (since, until)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first day and the last."""
        if not self.is_valid() or self.cleaned_data["tu"] > self.cleaned_data["den"]:
            return self.whole
        return self.cleaned_data["tu"], self.cleaned_data["den"]
