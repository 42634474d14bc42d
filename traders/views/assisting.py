"""Registration at the stall, written by the organisation and confirmed by the trader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts.forms import CodeForm
from portal.accounts.permissions import SignedInRequest, may
from portal.accounts.roles import Action
from portal.accounts.views.sign_in import tries_left
from portal.privacy.forms import ConsentForm
from traders.actions.assisting import ask_again, confirm_at_stall, record_at_stall
from traders.enums import ApplicationState
from traders.errors import TradersError
from traders.forms.applications import ACCEPT, DecisionForm
from traders.forms.registration import AssistedForm
from traders.models import Market, TraderApplication
from traders.queries.applications import case_of
from traders.views.forms import posted

if TYPE_CHECKING:
    from django.http import HttpResponse


@may(Action.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def assisted_add(request: SignedInRequest) -> HttpResponse:
    """Write down what the person at the stall says, and what they agree to."""
    markets = Market.objects.managed_by(request.user, Action.DECIDE_APPLICATIONS)
    form, consents = AssistedForm(posted(request), markets=markets), ConsentForm(posted(request))
    if form.is_valid() and consents.is_valid():
        try:
            names = ("market", "name", "phone", "stall_code", "goods_line")
            application = record_at_stall(
                **{name: form.cleaned_data[name] for name in names}, consents=consents.purposes(), by=request.user
            )
        except TradersError as error:
            form.add_error("phone", str(error))
        else:
            return redirect("assisted_confirm", application.pk)
    context = {"form": form, "consents": consents}
    return render(request, "traders/application_assist.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters("code")
@may(Action.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def assisted_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """The trader reads the code out or types it here; without a number the paper is signed."""
    application = _written(request, pk)
    if request.method == "POST" and request.POST.get("viec") == "gui-lai":
        return _sent_again(request, application)
    case = case_of(application)
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None:
        sent["viec"] = ACCEPT
    form, code = DecisionForm(sent, case=case), CodeForm(sent)
    has_code = application.confirmation is None or code.is_valid()
    if form.is_valid() and has_code and _confirmed(request, application, form, code):
        return redirect("application_list")
    context = {
        "application": application,
        "asked": application.confirmation,
        "case": case,
        "form": form,
        "code": code,
        "rivals": ",".join(str(other.pk) for other in case.rivals),
    }
    return render(request, "traders/application_confirm.html", context, status=422 if form.is_bound else 200)


def _written(request: SignedInRequest, pk: int) -> TraderApplication:
    """A registration that was written at a stall of the own markets and waits for the trader."""
    markets = Market.objects.managed_by(request.user, Action.DECIDE_APPLICATIONS)
    written = TraderApplication.objects.filter(market__in=markets, recorded_by__isnull=False)
    related = ("market", "goods_line", "confirmation", "user")
    return get_object_or_404(written.select_related(*related), pk=pk, state=ApplicationState.DRAFT)


def _sent_again(request: SignedInRequest, application: TraderApplication) -> HttpResponse:
    try:
        ask_again(application=application, by=request.user)
        messages.success(request, "Đã gửi mã mới.")
    except TradersError as error:
        messages.error(request, str(error))
    return redirect("assisted_confirm", application.pk)


def _confirmed(request: SignedInRequest, application: TraderApplication, form: DecisionForm, code: CodeForm) -> bool:
    try:
        done = confirm_at_stall(
            application=application,
            code=code.cleaned_data["code"] if application.confirmation else "",
            by=request.user,
            trader=form.trader,
            stall=form.stall,
            rivals=form.rivals,
        )
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    if done is None and application.confirmation:
        application.confirmation.refresh_from_db()
        code.add_error("code", tries_left(application.confirmation))
        return False
    messages.success(request, f"Đã ghi {application.name} làm tiểu thương của {application.market}.")
    return True
