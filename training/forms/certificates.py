"""What is typed about certificates."""

from __future__ import annotations

import re

from django import forms

TOKEN = re.compile(r"[a-hj-km-np-z2-9]{16}")
NUMBER = re.compile(r"cn?\d{4,10}")


class CheckForm(forms.Form):
    """The letters under a certificate's QR, with or without spaces, large or small."""

    ma = forms.CharField(
        label="Mã kiểm tra",
        help_text="16 chữ và số in cạnh mã QR, ví dụ abcd efgh jkmn pqrs.",
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "text"}
        ),
    )

    def clean_ma(self) -> str:
        """The token as the address has it."""
        typed = re.sub(r"[^a-z0-9]", "", str(self.cleaned_data["ma"]).lower())
        if NUMBER.fullmatch(typed):
            raise forms.ValidationError("Đây là số giấy. Hãy gõ mã 16 chữ in cạnh mã QR.")
        if not TOKEN.fullmatch(typed):
            raise forms.ValidationError("Mã có đủ 16 chữ và số; không có chữ i, l, o và số 0, 1.")
        return typed


class ReasonForm(forms.Form):
    """Why a certificate is revoked or made valid again."""

    reason = forms.CharField(
        label="Lý do",
        max_length=200,
        help_text="Người có giấy đọc được lý do này; trang kiểm tra công khai thì không hiện.",
        widget=forms.Textarea({"rows": 2}),
    )
