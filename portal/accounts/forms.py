"""allauth's forms in Vietnamese: it brings no translation of its own."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

NEW_PASSWORD = {"password1": "Mật khẩu mới", "password2": "Mật khẩu mới, nhập lại lần nữa"}


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


def _name(form: forms.Form, labels: dict[str, str]) -> None:
    """Label the fields; a placeholder that repeats the label, and links in help texts, go."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs.pop("placeholder", None)
        if name in {"password", "oldpassword"}:
            field.help_text = ""
