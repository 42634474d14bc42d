"""A person registers as a trader: details, consent, and where their application stands.

The phone is proved on the sign-in page, which sends new people here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_login, record_authentication  # no public names
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.permissions import SignedInRequest, can, may
from portal.accounts.roles import Action
from portal.accounts.strangers import welcomes_strangers
from portal.htmx import render
from portal.privacy.forms import ConsentForm
from traders.actions.claims import claim, disclaim
from traders.actions.registering import EDITABLE, hand_in, open_of, save_draft, withdraw
from traders.enums import ApplicationState
from traders.errors import TradersError
from traders.forms.registration import DetailsForm
from traders.models import Market, Trader, TraderApplication
from traders.queries.applications import last_application_of, stall_codes_like, trader_of_number
from traders.views.forms import posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

shows_or_takes = require_http_methods(["GET", "HEAD", "POST"])
registers = may(Action.REGISTER)

PARTIALS = {"market-choices": "markets", "stall-codes": "stalls"}


@login_not_required
@require_safe
def registration(request: HttpRequest) -> HttpResponse:
    """Where registering goes on: at the sign-in page, at a question, at the draft, or at the answer."""
    person = request.user
    if not isinstance(person, User):
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not can(person, Action.REGISTER):
        return redirect("home")
    if trader_of_number(person):
        return redirect("registration_match")
    if Trader.objects.filter(user=person).exists():
        return redirect("home")
    last = last_application_of(person)
    return redirect(
        "registration_details" if last is None or last.state == ApplicationState.DRAFT else "own_application"
    )


@registers
@shows_or_takes
def registration_match(request: SignedInRequest) -> HttpResponse:
    """An organisation's list has this number already: is it them?"""
    trader = trader_of_number(request.user)
    if trader is None:
        return redirect("registration")
    answer = request.POST.get("tra-loi", "")
    if request.method == "POST" and answer in {"phai", "khong"}:
        return _answered(request, trader, is_them=answer == "phai")
    wanted = get_next_redirect_url(request) or ""
    context = {"trader": trader, "stalls": trader.stalls.order_by("code_order"), "wanted": wanted}
    return render(request, "traders/registration_match.html", context, status=422 if request.method == "POST" else 200)


@registers
@shows_or_takes
def registration_details(request: SignedInRequest) -> HttpResponse:
    """Name, market, stall, goods; kept as a draft while they are typed."""
    if not _may_write(request.user):
        return redirect("registration")
    before = open_of(request.user).first() or last_application_of(request.user)
    form = DetailsForm(posted(request), initial=_initial(request, before))
    if request.method == "POST":
        is_whole = form.is_valid()
        application = save_draft(person=request.user, by=request.user, **form.typed())
        if request.headers.get("HX-Target") == "draft-state":
            return render(request, "traders/registration_draft.html", {"application": application})
        if is_whole:
            return redirect("registration_consent")
    asked = before if before and before.state == ApplicationState.ASKED_BACK else None
    context = {
        "form": form,
        "asked": asked,
        "codes": _codes(form),
        "draft_key": f"dang-ky-{request.user.pk}",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "traders/registration_details.html", context, partials=PARTIALS, status=status)


@registers
@shows_or_takes
def registration_consent(request: SignedInRequest) -> HttpResponse:
    """The last page: what the market may do with the data, and off it goes."""
    application = open_of(request.user).select_related("market", "goods_line").first()
    if application is None or not application.name or application.market is None:
        return redirect("registration")
    if application.state not in EDITABLE:
        return redirect("own_application")
    form = ConsentForm(posted(request))
    if form.is_valid():
        hand_in(person=request.user, purposes=form.purposes(), by=request.user)
        return redirect("own_application")
    context = {"form": form, "application": application, "draft_key": f"dang-ky-{request.user.pk}"}
    status = 422 if form.is_bound else 200
    return render(request, "traders/registration_consent.html", context, status=status)


@registers
@require_safe
def own_application(request: SignedInRequest) -> HttpResponse:
    """Where the own application stands: who has it since when, what is asked, why it was refused."""
    application = last_application_of(request.user)
    if application is None:
        return redirect("registration")
    context = {"application": application, "state": application.state, "may_write": _may_write(request.user)}
    return render(request, "traders/registration_state.html", context)


@registers
@require_POST
def own_application_withdraw(request: SignedInRequest) -> HttpResponse:
    withdraw(person=request.user, by=request.user)
    messages.success(request, "Đã rút hồ sơ. Chợ không xem hồ sơ này nữa.")
    return redirect("registration")


def _may_write(person: User) -> bool:
    """Whether the person has no trader, and nothing that is being looked at."""
    if Trader.objects.filter(user=person).exists() or trader_of_number(person):
        return False
    return not open_of(person).exclude(state__in=EDITABLE).exists()


def _initial(request: SignedInRequest, application: TraderApplication | None) -> dict[str, object]:
    """What was typed before; while a market is looked for, what is being typed."""
    initial: dict[str, object] = {"name": request.user.full_name}
    if application is not None:
        names = ("name", "market", "stall_code", "goods_line")
        initial |= {name: value for name in names if (value := getattr(application, name))}
    return initial | {name: request.GET[name] for name in ("tim_cho", "market", "stall_code") if name in request.GET}


def _codes(form: DetailsForm) -> list[str]:
    """Stall codes to suggest."""
    market = Market.objects.filter(pk=form.chosen_market).first() if form.chosen_market else None
    return stall_codes_like(market, str(form["stall_code"].value() or ""))


def _answered(request: SignedInRequest, trader: Trader, *, is_them: bool) -> HttpResponse:
    try:
        person = (claim if is_them else disclaim)(trader=trader, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
        return redirect("registration")
    if is_them:
        messages.success(request, f"Chào {person.short_name}! Từ nay bạn đăng nhập bằng số điện thoại này.")
    else:
        messages.info(request, "Đã gỡ số của bạn khỏi sạp đó và báo cho chợ. Mời bạn đăng ký sạp của mình.")
    wanted = get_next_redirect_url(request) or ""
    if is_them or welcomes_strangers(wanted):
        return _go_on_as(request, person, wanted or reverse("home"))
    return _go_on_as(request, person, reverse("registration"))


def _go_on_as(request: SignedInRequest, person: User, url: str) -> HttpResponse:
    """The number that this browser has proved belongs to ``person`` from now on."""
    if person == request.user:
        return redirect(url)
    record_authentication(request, person, method="code", phone=person.phone)
    login = Login(user=person, redirect_url=url, phone=person.phone)
    response: HttpResponse = perform_login(request, login)
    return response
