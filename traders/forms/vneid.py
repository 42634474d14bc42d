"""Forms of linking accounts with VNeID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from portal.pictures import ACCEPTED_TYPES, PictureError, encode_picture
from traders import words
from traders.enums import VneidState
from traders.queries.vneid import TURNS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from traders.models import ShopAccount

EVIDENCE = 300


class VneidFilterForm(forms.Form):
    """Filter of a market's list; what is not understood is left out."""

    q = forms.CharField(label="Tìm", required=False, max_length=80, empty_value="")
    trang_thai = forms.ChoiceField(label="Tình trạng", required=False, choices=[("", "Tất cả"), *VneidState.choices])
    luot = forms.ChoiceField(label="Đến lượt", required=False, choices=[("", "Tất cả"), *TURNS.items()])

    @property
    def chosen(self) -> dict[str, str]:
        """As ``accounts_to_link`` takes it."""
        self.full_clean()
        found = self.cleaned_data
        return {
            "search": words.fold_spaces(found.get("q", "")),
            "state": found.get("trang_thai", ""),
            "turn": found.get("luot", ""),
        }

    @property
    def is_narrow(self) -> bool:
        """Whether a state or a turn is chosen: "all" is never all of everything."""
        return bool(self.chosen["state"] or self.chosen["turn"])


class BulkCheckForm(forms.Form):
    """The ticked accounts, or all that the filter shows; ``so`` is how many "all" were when the page was shown."""

    evidence = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=EVIDENCE,
        help_text="Trống thì lấy lời báo của tiểu thương. Tài khoản chưa báo thì phải ghi.",
        error_messages={"max_length": "Căn cứ dài nhất 300 ký tự."},
    )

    def __init__(self, *args: Any, accounts: QuerySet[ShopAccount], is_narrow: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts, self.is_narrow = accounts, is_narrow

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = self._all() if self.data.get("tat_ca") else self._ticked()
        if not found:
            raise ValidationError("Đánh dấu ít nhất một tài khoản.")
        return data | {"accounts": found}

    def _all(self) -> list[ShopAccount]:
        if not self.is_narrow:
            raise ValidationError("Chọn tình trạng hoặc đến lượt ai trước khi chọn tất cả.")
        found = list(self.accounts)
        if str(len(found)) != self.data.get("so"):
            raise ValidationError(f"Danh sách vừa thay đổi, nay có {len(found)} tài khoản. Xem lại rồi bấm lần nữa.")
        return found

    def _ticked(self) -> list[ShopAccount]:
        wanted = [int(each) for each in self.data.getlist("chon") if each.isdecimal()]  # type: ignore[attr-defined] # a QueryDict
        return list(self.accounts.filter(pk__in=wanted))


class ReportForm(forms.Form):
    """A trader says that an account is linked."""

    evidence = forms.CharField(
        label="Bạn thấy gì trên màn hình?",
        required=False,
        max_length=EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: dòng chữ “Đã xác thực”, ngày làm.",
        error_messages={"max_length": "Viết ngắn hơn, nhiều nhất 300 ký tự."},
    )
    picture = forms.FileField(
        label="Ảnh chụp màn hình",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED_TYPES}),
        help_text="Chỉ ban quản lý chợ xem được. Che số căn cước trước khi gửi.",
    )

    def clean_evidence(self) -> str:
        return words.fold_spaces(self.cleaned_data["evidence"])

    def clean_picture(self) -> ContentFile[bytes] | None:
        return encoded(self.cleaned_data["picture"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("evidence") and not data.get("picture"):
            raise ValidationError("Kể bạn thấy gì trên màn hình, hoặc gửi ảnh chụp màn hình.")
        return data


class CheckForm(forms.Form):
    """The organisation says how an account stands."""

    state = forms.ChoiceField(
        label="Kết quả",
        choices=[(state.value, state.label) for state in (VneidState.LINKED, VneidState.NOT_NEEDED)],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một kết quả."},
    )
    evidence = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=EVIDENCE,
        help_text="Ai đã xem gì, ví dụ “xem trên điện thoại của chủ sạp, ngày 22/11”. Trống thì lấy lời báo.",
        error_messages={"max_length": "Căn cứ dài nhất 300 ký tự."},
    )

    def clean_evidence(self) -> str:
        return words.fold_spaces(self.cleaned_data["evidence"])


class ReasonForm(forms.Form):
    """Why something goes back to the trader."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Viết cho tiểu thương đọc: thiếu gì, phải làm gì.",
        error_messages={"required": "Ghi lý do để tiểu thương biết phải làm gì."},
    )

    def clean_reason(self) -> str:
        return words.fold_spaces(self.cleaned_data["reason"])


def encoded(file: Any) -> ContentFile[bytes] | None:
    """A picture as it is kept, None where none was sent."""
    if not file:
        return None
    try:
        return encode_picture(file)
    except PictureError as error:
        raise ValidationError(str(error)) from None
