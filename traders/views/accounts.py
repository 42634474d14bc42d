"""Shop accounts of one market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from traders.actions import change_account
from traders.forms import SearchForm, ShopAccountForm
from traders.permissions import can_manage, managed_account, managed_market, visible_market
from traders.queries import accounts_for
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

LOCKED = "Tài khoản này đã có file đơn hàng, nên sàn, tên và chủ tài khoản được giữ nguyên để số liệu cũ không đổi."


@require_safe
def account_list(request: SignedInRequest, slug: str) -> HttpResponse:
    market = visible_market(request.user, slug)
    form = SearchForm(request.GET)
    accounts = accounts_for(request.user, market, search=form.words)
    context = {
        "market": market,
        "can_manage": can_manage(request.user, market),
        "form": form,
        "search": form.words,
        "page": Paginator(accounts, 100).get_page(request.GET.get("trang")),
    }
    return render(request, "traders/account_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account_add(request: SignedInRequest, slug: str) -> HttpResponse:
    market = managed_market(request.user, slug)
    form = ShopAccountForm(posted(request), market=market, initial={"trader": request.GET.get("tieu-thuong")})
    if form.is_valid():
        account = form.save()
        messages.success(request, f"Đã thêm tài khoản {account}.")
        return redirect("account_list", slug)
    back = reverse("account_list", args=[slug])
    return form_page(request, form, market=market, title="Thêm tài khoản sàn", back_url=back, submit="Thêm tài khoản")


@require_http_methods(["GET", "HEAD", "POST"])
def account_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    account = managed_account(request.user, slug, pk)
    is_locked = account.imports.exists()
    form = ShopAccountForm(posted(request), instance=account, market=account.market, is_locked=is_locked)
    if form.is_valid():
        change_account(account=form.save(commit=False), by=request.user)
        messages.success(request, f"Đã lưu tài khoản {account}.")
        return redirect("account_list", slug)
    return form_page(
        request,
        form,
        market=account.market,
        title="Sửa tài khoản sàn",
        back_url=reverse("account_list", args=[slug]),
        submit="Lưu tài khoản",
        note=LOCKED if is_locked else "",
    )
