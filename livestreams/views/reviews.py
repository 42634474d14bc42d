"""Pages of what waits for a person after importing, one list a tab."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from livestreams.actions import reviews as actions
from livestreams.errors import LivestreamError
from livestreams.forms.reviews import (
    HoldForm,
    MatchForm,
    MeaningForm,
    PlaceOrdersForm,
    ProductsForm,
    meanings_of,
)
from livestreams.models import ImportBatch
from livestreams.queries import reviews as queries
from livestreams.queries.imports import session_choices
from livestreams.queries.reviews import Scope
from portal.accounts.permissions import SignedInRequest, can, may
from portal.accounts.roles import Action
from portal.htmx import partial_for, render
from portal.money import format_number
from traders.models import Market, ShopAccount
from traders.queries import traders_for

ROWS_PER_PAGE = 25
TRADERS_SHOWN = 12
PARTIALS = {"traders": "traders"}

reads_reviews = may(Action.SEE_REVIEWS)
shows_or_decides = require_http_methods(["GET", "HEAD", "POST"])

TABS = {
    "words": ("Từ trạng thái lạ", "review_words"),
    "sessions": ("Đơn chưa rõ phiên", "review_sessions"),
    "products": ("Hàng chưa rõ sạp", "review_products"),
    "holds": ("Đơn trùng hai kênh", "review_holds"),
    "live_rows": ("Báo cáo LIVE chưa khớp", "review_live_rows"),
}


@reads_reviews
@require_safe
def review_list(request: SignedInRequest) -> HttpResponse:
    """Go to the first list on which something waits."""
    counts = queries.review_counts(_scope(request))
    name = next((name for name in TABS if counts[name]), "words")
    return redirect(_address(request, TABS[name][1]))


@reads_reviews
@shows_or_decides
def review_words(request: SignedInRequest) -> HttpResponse:
    """Unknown words: a person says once what each means, and its lines follow."""
    scope = _scope(request)
    form = MeaningForm(request.POST, auto_id=False) if _decides(request) else None
    rows = queries.words_to_map(scope)
    if form is not None and form.is_valid():
        word, meaning = form.cleaned_data["word"], form.cleaned_data["meaning"]
        lines = sum(row.lines for row in rows if row.word == word)
        said = f"Đã gán nghĩa cho “{word.word}”: {format_number(lines)} dòng theo nghĩa mới."
        if _done(request, form, said, lambda: actions.map_status_word(word=word, meaning=meaning, by=scope.user)):
            return redirect(request.get_full_path())
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    words = [(row, meanings_of(row.word.kind)) for row in page]
    return _page(request, scope, "words", page, form, {"words": words})


@reads_reviews
@shows_or_decides
def review_sessions(request: SignedInRequest) -> HttpResponse:
    """Orders that stand in two sessions, or name one that nobody knows."""
    scope = _scope(request)
    orders = queries.orders_to_place(scope)
    form = PlaceOrdersForm(_one_or_ticked(request, "phien"), scope=scope, rows=orders) if _decides(request) else None
    if form is not None and form.is_valid():
        session = form.cleaned_data["phien"]
        place = f"vào “{session.title}”" if session else "ra ngoài mọi phiên"
        said = f"Đã xếp {_orders(form)} ({format_number(form.line_count)} dòng) {place}."

        def decide() -> None:
            for account, numbers in form.picked.items():
                actions.decide_session(account=account, order_nos=numbers, session=session, by=scope.user)

        if _done(request, form, said, decide):
            return redirect(request.get_full_path())
    page = Paginator(orders, ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    found = queries.with_candidates(scope, list(page))
    return _page(request, scope, "sessions", page, form, {"orders": found, "choices": _sessions(scope, found)})


@reads_reviews
@shows_or_decides
def review_products(request: SignedInRequest) -> HttpResponse:
    """Products of shared accounts whose stall is not known."""
    scope = _scope(request)
    search, wanted = request.GET.get("tim", "").strip(), request.GET.get("hang", "").strip()
    if partial_for(request, PARTIALS) == "traders":
        return _traders_found(request, scope, search)
    products = queries.products_without_stall(scope, wanted)
    form = ProductsForm(request.POST, scope=scope, rows=products) if _decides(request) else None
    if form is not None and form.is_valid():
        trader = form.cleaned_data["tieu_thuong"]
        said = f"Đã gán cho {trader.name}: {format_number(form.line_count)} dòng."

        def assign() -> None:
            for account, keys in form.picked.items():
                for key in keys:
                    actions.assign_product(account=account, product_key=key, trader=trader, by=scope.user)

        if _done(request, form, said, assign):
            return redirect(request.get_full_path())
    page = Paginator(products, ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    accounts = ShopAccount.objects.select_related("market").in_bulk({row["account_id"] for row in page})
    rows = [(row, accounts[row["account_id"]]) for row in page]
    more = {"rows": rows, "search": search, "wanted": wanted, "traders": _traders(scope, search)}
    return _page(request, scope, "products", page, form, more)


@reads_reviews
@shows_or_decides
def review_holds(request: SignedInRequest) -> HttpResponse:
    """Orders whose number stands on a platform account of the same trader too."""
    scope = _scope(request)
    orders = queries.orders_held(scope)
    form = HoldForm(_one_or_ticked(request, "tinh"), scope=scope, rows=orders) if _decides(request) else None
    if form is not None and form.is_valid():
        is_counted = form.cleaned_data["tinh"]
        outcome = "có tính vào số liệu" if is_counted else "không tính vào số liệu"
        said = f"{_orders(form)} ({format_number(form.line_count)} dòng): {outcome}."

        def decide() -> None:
            for account, numbers in form.picked.items():
                actions.decide_hold(account=account, order_nos=numbers, is_counted=is_counted, by=scope.user)

        if _done(request, form, said, decide):
            return redirect(request.get_full_path())
    page = Paginator(orders, ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    return _page(request, scope, "holds", page, form, {"orders": queries.with_other_sides(list(page))})


@reads_reviews
@shows_or_decides
def review_live_rows(request: SignedInRequest) -> HttpResponse:
    """Rows of LIVE reports that found no session."""
    scope = _scope(request)
    form = MatchForm(request.POST, scope=scope) if _decides(request) else None
    if form is not None and form.is_valid():
        row, session = form.cleaned_data["row"], form.cleaned_data["session"]
        said = f"Đã gắn báo cáo LIVE với “{session.title}”. Đơn của phiên được xếp lại theo giờ phát thật."
        if _done(request, form, said, lambda: actions.match_live_row(row=row, session=session, by=scope.user)):
            return redirect(request.get_full_path())
    page = Paginator(queries.live_rows_to_match(scope), ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    return _page(request, scope, "live_rows", page, form, {"rows": queries.with_near_sessions(scope, page)})


def _scope(request: SignedInRequest) -> Scope:
    """What the address narrows to: ``?file=``, ``?tk=``, ``?cho=``; 404 for what one may not know of."""
    user = request.user
    market = account = batch = None
    if slug := request.GET.get("cho"):
        market = get_object_or_404(Market.objects.visible_to(user), slug=slug)
    if (pk := request.GET.get("tk", "")).isdecimal():
        account = get_object_or_404(ShopAccount.objects.visible_to(user), pk=pk)
    if (pk := request.GET.get("file", "")).isdecimal():
        batch = get_object_or_404(ImportBatch.objects.visible_to(user), pk=pk)
    return Scope(user, market=market, account=account, batch=batch)


def _decides(request: SignedInRequest) -> bool:
    """Whether something was decided; 403 for those who only read."""
    if request.method != "POST":
        return False
    if not can(request.user, Action.DECIDE_REVIEWS):
        raise PermissionDenied
    return True


def _one_or_ticked(request: SignedInRequest, answer: str) -> Any:
    """The posted data; a button beside one row (``mot=<answer>:<row>``) stands for that row alone."""
    data = request.POST.copy()
    if "mot" in data:
        data[answer], _, row = str(data["mot"]).partition(":")
        data.setlist("chon", [row])
        data.pop("tat-ca", None)
    return data


def _done(request: SignedInRequest, form: forms.Form, said: str, act: Callable[[], Any]) -> bool:
    """Act, and say so; False with the reason on the form when it cannot be done."""
    try:
        act()
    except LivestreamError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, said)
    return True


def _orders(form: PlaceOrdersForm | HoldForm) -> str:
    return f"{format_number(sum(len(numbers) for numbers in form.picked.values()))} đơn"


def _sessions(scope: Scope, orders: list[queries.OrderToPlace]) -> list[Any]:
    """Sessions to choose from for many orders at once: of the one market, near the orders' days."""
    markets = {order.account.market_id for order in orders}
    if len(markets) != 1:
        return []
    days = [order.row["placed"].date() for order in orders]
    market = Market.objects.get(pk=markets.pop())
    accounts = {order.account.pk for order in orders}
    return session_choices(scope.user, market, accounts=accounts, period=(min(days), max(days)))


