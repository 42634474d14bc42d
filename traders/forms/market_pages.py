"""What a market's people type about its public page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms

from portal.phones import PhoneError, international_phone
from portal.pictures import ACCEPTED_TYPES
from traders import words
from traders.models import Market, MarketHours, MarketPicture, MarketZone
from traders.public_words import DAYS, Language

OPENINGS = (1, 2)
"""A day has one opening, or two with a rest at noon."""

SAME = "same_days"


class MarketTextForm(forms.ModelForm[Market]):
    """The words of the page in both languages, and whether it is shown."""

    class Meta:
        model = Market
        fields = ("is_public", "story", "specialities", "phone", "name_en", "story_en", "specialities_en")
        widgets = {
            "story": forms.Textarea(attrs={"rows": 8}),
            "story_en": forms.Textarea(attrs={"rows": 8, "lang": "en"}),
            "specialities": forms.Textarea(attrs={"rows": 5}),
            "specialities_en": forms.Textarea(attrs={"rows": 5, "lang": "en"}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }
        labels = {
            "is_public": "Hiện trang này cho mọi người",
            "phone": "Điện thoại của văn phòng chợ",
            "name_en": "Tên chợ bằng tiếng Anh",
            "story_en": "Câu chuyện bằng tiếng Anh",
            "specialities_en": "Đặc sản bằng tiếng Anh",
        }
        help_texts = {
            "story": "Chợ có từ bao giờ, nổi tiếng vì gì, đến giờ nào thì vui. Cách một dòng trống để sang đoạn mới.",
            "specialities": "Mỗi dòng một món.",
            "phone": "Số này ai cũng xem được. Đừng ghi số riêng của một người.",
            "story_en": "Cho khách nước ngoài. Để trống thì trang tiếng Anh hiện câu chuyện tiếng Việt.",
            "specialities_en": "Mỗi dòng một món, cùng thứ tự với bản tiếng Việt.",
        }

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return international_phone(typed) if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(str(error)) from None


class HoursForm(forms.Form):
    """A week: for each day up to two openings; a closing before the opening is after midnight."""

    def __init__(self, typed: Any, *, market: Market) -> None:
        super().__init__(typed)
        for name, label in self._names():
            widget = forms.TimeInput(attrs={"type": "time", "aria-label": label}, format="%H:%M")
            self.fields[name] = forms.TimeField(label=label, required=False, widget=widget)
        self.fields[SAME] = forms.BooleanField(
            label="Các ngày khác giống thứ Hai", required=False, help_text="Chỉ cần ghi giờ của thứ Hai."
        )
        self._show(market)

    @staticmethod
    def _names() -> Iterator[tuple[str, str]]:
        for weekday, day in enumerate(DAYS[Language.VIETNAMESE]):
            for opening in OPENINGS:
                yield f"opens_{weekday}_{opening}", f"{day}, lần {opening}: mở"
                yield f"closes_{weekday}_{opening}", f"{day}, lần {opening}: đóng"

    def _show(self, market: Market) -> None:
        count = [0] * 7
        for each in market.hours.all():
            count[each.weekday] += 1
            place = f"{each.weekday}_{count[each.weekday]}"
            self.initial.update({f"opens_{place}": each.opens_at, f"closes_{place}": each.closes_at})

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Day and its four fields."""
        return [
            (
                day[0].upper() + day[1:],
                [self[f"{end}_{weekday}_{opening}"] for opening in OPENINGS for end in ("opens", "closes")],
            )
            for weekday, day in enumerate(DAYS[Language.VIETNAMESE])
        ]

    def clean(self) -> dict[str, Any]:
        """Both ends of an opening, and not the same."""
        found: dict[str, Any] = super().clean() or {}
        for weekday in self._days(found):
            for opening in OPENINGS:
                self._check(found, weekday, opening)
        return found

    def _check(self, found: dict[str, Any], weekday: int, opening: int) -> None:
        opens, closes = (found.get(f"{end}_{weekday}_{opening}") for end in ("opens", "closes"))
        if (opens is None) != (closes is None):
            missing = "opens" if opens is None else "closes"
            self.add_error(f"{missing}_{weekday}_{opening}", "Ghi cả giờ mở và giờ đóng cửa.")
        elif opens is not None and opens == closes:
            self.add_error(f"closes_{weekday}_{opening}", "Giờ đóng cửa phải khác giờ mở cửa.")

    @staticmethod
    def _days(found: dict[str, Any]) -> range:
        return range(1 if found.get(SAME) else 7)

    @property
    def hours(self) -> list[MarketHours]:
        """Rows of the week, not saved."""
        found, is_same = self.cleaned_data, self.cleaned_data[SAME]
        return [
            MarketHours(weekday=weekday, opens_at=opens, closes_at=closes)
            for weekday in range(7)
            for opening in OPENINGS
            for opens, closes in [self._opening(found, 0 if is_same else weekday, opening)]
            if opens is not None and closes is not None
        ]

    @staticmethod
    def _opening(found: dict[str, Any], weekday: int, opening: int) -> tuple[dt.time | None, dt.time | None]:
        return found[f"opens_{weekday}_{opening}"], found[f"closes_{weekday}_{opening}"]


class PictureForm(forms.Form):
    """A new picture; what is on it has to be said for those who do not see it."""

    file = forms.FileField(
        label="Ảnh",
        help_text="Ảnh JPG, PNG hoặc WebP, nặng tới 15 MB. Nơi chụp và tên máy ghi trong ảnh được xóa đi.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_TYPES}),
        error_messages={"required": "Chọn một tấm ảnh.", "empty": "Tệp này trống. Hãy chọn ảnh khác."},
    )
    alt = forms.CharField(
        label="Trong ảnh có gì",
        max_length=160,
        help_text="Đọc cho người không nhìn thấy ảnh, ví dụ: Dãy sạp trái cây buổi sớm.",
        error_messages={"required": "Ghi một câu nói trong ảnh có gì."},
    )
    alt_en = forms.CharField(label="Câu đó bằng tiếng Anh", max_length=160, required=False)


class PictureWordsForm(forms.ModelForm[MarketPicture]):
    """The words of a picture that is there."""

    class Meta:
        model = MarketPicture
        fields = ("alt", "alt_en")
        labels = {"alt": "Trong ảnh có gì", "alt_en": "Câu đó bằng tiếng Anh"}
        error_messages = {"alt": {"required": "Ghi một câu nói trong ảnh có gì."}}


class ZoneForm(forms.ModelForm[MarketZone]):
    """A zone of the market."""

    class Meta:
        model = MarketZone
        fields = ("code", "name", "position")
        help_texts = {
            "code": "Như ghi trên bảng chỉ dẫn, ví dụ A.",
            "name": "Ví dụ: Khu vải, Nhà lồng A.",
            "position": "Số nhỏ đứng trước.",
        }
        error_messages = {"code": {"required": "Ghi mã khu."}, "name": {"required": "Ghi tên khu."}}

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.market = market

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraint that names the market too."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # absent from the stubs
        return excluded - {"market"}

    def clean_code(self) -> str:
        return words.fold_spaces(self.cleaned_data["code"]).upper()

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])
