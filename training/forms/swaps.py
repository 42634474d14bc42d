"""Whom somebody gives their place to."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.phones import PhoneError, mobile_phone

NOBODY = "Chưa ai dùng số này trên Chợ Số. Xem lại số, hoặc nhắn đồng nghiệp tự đăng ký lớp."


class ColleagueForm(forms.Form):
    """A colleague, by the number that the giver knows: nobody leafs through names and numbers here."""

    phone = forms.CharField(
        label="Số điện thoại của đồng nghiệp",
        max_length=40,
        help_text="Số đồng nghiệp dùng để đăng nhập Chợ Số.",
        error_messages={"required": "Nhập số điện thoại của đồng nghiệp."},
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> User:
        try:
            phone = mobile_phone(self.cleaned_data["phone"])
        except PhoneError as error:
            raise ValidationError(str(error)) from None
        found = User.objects.filter(phone=phone, role=Role.TRADER, is_active=True).first()
        if found is None:
            raise ValidationError(NOBODY)
        return found
