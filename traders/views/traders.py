"""Traders: of one market, of all that one may see, and each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action, Role
from portal.privacy.actions import record_reading
from portal.sealing import unseal
from traders.actions import save_trader
from traders.errors import TradersError
from traders.forms import TraderFilterForm, TraderForm, filter_text
from traders.models import Market, Trader
from traders.permissions import can_manage, managed_market, managed_trader, visible_market, visible_trader
from traders.queries import KeysFirstPaginator, filtered, same_tax_code, sorted_by, stays_of, tenancies_of, with_rows
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

PAGE = 50
UNDO = "trader_undo"


@require_safe
def trader_list(request: SignedInRequest, slug: str) -> HttpResponse:
    market = visible_market(request.user, slug)
    context = {"market": market, "can_manage": can_manage(request.user, market)}
    return _list_page(request, "traders/trader_list.html", context, market)


@require_safe
@may(Action.SEE_REGISTERS)
def trader_register(request: SignedInRequest) -> HttpResponse:
    """Every trader of the markets that the reader may see."""
    return _list_page(request, "traders/trader_register.html", {"can_manage": False}, None)


@require_safe
def trader_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One trader. Who reads the number in full is recorded; a person's own tax code is not kept from them."""
    market = visible_market(request.user, slug)
    trader = visible_trader(request.user, market, pk)
    is_own = trader.user_id == request.user.pk
    sees_phone = is_own or can(request.user, Action.SEE_PHONES)
    if sees_phone and trader.phone:
        record_reading(
            people=[trader.user_id],
            reader=request.user,
            what="số điện thoại",
            where=f"Trang tiểu thương, {trader.market}",
        )
    context = {
        "market": market,
        "trader": trader,
        "stalls": trader.stalls.order_by("code_order"),
        "tenancies": tenancies_of(trader),
        "stays": stays_of(trader),
        "accounts": trader.shop_accounts.all(),
        "warehouses": trader.warehouses.select_related("ward"),
        "other_lines": trader.other_goods_lines.all(),
        "can_manage": can_manage(request.user, market),
        "is_own": is_own,
        "sees_phone": sees_phone,
        "own_tax_code": unseal(trader.personal_tax_code) if is_own else "",
        "opens_tax_code": bool(trader.personal_tax_code) and not is_own and can(request.user, Action.READ_TAX_CODE),
    }
    return render(request, "traders/trader_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def trader_add(request: SignedInRequest, slug: str) -> HttpResponse:
    market = managed_market(request.user, slug)
    form = TraderForm(posted(request), market=market)
    if trader := _saved(request, form):
        messages.success(request, f"Đã thêm {trader}.")
        return redirect("trader_detail", slug, trader.pk)
    back = reverse("trader_list", args=[slug])
    return form_page(request, form, market=market, title="Thêm tiểu thương", back_url=back, submit="Thêm tiểu thương")


@require_http_methods(["GET", "HEAD", "POST"])
def trader_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    trader = managed_trader(request.user, slug, pk)
    form = TraderForm(posted(request), instance=trader, market=trader.market)
    if _saved(request, form):
        messages.success(request, f"Đã lưu {trader}.")
        return redirect("trader_detail", slug, pk)
    back = reverse("trader_detail", args=[slug, pk])
    return form_page(
        request, form, market=trader.market, title="Sửa tiểu thương", back_url=back, submit="Lưu tiểu thương"
    )


def _saved(request: SignedInRequest, form: TraderForm) -> Trader | None:
    """The trader as saved; None when something has to be put right, which then stands in the form."""
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    try:
        trader = save_trader(
            trader=form.save(commit=False),
            codes=typed["stall_codes"],
            other_goods_lines=typed["other_goods_lines"],
            by=request.user,
        )
    except TradersError as error:
        form.add_error("stall_codes", str(error))
        return None
    _warn_about_tax_code(request, form, trader)
    return trader


def _warn_about_tax_code(request: SignedInRequest, form: TraderForm, trader: Trader) -> None:
    """Nothing here stops the saving: codes may look odd, and two stalls of one firm share one."""
    if form.warning:
        messages.warning(request, f"Mã số thuế: {form.warning}")
    if form.cleaned_data["tax_code_typed"] and (others := same_tax_code(trader, request.user)):
        names = ", ".join(f"{other} ({other.market})" for other in others)
        messages.warning(request, f"Mã số thuế này cũng đang ghi cho {names}.")


def _list_page(request: SignedInRequest, template: str, context: dict[str, Any], market: Market | None) -> HttpResponse:
    """One page of a list. Numbers shown in full count as reading personal data, once a page."""
    form = TraderFilterForm(request.GET, user=request.user, market=market)
    traders: QuerySet[Trader] = Trader.objects.none()
    search = order = ""
    if form.is_valid():
        search, order = form.words, form.cleaned_data["xep"]
        traders = filtered(Trader.objects.visible_to(request.user), form.narrow())
    rows = with_rows(Trader.objects.all())
    page = KeysFirstPaginator(sorted_by(traders, order, words=search), PAGE, rows=rows).get_page(
        request.GET.get("trang")
    )
    sees_phones = can(request.user, Action.SEE_PHONES) or request.user.role == Role.TRADER
    if sees_phones:
        people = [trader.user_id for trader in page if trader.phone]
        record_reading(people=people, reader=request.user, what="số điện thoại", where="Danh sách tiểu thương")
    more = {
        "form": form,
        "search": search,
        "page": page,
        "sees_phones": sees_phones,
        "filters": filter_text(request.GET, market),
        "shown_keys": ",".join(str(trader.pk) for trader in page),
        "may_edit": can(request.user, Action.EDIT_REGISTERS),
        "may_write": can(request.user, Action.SEND_CAMPAIGNS),
        "may_export": can(request.user, Action.EXPORT_PERSONAL_DATA),
        "undo": request.session.get(UNDO),
    }
    more["may_act"] = more["may_edit"] or more["may_write"] or more["may_export"]
    return render(request, template, context | more)


def remember_undo(request: SignedInRequest, context: UUID, words: str) -> None:
    """Offer the way back on the next lists, until it is taken or something else is changed."""
    request.session[UNDO] = {"context": str(context), "words": words}
