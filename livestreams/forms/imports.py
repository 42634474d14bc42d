"""What a person states about order files: whose they are, and what their blank cells mean."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from livestreams.enums import BatchState, LineStatus
from livestreams.models import ImportBatch, LiveSession
from livestreams.queries.imports import account_choices, session_choices
from portal.money import format_number
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from portal.accounts.models import User

MAX_FILES = 20
MEGABYTE = 1024 * 1024
NO_ACCOUNT = ("", "Để hệ thống nhận ra từ file")
PICK_ACCOUNT = ("", "Chọn tài khoản")
NO_SESSION = ("", "Theo mã phiên, nhà sáng tạo và giờ đặt trong file")
STATED_STATUSES = [(status.value, status.label) for status in LineStatus if status != LineStatus.UNKNOWN]


class ManyFilesInput(forms.FileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class OrderFilesField(forms.FileField):
    """One or more order files, none empty and none over the size limit; cleans to a list."""

    widget = ManyFilesInput(attrs={"accept": ".xlsx,.csv,.xls", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Check every file by name and size; none is opened here."""
        files = list(data) if isinstance(data, list | tuple) else [data]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(f"Mỗi lần tải lên nhiều nhất {MAX_FILES} file. Hãy chia làm nhiều lần.")
        return [self._clean_one(file, initial) for file in files or [None]]

    def _clean_one(self, file: Any, initial: Any) -> UploadedFile[Any]:
        cleaned: UploadedFile[Any] = super().clean(file, initial)
        if (cleaned.size or 0) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                f"File “{cleaned.name}” lớn hơn {format_number(settings.IMPORT_MAX_BYTES // MEGABYTE)} MB. "
                "Hãy xuất từng khoảng ngày ngắn hơn rồi tải lên từng file."
            )
        return cleaned


class UploadForm(forms.Form):
    """Files of one market; shop account and session may be named in advance for all of them."""

    order_files = OrderFilesField(
        label="File đơn hàng",
        error_messages={
            "required": "Chọn ít nhất một file đơn hàng.",
            "empty": "File rỗng. Hãy xuất lại file từ trang người bán.",
        },
    )
    account = forms.ModelChoiceField(
        ShopAccount.objects.none(),
        label="Tài khoản bán hàng",
        required=False,
        help_text="Bỏ trống cũng được: sau khi đọc file, bạn sẽ chọn.",
        error_messages={"invalid_choice": "Chọn một tài khoản của chợ này."},
    )
    session = forms.ModelChoiceField(
        LiveSession.objects.none(),
        label="Phiên livestream",
        required=False,
        help_text="Chọn khi mọi đơn trong file là của một phiên.",
        error_messages={"invalid_choice": "Chọn một phiên của chợ này."},
    )

    def __init__(self, *args: Any, user: User, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_accounts(self.fields["account"], user, market, [NO_ACCOUNT, *account_choices(user, market)])
        _offer_sessions(self.fields["session"], user, market, session_choices(user, market))

    def clean(self) -> dict[str, Any]:
        """A session named alone names its account too."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("session") and not cleaned.get("account"):
            cleaned["account"] = cleaned["session"].account
        return cleaned


class ConfirmForm(forms.Form):
    """What a person confirms after the preview.

    ``stated_status`` is asked only when lines have none, ``session`` only of files with orders: the rows of a
    LIVE report find their sessions by creator and time.
    """

    account = forms.ModelChoiceField(
        ShopAccount.objects.none(),
        label="Tài khoản bán hàng",
        help_text="File này được tải về từ tài khoản nào?",
        error_messages={
            "required": "Chọn tài khoản bán hàng mà file này được tải về từ đó.",
            "invalid_choice": "Chọn một tài khoản của chợ này.",
        },
    )
    session = forms.ModelChoiceField(
        LiveSession.objects.none(),
        label="Phiên livestream",
        required=False,
        help_text="Chỉ chọn khi mọi đơn chưa ghi mã phiên là của một phiên.",
        error_messages={"invalid_choice": "Chọn một phiên của chợ này."},
    )
    stated_status = forms.ChoiceField(
        label="Trạng thái của các dòng để trống trạng thái",
        required=False,
        choices=[("", "Để là “chưa rõ”"), *STATED_STATUSES],
        help_text="Chỉ chọn khi bạn biết chắc cả file cùng một trạng thái.",
    )

    def __init__(self, *args: Any, user: User, batch: ImportBatch, likely: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = [batch.account_id] if batch.account_id else likely
        accounts = account_choices(user, batch.market, near)
        _offer_accounts(self.fields["account"], user, batch.market, [PICK_ACCOUNT, *accounts])
        _offer_sessions(
            self.fields["session"],
            user,
            batch.market,
            session_choices(user, batch.market, accounts=near, period=_previewed_period(batch)),
        )
        self.initial.setdefault("account", near[0] if len(near) == 1 else None)
        self.initial.setdefault("session", batch.session_id)
        if not batch.preview.get("blank_statuses"):
            del self.fields["stated_status"]
        if batch.preview.get("is_live"):
            del self.fields["session"]


class ImportFilterForm(forms.Form):
    """Filters of the history, named as in the address: ``?cho=&tk=&trang-thai=``."""

    def __init__(self, *args: Any, markets: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if markets is not None:
            self.fields["cho"] = forms.ModelChoiceField(
                markets, label="Chợ", required=False, to_field_name="slug", empty_label="Tất cả các chợ"
            )
        if accounts is not None:
            self.fields["tk"] = forms.ModelChoiceField(
                accounts, label="Tài khoản", required=False, empty_label="Tất cả tài khoản"
            )
        self.fields["trang-thai"] = forms.ChoiceField(
            label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *BatchState.choices]
        )


def _offer_accounts(field: Any, user: User, market: Market, choices: list[Any]) -> None:
    field.queryset = ShopAccount.objects.managed_by(user).filter(market=market)
    field.choices = choices


def _offer_sessions(field: Any, user: User, market: Market, choices: list[Any]) -> None:
    field.queryset = LiveSession.objects.managed_by(user).filter(market=market).select_related("account")
    field.choices = [NO_SESSION, *choices]


def _previewed_period(batch: ImportBatch) -> tuple[dt.date, dt.date] | None:
    """First and last day of the orders that the preview saw."""
    days = [dt.date.fromisoformat(day[:10]) for day in batch.preview.get("period") or () if day]
    return (min(days), max(days)) if days else None
