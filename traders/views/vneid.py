"""The countdown to the day by which shop accounts are linked with VNeID: the city, one market, one trader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import can, has_role, may
from portal.accounts.roles import MARKET_ROLES, Action, Role
from portal.accounts.stepup import recently_authenticated
from portal.privacy.actions import record_reading
from traders.actions.vneid import check_links
from traders.enums import VneidState
from traders.errors import TradersError
from traders.forms.vneid import BulkCheckForm, VneidFilterForm
from traders.models import Market
from traders.permissions import visible_market
from traders.queries.vneid import (
    accounts_to_link,
    counted_accounts,
    market_tallies,
    markets_to_write,
    sum_of,
    tally_of,
    turn_of,
)
from traders.vneid import DUTY, GUIDES, LAST_DAYS, countdown, days_left, is_due_at_once
from traders.vneid_exports import XLSX, accounts_workbook, tallies_workbook

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.permissions import SignedInRequest
    from traders.models import ShopAccount

ROWS_PER_PAGE = 100
PHONES = "Số điện thoại trong danh sách liên kết VNeID"


@may(Action.SEE_REGISTERS, Action.SEE_OWN_STALL)
@require_safe
def vneid(request: SignedInRequest) -> HttpResponse:
    """What is missing: a trader's own accounts, the one market of its organisation, or a table of markets."""
    if has_role(request.user, Role.TRADER):
        return _own_accounts(request)
    tallies = market_tallies(request.user)
    markets = Market.objects.visible_to(request.user)
    if has_role(request.user, *MARKET_ROLES) and markets.count() == 1:
        return redirect("vneid_market", markets[0].slug)
    context = term() | {
        "tallies": tallies,
        "sum": sum_of(tallies),
        "may_write": markets_to_write(request.user).exists(),
    }
    return render(request, "traders/vneid.html", context)


def _own_accounts(request: SignedInRequest) -> HttpResponse:
    accounts = list(counted_accounts(request.user).order_by("platform", "handle"))
    missing = [account for account in accounts if account.vneid_state == VneidState.NOT_LINKED]
    accounts.sort(key=lambda account: account.vneid_state != VneidState.NOT_LINKED)
    platforms = sorted({account.platform for account in missing}, key=list(GUIDES).index)
    context = term() | {
        "rows": [(account, is_due_at_once(account.opened_on)) for account in accounts],
        "missing": missing,
        "guides": [GUIDES[platform] for platform in platforms],
    }
    return render(request, "traders/vneid_own.html", context)


@may(Action.SEE_REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def vneid_market(request: SignedInRequest, slug: str) -> HttpResponse:
    """A market's accounts with filter and search; its organisation checks those that are ticked, or all of a filter."""
    market = visible_market(request.user, slug)
    may_check = Market.objects.managed_by(request.user, Action.CHECK_PAPERS).filter(pk=market.pk).exists()
    filters = VneidFilterForm(request.GET)
    accounts = accounts_to_link(request.user, market, **filters.chosen)
    form = None
    if request.method == "POST":
        if not may_check:
            raise PermissionDenied
        form = BulkCheckForm(request.POST, accounts=accounts, is_narrow=filters.is_narrow)
        if _checked(request, form):
            return redirect(request.get_full_path())
    return _market_page(request, market, accounts, filters, form, may_check=may_check)


def _checked(request: SignedInRequest, form: BulkCheckForm) -> bool:
    if not form.is_valid():
        return False
    try:
        count = check_links(
            accounts=form.cleaned_data["accounts"], evidence=form.cleaned_data["evidence"], by=request.user
        )
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Đã xác nhận {count} tài khoản đã liên kết VNeID.")
    return True


def _market_page(
    request: SignedInRequest,
    market: Market,
    accounts: QuerySet[ShopAccount],
    filters: VneidFilterForm,
    form: BulkCheckForm | None,
    *,
    may_check: bool,
) -> HttpResponse:
    page = Paginator(accounts, ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    sees_phones = can(request.user, Action.CHECK_PAPERS)
    if sees_phones and request.method == "GET":
        people = [account.trader.user_id for account in page if account.trader and account.trader.phone]
        record_reading(people=people, reader=request.user, what=PHONES, where=request.path)
    context = term() | {
        "market": market,
        "tally": tally_of(request.user, market),
        "filters": filters,
        "page": page,
        "rows": [(account, turn_of(account), is_due_at_once(account.opened_on)) for account in page],
        "form": form,
        "ticked": request.POST.getlist("chon"),
        "may_check": may_check,
        "may_write": markets_to_write(request.user).filter(pk=market.pk).exists(),
        "may_export": can(request.user, Action.EXPORT_PERSONAL_DATA),
        "sees_phones": sees_phones,
    }
    return render(request, "traders/vneid_market.html", context, status=422 if form else 200)


def term() -> dict[str, Any]:
    """What every page of the countdown says of it."""
    left = days_left()
    return {"duty": DUTY, "countdown": countdown(), "days_left": left, "is_urgent": left <= LAST_DAYS}


@may(Action.SEE_REGISTERS)
@require_safe
def vneid_export(request: SignedInRequest) -> FileResponse:
    """The table of markets as XLSX; counts only."""
    tallies = market_tallies(request.user)
    return _workbook(tallies_workbook(tallies, sum_of(tallies)), "vneid-cac-cho")


@require_safe
@may(Action.EXPORT_PERSONAL_DATA)
@recently_authenticated
def vneid_market_export(request: SignedInRequest, slug: str) -> FileResponse:
    """A market's accounts as the filter has them, with their owners' numbers."""
    market = visible_market(request.user, slug)
    accounts = list(accounts_to_link(request.user, market, **VneidFilterForm(request.GET).chosen))
    people = [account.trader.user_id for account in accounts if account.trader]
    what = f"Tải danh sách liên kết VNeID của {market}"
    record_reading(people=people, reader=request.user, what=what[:120], where=request.path, is_each=True)
    return _workbook(accounts_workbook(accounts), f"vneid-{market.slug}")


def _workbook(file: Any, stem: str) -> FileResponse:
    name = f"{stem}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
