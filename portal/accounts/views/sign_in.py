"""Sign in or register: a phone number, then the code that was sent to it.

The number is not looked up before its code has come back, so a known and an unknown one meet the same pages.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication  # no public names
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.account.views import LoginView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actions import person_of_phone
from portal.accounts.confirmations import ask_confirmation, confirm
from portal.accounts.enums import ConfirmationPurpose
from portal.accounts.errors import AccountsError
from portal.accounts.forms import CodeForm, PhoneForm, SignInForm, posted
from portal.accounts.models import PhoneConfirmation
from portal.accounts.roles import Role
from portal.accounts.strangers import welcomes_strangers

PENDING = "sign_in_code"
"""Key of the session: which confirmation, and where the person wanted to go."""

BY_PASSWORD = "?cach=mat-khau"  # noqa: S105 - opens that part of the page
TOO_MANY_HERE = "Nơi này đã xin mã nhiều lần. Hãy chờ ít phút rồi thử lại."
STAFF = "Số này thuộc tài khoản cán bộ. Hãy đăng nhập bằng tên và mật khẩu."


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Both ways on one page; a POST here is the password's, allauth judges it."""
    context = entrance(request, phone_form=PhoneForm())
    response: HttpResponseBase = LoginView.as_view(extra_context=context)(request)
    return response


sign_in.login_required = False  # type: ignore[attr-defined] # as login_not_required does; allauth's view is open too


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def request_code(request: HttpRequest) -> HttpResponse:
    """Send a code to the number that was typed."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = PhoneForm(posted(request))
    if request.method == "POST" and form.is_valid() and (_has_open_code(request, form) or _send(request, form)):
        return redirect("account_confirm_login_code")
    context = entrance(request, phone_form=form) | {"form": SignInForm(request=request)}
    return render(request, "account/login.html", context, status=422 if request.method == "POST" else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code; the right one signs in, and makes a trader of a new number."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    asked = pending(request)
    if asked is None:
        return redirect("account_login")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if confirm(confirmation=asked, code=form.cleaned_data["code"], by=None):
            return _enter(request, asked)
        if asked.confirmed_at:  # the same form was sent twice, and the other one has signed in
            return redirect(get_login_redirect_url(request, request.session[PENDING]["next"] or None))
        form.add_error("code", tries_left(asked))
    context = {"form": form, "asked": asked}
    return render(request, "account/confirm_login_code.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_POST
def resend_code(request: HttpRequest) -> HttpResponse:
    """Another code to the same number."""
    asked = pending(request)
    if asked is None:
        return redirect("account_login")
    form = PhoneForm({"phone": asked.phone})
    if form.is_valid() and _send(request, form):
        messages.success(request, "Đã gửi mã mới.")
    for error in form.errors.get("phone", []):
        messages.error(request, str(error))
    return redirect("account_confirm_login_code")


def entrance(request: HttpRequest, *, phone_form: PhoneForm) -> dict[str, Any]:
    """What the sign-in page shows besides the password's form."""
    provider = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect")
    return {
        "phone_form": phone_form,
        "next_url": get_next_redirect_url(request) or "",
        "is_password_open": request.GET.get("cach") == "mat-khau",
        "has_no_second_factor": not settings.STAFF_SECOND_FACTOR,
        "identity_name": provider["APPS"][0]["name"] if provider else "",
    }


def pending(request: HttpRequest) -> PhoneConfirmation | None:
    """The confirmation that this browser asked for."""
    kept = request.session.get(PENDING) or {}
    return PhoneConfirmation.objects.filter(pk=kept.get("asked", 0), purpose=ConfirmationPurpose.SIGN_IN).first()


def tries_left(asked: PhoneConfirmation) -> str:
    """What is said of a wrong code."""
    if asked.tries_left and asked.is_open:
        return f"Mã chưa đúng. Bạn còn {asked.tries_left} lần thử."
    return "Mã này không còn dùng được."


def _has_open_code(request: HttpRequest, form: PhoneForm) -> bool:
    """Back on the first page within a minute: the code that was sent to the number is still good."""
    asked = pending(request)
    return asked is not None and asked.phone == form.cleaned_data["phone"] and asked.is_open and asked.is_fresh


def _send(request: HttpRequest, form: PhoneForm) -> bool:
    """Ask for a code unless this address or the number has had too many; why not is left in the form."""
    if not ratelimit.consume(request, action="phone_code"):
        form.add_error("phone", TOO_MANY_HERE)
        return False
    try:
        asked = ask_confirmation(phone=form.cleaned_data["phone"], purpose=ConfirmationPurpose.SIGN_IN, by=None)
    except AccountsError as error:
        form.add_error("phone", str(error))
        return False
    kept = request.session.get(PENDING) or {}
    request.session[PENDING] = {"asked": asked.pk, "next": get_next_redirect_url(request) or kept.get("next") or ""}
    return True


def _enter(request: HttpRequest, asked: PhoneConfirmation) -> HttpResponse:
    """The phone is proved: whose is it? Staff, whose sign-in asks for more than a phone, go to the other way."""
    wanted = request.session.pop(PENDING)["next"]
    person, is_new = person_of_phone(phone=asked.phone)
    if person.role != Role.TRADER:
        messages.info(request, STAFF)
        return redirect(reverse("account_login") + BY_PASSWORD)
    record_authentication(request, person, method="code", phone=asked.phone)
    if is_new and not welcomes_strangers(wanted):
        wanted = ""
    login = Login(user=person, redirect_url=wanted or None, phone=asked.phone, signup=is_new)
    response: HttpResponse = perform_login(request, login)
    return response
