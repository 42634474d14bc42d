"""Checks of what people type about their data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from portal.privacy.enums import ConsentPurpose
from portal.privacy.models import Breach, ConsentText

CHANGED = "Nội dung đồng ý vừa có bản mới. Mời bạn đọc lại và chọn lại."


class ConsentForm(forms.Form):
    """A box a purpose, none of them ticked, each with its text to read in place; nobody has to tick any.

    Write it with ``{% consent_fields form %}``. The versions that the person had before their eyes travel
    along: when a text has changed meanwhile, the form is invalid and shows the new ones with no box ticked.
    """

    versions = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, given: Collection[str] = (), **kwargs: Any) -> None:
        """Leave out the purposes in ``given``, to whose present text the person has agreed."""
        super().__init__(*args, **kwargs)
        self.texts = [text for text in ConsentText.objects.current() if text.purpose not in given]
        self.fields["versions"].initial = self._current_versions()
        for text in self.texts:
            self.fields[text.purpose] = forms.BooleanField(label=text.sentence, required=False)

    def boxes(self) -> Iterator[tuple[forms.BoundField, ConsentText]]:
        """Each box with its text."""
        for text in self.texts:
            yield self[text.purpose], text

    def purposes(self) -> list[ConsentPurpose]:
        """What was ticked; after ``is_valid()``."""
        return [ConsentPurpose(text.purpose) for text in self.texts if self.cleaned_data.get(text.purpose)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ticked = any(cleaned.get(text.purpose) for text in self.texts)
        if ticked and cleaned.get("versions") != self._current_versions():
            self._show_anew()
            raise forms.ValidationError(CHANGED)
        return cleaned

    def _current_versions(self) -> str:
        return " ".join(f"{text.purpose}.{text.version}" for text in self.texts)

    def _show_anew(self) -> None:
        """What is shown again is the new texts, unticked."""
        data = QueryDict(mutable=True)
        own = {self.add_prefix(name) for name in self.fields}
        for name in self.data:
            if name not in own:
                data[name] = self.data[name]
        data[self.add_prefix("versions")] = self._current_versions()
        self.data = data


class CorrectionForm(forms.Form):
    """What is wrong, and what would be right."""

    wish = forms.CharField(
        label="Điều gì chưa đúng, và đúng ra là gì?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="Ví dụ: Tên tôi là Lê Thị Hoa, không phải Lê Thị Hòa.",
        error_messages={"required": "Hãy viết điều cần sửa."},
    )


class ErasureForm(forms.Form):
    """The wish to be erased, which cannot be sent by a slip of the finger."""

    wish = forms.CharField(
        label="Vì sao bạn muốn xóa?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
    understood = forms.BooleanField(
        label="Tôi hiểu: xóa rồi thì không lấy lại được, và tôi không đăng nhập được nữa.",
        error_messages={"required": "Hãy đánh dấu nếu bạn hiểu rồi."},
    )


class AnswerForm(forms.Form):
    """Which step is taken, and what the person is told; the action says when that may be blank."""

    step = forms.ChoiceField(
        label="Việc",
        choices=[("check", "kiểm tra"), ("finish", "xong"), ("refuse", "từ chối")],
        widget=forms.HiddenInput,
        error_messages={"required": "Hãy chọn một việc."},
    )

    answer = forms.CharField(
        label="Trả lời người gửi",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="Người gửi đọc được lời này. Từ chối thì phải nói lý do.",
    )


MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class BreachForm(forms.ModelForm[Breach]):
    """A breach as far as it is known; every save stays in its history."""

    class Meta:
        model = Breach
        fields = (
            "found_at", "happened", "data_kinds", "people_count", "risk", "measures",
            "reported_at", "report_reference", "people_told_at",
        )  # fmt: skip
        widgets = {
            "found_at": MOMENT,
            "reported_at": MOMENT,
            "people_told_at": MOMENT,
            "happened": forms.Textarea(attrs={"rows": 4}),
            "measures": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "found_at": "72 giờ được tính từ lúc này.",
            "data_kinds": "Ví dụ: họ tên, số điện thoại.",
            "people_count": "Để trống khi chưa biết.",
            "reported_at": "Lúc đã gửi thông báo cho Cục An ninh mạng (A05), Bộ Công an.",
        }
