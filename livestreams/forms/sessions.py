"""What a board types about a session: the plan, then what happened."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from livestreams.models import LiveSession
from livestreams.queries.sessions import ON_AIR, PAST, UPCOMING, accounts_managed_by, free_code
from portal.money import parse_vnd
from traders.models import Market, ShopAccount
from traders.words import fold_spaces, plain_handle

if TYPE_CHECKING:
    from traders.models.actors import Actor

LONGEST = dt.timedelta(hours=48)
COUNT_HELP = "Như sàn báo, ví dụ 81.600.000 hoặc 81,6 triệu."
code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", "Mã phiên chỉ gồm chữ không dấu, số, gạch nối và dấu chấm."
)


class MomentField(forms.DateTimeField):
    """A day and a time, picked in the browser, in local time."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class CountField(forms.CharField):
    """A number of people or times as people write it; blank is None, not 0."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            count = parse_vnd(typed)
        except ValueError:
            count = -1
        if not 0 <= count < 10**15:
            raise ValidationError("Nhập một số, ví dụ 81.600.000 hoặc 81,6 triệu.")
        return count

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class DayInput(forms.DateInput):
    """A day, picked in the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SessionFilterForm(forms.Form):
    """The filters of the list; what cannot be read is left out."""

    cho = forms.ModelChoiceField(
        Market.objects.none(), label="Chợ", to_field_name="slug", required=False, empty_label="Tất cả các chợ"
    )
    luc = forms.ChoiceField(
        label="Lúc nào",
        required=False,
        choices=[("", "Mọi lúc"), (UPCOMING, "Sắp phát"), (ON_AIR, "Đang phát"), (PAST, "Đã phát xong")],
    )
    tu = forms.DateField(label="Từ ngày", required=False, widget=DayInput)
    den = forms.DateField(label="Đến ngày", required=False, widget=DayInput)
    q = forms.CharField(label="Tên hoặc mã phiên", required=False, max_length=80)

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        markets = Market.objects.visible_to(user)
        self.fields["cho"].queryset = markets  # type: ignore[attr-defined] # a ModelChoiceField
        if len(markets) == 1:
            self.fields["cho"].widget = forms.HiddenInput()

    def chosen(self) -> dict[str, Any]:
        """Arguments for ``sessions_for``."""
        self.is_valid()
        read = self.cleaned_data.get
        return {
            "market": read("cho"),
            "when": read("luc") or "",
            "first_day": read("tu"),
            "last_day": read("den"),
            "search": fold_spaces(read("q") or ""),
        }


class SessionForm(forms.ModelForm[LiveSession]):
    """One session; its market is that of its shop account."""

    planned_start = MomentField(label="Bắt đầu dự kiến", error_messages={"required": "Chọn ngày giờ bắt đầu."})
    planned_end = MomentField(
        label="Kết thúc dự kiến",
        error_messages={"required": "Chọn ngày giờ kết thúc."},
        help_text="Phiên qua nửa đêm thì chọn ngày hôm sau; phiên vẫn thuộc ngày bắt đầu.",
    )
    actual_start = MomentField(label="Bắt đầu thật", required=False, help_text="Điền sau khi phiên đã phát.")
    actual_end = MomentField(label="Kết thúc thật", required=False)
    reach = CountField(label="Lượt tiếp cận", required=False, help_text=COUNT_HELP)
    views = CountField(label="Lượt xem", required=False)
    viewers = CountField(label="Người xem", required=False, help_text="Số người khác nhau đã xem phiên này.")
    peak_viewers = CountField(label="Mắt xem cao nhất", required=False, help_text="Lúc đông nhất có bao nhiêu người.")

    class Meta:
        model = LiveSession
        fields = (
            "title", "account", "code", "creator_handle", "creator_id",
            "actual_start", "actual_end", "reach", "views", "viewers", "peak_viewers",
        )  # fmt: skip
        help_texts = {
            "creator_handle": "Người dẫn bán hàng, tên tài khoản không có @. Bỏ trống khi sạp tự bán.",
            "creator_id": "Dãy số trong báo cáo LIVE của TikTok, nếu biết.",
        }
        error_messages = {"title": {"required": "Đặt tên cho phiên."}}

    field_order = (
        "title", "account", "planned_start", "planned_end", "creator_handle", "creator_id", "code",
        "actual_start", "actual_end", "reach", "views", "viewers", "peak_viewers",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"] = self._account_field(user)
        self.fields["code"].required = False
        self.fields["code"].help_text = "Người bán ghi mã này vào cột Mã phiên. Bỏ trống để hệ thống đặt."
        self.fields["code"].validators.append(code_validator)
        if self.instance.pk:
            self.initial["planned_start"] = self.instance.planned.lower
            self.initial["planned_end"] = self.instance.planned.upper
        self.order_fields(self.field_order)

    def _account_field(self, user: Actor) -> forms.ModelChoiceField[ShopAccount]:
        accounts = accounts_managed_by(user)
        field = forms.ModelChoiceField(
            accounts, label="Tài khoản bán hàng", error_messages={"required": "Chọn tài khoản bán hàng."}
        )
        grouped = groupby(accounts, key=lambda account: account.market)
        field.choices = [
            ("", "Chọn tài khoản"),
            *((market.name, [(account.pk, str(account)) for account in group]) for market, group in grouped),
        ]
        return field

    @property
    def plan_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in RESULT_FIELDS]

    @property
    def result_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in RESULT_FIELDS]

    def clean_title(self) -> str:
        return fold_spaces(self.cleaned_data["title"])

    def clean_creator_handle(self) -> str:
        return plain_handle(self.cleaned_data["creator_handle"])

    def clean_creator_id(self) -> str:
        return str(self.cleaned_data["creator_id"]).strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_order("planned_start", "planned_end", "dự kiến")
        self._check_order("actual_start", "actual_end", "thật")
        if cleaned.get("actual_end") and not cleaned.get("actual_start") and "actual_start" not in self.errors:
            self.add_error("actual_start", "Đã có giờ kết thúc thật thì ghi cả giờ bắt đầu thật.")
        self._fill_instance(cleaned)
        return cleaned

    def _check_order(self, first: str, last: str, kind: str) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and start >= end:
            self.add_error(last, f"Giờ kết thúc {kind} phải sau giờ bắt đầu {kind}.")
        elif start and end and end - start > LONGEST:
            self.add_error(last, "Một phiên dài nhất 48 giờ. Xem lại ngày kết thúc.")

    def _fill_instance(self, cleaned: dict[str, Any]) -> None:
        """What the person does not type: the market, the planned range, a code for a blank one."""
        account, start, end = cleaned.get("account"), cleaned.get("planned_start"), cleaned.get("planned_end")
        if account:
            self.instance.market = account.market
        if start and end and start < end:
            self.instance.planned = DateTimeTZRange(start, end)
        if account and start and not cleaned.get("code"):
            day = timezone.localtime(start).date()
            cleaned["code"] = self.instance.code or free_code(account.market, day)


RESULT_FIELDS = ("actual_start", "actual_end", "reach", "views", "viewers", "peak_viewers")
