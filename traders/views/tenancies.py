"""Leases of one stall: begin, correct, end, take out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from traders.actions.tenancies import end_tenancies, remove_tenancy, save_tenancy
from traders.errors import TradersError
from traders.forms import EndTenancyForm, TenancyForm
from traders.models import Stall, Tenancy
from traders.permissions import managed_stall
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def tenancy_add(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    stall = managed_stall(request.user, slug, pk)
    form = TenancyForm(posted(request), instance=Tenancy(stall=stall))
    if _saved(request, form):
        messages.success(request, f"Đã ghi {form.instance.trader} thuê sạp {stall.code}.")
        return redirect("stall_detail", slug, pk)
    return _page(request, form, stall, f"Ai thuê sạp {stall.code}?", "Ghi lần thuê này")


@require_http_methods(["GET", "HEAD", "POST"])
def tenancy_edit(request: SignedInRequest, slug: str, pk: int, tenancy_pk: int) -> HttpResponse:
    tenancy = _tenancy(request, slug, pk, tenancy_pk)
    form = TenancyForm(posted(request), instance=tenancy)
    if _saved(request, form):
        messages.success(request, f"Đã lưu lần thuê sạp {tenancy.stall.code}.")
        return redirect("stall_detail", slug, pk)
    remove = reverse("tenancy_remove", args=[slug, pk, tenancy_pk])
    return _page(request, form, tenancy.stall, "Sửa lần thuê", "Lưu lần thuê", remove_url=remove)


@require_http_methods(["GET", "HEAD", "POST"])
def tenancy_end(request: SignedInRequest, slug: str, pk: int, tenancy_pk: int) -> HttpResponse:
    tenancy = _tenancy(request, slug, pk, tenancy_pk)
    form = EndTenancyForm(posted(request), tenancy=tenancy)
    if form.is_valid():
        day = form.cleaned_data["last_day"] + dt.timedelta(days=1)
        end_tenancies(tenancies=Tenancy.objects.filter(pk=tenancy.pk), by=request.user, on=day)
        messages.success(request, f"Đã ghi {tenancy.trader} thôi giữ sạp {tenancy.stall.code}.")
        return redirect("stall_detail", slug, pk)
    title = f"{tenancy.trader} thôi giữ sạp {tenancy.stall.code}"
    return _page(request, form, tenancy.stall, title, "Ghi ngày cuối")


@require_http_methods(["GET", "HEAD", "POST"])
def tenancy_remove(request: SignedInRequest, slug: str, pk: int, tenancy_pk: int) -> HttpResponse:
    tenancy = _tenancy(request, slug, pk, tenancy_pk)
    if request.method == "POST":
        remove_tenancy(tenancy=tenancy, by=request.user)
        messages.success(request, "Đã xóa lần thuê ghi nhầm.")
        return redirect("stall_detail", slug, pk)
    return render(request, "traders/tenancy_remove.html", {"tenancy": tenancy, "market": tenancy.stall.market})


def _tenancy(request: SignedInRequest, slug: str, pk: int, tenancy_pk: int) -> Tenancy:
    stall = managed_stall(request.user, slug, pk)
    tenancy = get_object_or_404(stall.tenancies.select_related("trader"), pk=tenancy_pk)
    tenancy.stall = stall
    return tenancy


def _saved(request: SignedInRequest, form: TenancyForm) -> bool:
    if not form.is_valid():
        return False
    try:
        save_tenancy(tenancy=form.save(commit=False), by=request.user)
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(
    request: SignedInRequest,
    form: TenancyForm | EndTenancyForm,
    stall: Stall,
    title: str,
    submit: str,
    *,
    remove_url: str = "",
) -> HttpResponse:
    market = stall.market
    back = reverse("stall_detail", args=[market.slug, stall.pk])
    return form_page(request, form, market=market, title=title, back_url=back, submit=submit, remove_url=remove_url)
