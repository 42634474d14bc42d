"""The own account: name, phone, a fresh code before something weighty."""

from allauth.account.internal.flows.login import record_authentication  # no public name
from allauth.account.internal.flows.reauthentication import resume_request  # no public name
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import remove_authenticator  # no public name
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import factors
from portal.accounts.actions import change_phone, rename
from portal.accounts.confirmations import ask_confirmation, confirm
from portal.accounts.enums import ConfirmationPurpose
from portal.accounts.errors import AccountsError
from portal.accounts.forms import CodeForm, NameForm, PhoneForm, posted
from portal.accounts.models import PhoneConfirmation
from portal.accounts.permissions import SignedInRequest
from portal.accounts.roles import Role
from portal.accounts.stepup import recently_authenticated
from portal.accounts.views.sign_in import TOO_MANY_HERE, tries_left
from portal.phones import shown_phone

STEP_UP = "step_up_code"
NEW_PHONE = "new_phone_code"
"""Keys of the session: the confirmation that is under way."""


@require_safe
def own_account(request: SignedInRequest) -> HttpResponse:
    """Who one is here, and by what one signs in."""
    person = request.user
    provider = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect")
    context = {
        "person": person,
        "phone": shown_phone(person.phone) if person.phone else "",
        "is_trader": person.role == Role.TRADER,
        "has_password": person.has_usable_password(),
        "has_factor": factors.has_factor(person),
        "devices": UserSession.objects.filter(user=person).count(),
        "identity_name": provider["APPS"][0]["name"] if provider else "",
        "identity": SocialAccount.objects.filter(user=person).first(),
    }
    return render(request, "account/own_account.html", context)


@require_http_methods(["GET", "POST"])
def own_name(request: SignedInRequest) -> HttpResponse:
    """Correct the own name."""
    form = NameForm(posted(request), initial={"full_name": request.user.full_name})
    if request.method == "POST" and form.is_valid():
        rename(person=request.user, full_name=form.cleaned_data["full_name"], by=request.user)
        messages.success(request, "Đã sửa tên.")
        return redirect("own_account")
    return render(request, "account/own_name.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@recently_authenticated
def own_phone(request: SignedInRequest) -> HttpResponse:
    """Ask for a code to a new number."""
    form = PhoneForm(posted(request))
    if request.method == "POST" and form.is_valid() and _send_to_new_phone(request, form):
        return redirect("own_phone_code")
    return render(request, "account/own_phone.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@recently_authenticated
def own_phone_code(request: SignedInRequest) -> HttpResponse:
    """The code that came to the new number; only now may it turn out to be somebody else's."""
    asked = _under_way(request, NEW_PHONE)
    if asked is None:
        return redirect("own_phone")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if confirm(confirmation=asked, code=form.cleaned_data["code"], by=request.user):
            del request.session[NEW_PHONE]
            return _take_phone(request, asked.phone)
        form.add_error("code", tries_left(asked))
    context = {"form": form, "asked": asked}
    return render(request, "account/own_phone_code.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def reauthenticate_by_phone(request: SignedInRequest) -> HttpResponse:
    """A trader shows once more who they are: a code to their phone, then what they were about to do."""
    if request.user.role != Role.TRADER or not request.user.phone_verified_at:
        return redirect("account_reauthenticate")
    asked = _under_way(request, STEP_UP)
    if request.method == "POST" and request.POST.get("action") == "send":
        return _send_step_up(request)
    form = CodeForm(posted(request))
    if asked and request.method == "POST" and form.is_valid():
        if confirm(confirmation=asked, code=form.cleaned_data["code"], by=request.user):
            return _resume(request, asked.phone)
        form.add_error("code", tries_left(asked))
    context = {
        "form": form,
        "asked": asked if asked and asked.is_open else None,
        "phone": shown_phone(request.user.phone or ""),
        "next_url": get_next_redirect_url(request) or "",
    }
    return render(request, "account/reauthenticate_by_phone.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def remove_passkey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away one passkey; who has to have a factor keeps the last one."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    if request.method == "GET":
        return render(request, "mfa/webauthn/remove.html", {"passkey": passkey.wrap()})
    if factors.FactorAdapter().can_delete_authenticator(passkey):
        remove_authenticator(request, passkey)
    else:
        messages.error(request, factors.ERROR_MESSAGES["cannot_delete_authenticator"])
    return redirect("mfa_index")


def _under_way(request: SignedInRequest, key: str) -> PhoneConfirmation | None:
    """The confirmation that this person asked for in this browser."""
    return PhoneConfirmation.objects.filter(pk=request.session.get(key, 0), asked_by=request.user).first()


def _send_to_new_phone(request: SignedInRequest, form: PhoneForm) -> bool:
    """Ask for a code unless this address or the number has had too many; why not is left in the form."""
    if not ratelimit.consume(request, action="phone_code"):
        form.add_error("phone", TOO_MANY_HERE)
        return False
    purpose = ConfirmationPurpose.CHANGE_PHONE
    try:
        asked = ask_confirmation(phone=form.cleaned_data["phone"], purpose=purpose, by=request.user)
    except AccountsError as error:
        form.add_error("phone", str(error))
        return False
    request.session[NEW_PHONE] = asked.pk
    return True


def _take_phone(request: SignedInRequest, phone: str) -> HttpResponse:
    try:
        change_phone(person=request.user, phone=phone, by=request.user)
    except AccountsError as error:
        messages.error(request, str(error))
        return redirect("own_phone")
    messages.success(request, f"Từ nay bạn đăng nhập bằng số {shown_phone(phone)}.")
    return redirect("own_account")


def _send_step_up(request: SignedInRequest) -> HttpResponse:
    try:
        asked = ask_confirmation(phone=request.user.phone or "", purpose=ConfirmationPurpose.STEP_UP, by=request.user)
    except AccountsError as error:
        messages.error(request, str(error))
    else:
        request.session[STEP_UP] = asked.pk
    return redirect(request.get_full_path())


def _resume(request: SignedInRequest, phone: str) -> HttpResponse:
    """Go on with what the step-up interrupted."""
    del request.session[STEP_UP]
    record_authentication(request, request.user, method="code", phone=phone, reauthenticated=True)
    response: HttpResponse | None = resume_request(request)
    return response or redirect("own_account")
