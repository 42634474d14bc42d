"""Stalls of one market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from traders.actions import add_stalls, remove_stall, save_stall
from traders.errors import TradersError
from traders.forms import NewStallForm, StallFilterForm, StallForm, StallListForm
from traders.permissions import can_manage, managed_market, managed_stall, visible_market, visible_stall
from traders.queries import holders_of, stalls_for
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
def stall_list(request: SignedInRequest, slug: str) -> HttpResponse:
    market = visible_market(request.user, slug)
    form = StallFilterForm(request.GET, market=market)
    stalls = stalls_for(request.user, market, **form.narrow())
    context = {
        "market": market,
        "can_manage": can_manage(request.user, market),
        "form": form,
        "is_narrowed": any(field.value() for field in form),
        "page": Paginator(stalls, 100).get_page(request.GET.get("trang")),
    }
    return render(request, "traders/stall_list.html", context)


@require_safe
def stall_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One stall with everyone who held it, holds it or is to hold it."""
    market = visible_market(request.user, slug)
    stall = visible_stall(request.user, market, pk)
    context = {
        "market": market,
        "stall": stall,
        "tenancies": holders_of(stall, request.user),
        "can_manage": can_manage(request.user, market),
    }
    return render(request, "traders/stall_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stall_add(request: SignedInRequest, slug: str) -> HttpResponse:
    market = managed_market(request.user, slug)
    form = NewStallForm(posted(request), market=market)
    if form.is_valid():
        holder = form.cleaned_data["trader"]
        stall = save_stall(stall=form.save(commit=False), holder=holder, by=request.user)
        messages.success(request, f"Đã thêm sạp {stall.code}.")
        return redirect("stall_list", slug)
    back = reverse("stall_list", args=[slug])
    return form_page(request, form, market=market, title="Thêm sạp", back_url=back, submit="Thêm sạp")


@require_http_methods(["GET", "HEAD", "POST"])
def stall_add_many(request: SignedInRequest, slug: str) -> HttpResponse:
    market = managed_market(request.user, slug)
    form = StallListForm(posted(request))
    if form.is_valid():
        codes = form.cleaned_data["codes"]
        added = add_stalls(market=market, codes=codes, by=request.user)
        messages.success(request, f"Đã thêm {len(added)} sạp, bỏ qua {len(codes) - len(added)} mã đã có.")
        return redirect("stall_list", slug)
    back = reverse("stall_list", args=[slug])
    return form_page(
        request, form, market=market, title="Thêm nhiều sạp một lúc", back_url=back, submit="Thêm các sạp này"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stall_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    stall = managed_stall(request.user, slug, pk)
    form = StallForm(posted(request), instance=stall, market=stall.market)
    if form.is_valid():
        save_stall(stall=form.save(commit=False), holder=None, by=request.user)
        messages.success(request, f"Đã lưu sạp {stall.code}.")
        return redirect("stall_detail", slug, pk)
    return form_page(
        request,
        form,
        market=stall.market,
        title="Sửa sạp",
        back_url=reverse("stall_detail", args=[slug, pk]),
        submit="Lưu sạp",
        remove_url=reverse("stall_remove", args=[slug, pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stall_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    stall = managed_stall(request.user, slug, pk)
    if request.method != "POST":
        return render(request, "traders/stall_remove.html", {"stall": stall, "market": stall.market})
    try:
        remove_stall(stall=stall, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã xóa sạp {stall.code}.")
    return redirect("stall_list", slug)
