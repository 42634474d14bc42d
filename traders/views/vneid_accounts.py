"""One shop account's link with VNeID: how to make it, the owner's report, the organisation's answer, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.privacy.actions import record_reading
from traders.actions import vneid as actions
from traders.enums import VneidState
from traders.errors import TradersError
from traders.files import private_response
from traders.forms.vneid import CheckForm, ReasonForm, ReportForm
from traders.models import ShopAccount, VneidStep
from traders.views.vneid import term
from traders.vneid import GUIDES, is_due_at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm

    from portal.accounts.permissions import SignedInRequest

may_look = may(Action.SEE_REGISTERS, Action.SEE_OWN_STALL)
SCREENSHOT = "Ảnh chụp màn hình liên kết VNeID"


def _account(request: SignedInRequest, pk: int) -> ShopAccount:
    rows = ShopAccount.objects.visible_to(request.user).select_related("trader", "market")
    return get_object_or_404(rows, pk=pk)


def _may_check(request: SignedInRequest, account: ShopAccount) -> bool:
    return ShopAccount.objects.managed_by(request.user, Action.CHECK_PAPERS).filter(pk=account.pk).exists()


def _checked_account(request: SignedInRequest, pk: int) -> ShopAccount:
    """404 for what one may not know of; the role is the decorator's matter."""
    rows = ShopAccount.objects.managed_by(request.user, Action.CHECK_PAPERS).select_related("trader", "market")
    return get_object_or_404(rows, pk=pk)


@may_look
@require_safe
def vneid_account(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _account(request, pk))


@may(Action.EDIT_OWN_STALL)
@require_POST
def vneid_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """The owner says that the account is linked."""
    account = _account(request, pk)
    form = ReportForm(request.POST, request.FILES)

    def report(values: dict[str, Any]) -> None:
        actions.report_link(account=account, by=request.user, **values)

    said = "Đã gửi. Ban quản lý chợ sẽ kiểm tra, bạn không phải làm gì thêm."
    return _done(request, account, form, report, said, report=form)


@may(Action.CHECK_PAPERS)
@require_POST
def vneid_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """The organisation says linked, or not needed."""
    account = _checked_account(request, pk)
    form = CheckForm(request.POST)

    def check(values: dict[str, Any]) -> None:
        state = VneidState(values["state"])
        actions.check_link(account=account, state=state, evidence=values["evidence"], by=request.user)

    return _done(request, account, form, check, f"Đã ghi kết quả của {account}.", check=form)


@may(Action.CHECK_PAPERS)
@require_POST
def vneid_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Back to the owner, with a reason."""
    account = _checked_account(request, pk)
    form = ReasonForm(request.POST)

    def send_back(values: dict[str, Any]) -> None:
        actions.send_back(account=account, reason=values["reason"], by=request.user)

    return _done(request, account, form, send_back, f"Đã gửi lại {account} cho tiểu thương.", back=form)


@may(Action.CHECK_PAPERS, Action.EDIT_OWN_STALL)
@require_POST
def vneid_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back the last change; a trader their own report only."""
    steps = VneidStep.objects.filter(account__in=ShopAccount.objects.visible_to(request.user))
    if not can(request.user, Action.CHECK_PAPERS):
        steps = steps.filter(by=request.user, state=VneidState.REPORTED)
    step = get_object_or_404(steps.select_related("account"), pk=pk)
    try:
        actions.undo_step(step=step, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã rút lại thay đổi.")
    return redirect("vneid_account", step.account_id)


@may(Action.CHECK_PAPERS, Action.EDIT_OWN_STALL)
@require_safe
def vneid_picture(request: SignedInRequest, pk: int) -> FileResponse:
    """The screenshot of a report, for its owner and for those who check; who looked is recorded."""
    accounts = ShopAccount.objects.visible_to(request.user)
    steps = VneidStep.objects.filter(account__in=accounts).exclude(picture="").select_related("account__trader")
    step = get_object_or_404(steps, pk=pk)
    if not step.account.trader:
        raise Http404
    people = [step.account.trader.user_id]
    record_reading(people=people, reader=request.user, what=SCREENSHOT, where=request.path)
    return private_response(step.picture, f"vneid-{step.account.handle}")


def _done(
    request: SignedInRequest,
    account: ShopAccount,
    form: BaseForm,
    action: Callable[[dict[str, Any]], None],
    said: str,
    **shown: BaseForm,
) -> HttpResponse:
    """Do what the form asks for; the page with the form and its errors where that is not possible."""
    if form.is_valid():
        try:
            action(form.cleaned_data)
        except TradersError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("vneid_account", account.pk)
    return _page(request, account, **shown)


def _page(request: SignedInRequest, account: ShopAccount, **bound: BaseForm) -> HttpResponse:
    account.refresh_from_db()
    steps = list(account.vneid_steps.select_related("by", "undone_by"))
    last = next((step for step in steps if not step.undone_at), None)
    may_check = _may_check(request, account)
    is_owner = can(request.user, Action.EDIT_OWN_STALL)
    forms: dict[str, BaseForm] = {
        "report": ReportForm(),
        "check": CheckForm(initial={"state": VneidState.LINKED}),
        "back": ReasonForm(),
    }
    context = term() | {
        "account": account,
        "guide": GUIDES[account.platform],
        "is_at_once": is_due_at_once(account.opened_on),
        "steps": steps,
        "last": last,
        "may_check": may_check,
        "may_report": is_owner and account.vneid_state == VneidState.NOT_LINKED,
        "may_undo": last and (may_check or (last.by == request.user and last.state == VneidState.REPORTED)),
        "sees_picture": may_check or is_owner,
        "forms": forms | bound,
        "bad": next(iter(bound.values()), None),
    }
    return render(request, "traders/vneid_account.html", context, status=422 if bound else 200)
