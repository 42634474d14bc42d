"""What people type about themselves; allauth's forms in Vietnamese, since it brings no translation of its own."""

import re
import unicodedata
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from portal.phones import PhoneError, mobile_phone

CODE_DIGITS = 6
NEW_PASSWORD = {"password1": "Mật khẩu mới", "password2": "Mật khẩu mới, nhập lại lần nữa"}


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing, or not at all."""
    return request.POST if request.method == "POST" else None


class PhoneForm(forms.Form):
    """A mobile number, typed in any way; ``cleaned_data["phone"]`` is +84…."""

    phone = forms.CharField(
        label="Số điện thoại",
        max_length=40,
        help_text="Ví dụ: 0912 345 678",
        error_messages={"required": "Nhập số điện thoại."},
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        try:
            return mobile_phone(self.cleaned_data["phone"])
        except PhoneError as error:
            raise ValidationError(str(error)) from None


class CodeForm(forms.Form):
    """The six digits of a message; what is not six digits costs no try."""

    code = forms.CharField(
        label="Mã 6 số",
        max_length=40,
        error_messages={"required": "Nhập mã 6 số trong tin nhắn."},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--code"}),
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s.\-]", "", self.cleaned_data["code"])
        if not re.fullmatch(rf"\d{{{CODE_DIGITS}}}", digits, re.ASCII):
            raise ValidationError("Mã gồm đúng 6 chữ số.")
        return digits


class NameForm(forms.Form):
    """The own name."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Nhập họ và tên."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def clean_full_name(self) -> str:
        """In one spelling: some phones send accents as letters of their own, and equal names must be found."""
        return " ".join(unicodedata.normalize("NFC", self.cleaned_data["full_name"]).split())


class SignInForm(allauth_forms.LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, {"login": "Tên đăng nhập hoặc e-mail", "password": "Mật khẩu"})
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, {"password": "Mật khẩu"})


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A new password by who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, {"oldpassword": "Mật khẩu đang dùng"} | NEW_PASSWORD)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """The first password of a person who had none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, NEW_PASSWORD)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Asks for the letter with the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, {"email": "E-mail của tài khoản"})


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password by who has the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, NEW_PASSWORD)


class SecondStepForm(factor_forms.AuthenticateForm):
    """The second step of a sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self, "Mã trong ứng dụng xác minh, hoặc một mã dự phòng")


class StepUpForm(factor_forms.ReauthenticateForm):
    """The second factor once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self, "Mã trong ứng dụng xác minh, hoặc một mã dự phòng")


class ActivateAppForm(totp_forms.ActivateTOTPForm):
    """The first code out of the app that was just set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self, "Mã 6 số mà ứng dụng đang hiện")


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    """A passkey and what its owner calls it; the script fills the credential in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, {"name": "Tên để bạn nhớ"})
        self.fields["name"].help_text = "Ví dụ: Máy tính ở cơ quan"
        self.fields["credential"].error_messages["required"] = "Trình duyệt chưa tạo được khóa. Hãy thử lại."


def _name_code(form: forms.Form, label: str) -> None:
    """Label the field of a code; recovery codes have eight digits and are typed there too."""
    _name(form, {"code": label})
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "input--code"}


def _name(form: forms.Form, labels: dict[str, str]) -> None:
    """Label the fields; a placeholder that repeats the label, and links in help texts, go."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs.pop("placeholder", None)
        if name in {"password", "oldpassword"}:
            field.help_text = ""