def _traders_found(request: SignedInRequest, scope: Scope, search: str) -> HttpResponse:
    """The choices alone, while a person types: no list is counted for them."""
    context = {"traders": _traders(scope, search), "search": search, "may_change": True, "answer": None}
    return render(request, "livestreams/review_products.html", context, partials=PARTIALS)


def _traders(scope: Scope, search: str) -> list[Any]:
    """Traders found by name or stall, of the markets whose accounts are in ``scope``."""
    if not search:
        return []
    markets = Market.objects.managed_by(scope.user).filter(shop_accounts__in=scope.accounts()).distinct()[:5]
    found = [traders_for(scope.user, market, search=search)[:TRADERS_SHOWN] for market in markets]
    return list(chain.from_iterable(found))


def _address(request: SignedInRequest, url_name: str) -> str:
    """Another list with the same narrowing."""
    query = request.GET.copy()
    for key in set(query) - {"cho", "tk", "file"}:
        del query[key]
    return reverse(url_name) + (f"?{query.urlencode()}" if query else "")


def _tabs(request: SignedInRequest, scope: Scope) -> dict[str, tuple[str, str]]:
    """Label with count, and address, of every list."""
    counts = queries.review_counts(scope)
    return {
        name: (f"{label} ({_count(counts[name])})", _address(request, url_name))
        for name, (label, url_name) in TABS.items()
    }


def _count(number: int) -> str:
    limit = queries.COUNT_LIMIT
    return f"hơn {format_number(limit)}" if number > limit else format_number(number)


def _page(
    request: SignedInRequest, scope: Scope, name: str, page: Page[Any], form: forms.Form | None, more: dict[str, Any]
) -> HttpResponse:
    tabs = _tabs(request, scope)
    context = {
        "scope": scope,
        "tabs": list(tabs.values()),
        "tab": tabs[name][0],
        "page": page,
        "form": form,
        "may_change": can(request.user, Action.DECIDE_REVIEWS),
        "ticked": request.POST.getlist("chon"),
        "answer": request.POST.get("phien") or request.POST.get("tinh") or request.POST.get("tieu_thuong"),
        "all_address": request.path,
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"livestreams/review_{name}.html", context, partials=PARTIALS, status=status)
