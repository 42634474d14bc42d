"""Management organisations, their markets and their people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from traders.actions import staff as actions
from traders.actions.organisations import open_market
from traders.errors import TradersError
from traders.forms import SearchForm
from traders.forms.organisations import NewMarketForm, OrganisationForm, StaffForm, StaffRoleForm
from traders.models import ManagementOrganisation, Membership
from traders.queries.staff import markets_of, organisations_for, staff_history, staff_of
from traders.views.forms import posted

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@may(Action.SEE_ORGANISATIONS)
@require_safe
def organisation_list(request: SignedInRequest) -> HttpResponse:
    """Whoever has one organisation only goes straight to it."""
    form = SearchForm(request.GET)
    found = organisations_for(request.user, search=form.words)
    page = Paginator(found, 50).get_page(request.GET.get("trang"))
    may_edit = can(request.user, Action.EDIT_ORGANISATIONS)
    if not form.words and not may_edit and page.paginator.count == 1:
        return redirect("organisation_detail", found[0].pk)
    context = {"form": form, "page": page, "search": form.words, "may_edit": may_edit}
    return render(request, "traders/organisation_list.html", context)


@may(Action.SEE_ORGANISATIONS)
@require_safe
def organisation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its markets, its people, and who changed what about them."""
    organisation = _visible(request, pk)
    context = {
        "organisation": organisation,
        "markets": markets_of(organisation),
        "staff": staff_of(organisation),
        "history": staff_history(organisation),
        "may_edit": can(request.user, Action.EDIT_ORGANISATIONS),
        "may_staff": ManagementOrganisation.objects.staffed_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "traders/organisation_detail.html", context)


@may(Action.EDIT_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_add(request: SignedInRequest) -> HttpResponse:
    form = OrganisationForm(posted(request))
    if form.is_valid():
        organisation = form.save()
        messages.success(request, f"Đã thêm {organisation}. Thêm quản lý đầu tiên để họ tự làm tiếp.")
        return redirect("organisation_detail", organisation.pk)
    return _form(request, form, None, "Thêm tổ chức quản lý chợ", "Thêm tổ chức")


@may(Action.EDIT_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _visible(request, pk)
    form = OrganisationForm(posted(request), instance=organisation)
    if form.is_valid():
        form.save()
        messages.success(request, f"Đã lưu {organisation}.")
        return redirect("organisation_detail", pk)
    return _form(request, form, organisation, "Sửa tổ chức", "Lưu tổ chức")


@may(Action.EDIT_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def market_add(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _visible(request, pk)
    form = NewMarketForm(posted(request), organisation=organisation)
    if form.is_valid():
        market = open_market(market=form.save(commit=False), organisation=organisation, by=request.user)
        messages.success(request, f"Đã thêm {market}. Trang giới thiệu còn ẩn cho tới khi quản lý chợ mở.")
        return redirect("market_detail", market.slug)
    return _form(request, form, organisation, "Thêm chợ", "Thêm chợ", wards=form.ward_labels)


@may(Action.EDIT_STAFF)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def staff_add(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _staffed(request, pk)
    form = StaffForm(posted(request), initial={"role": "market_clerk"})
    if form.is_valid():
        try:
            membership = actions.add_staff(organisation=organisation, by=request.user, **form.cleaned_data)
        except TradersError as error:
            form.add_error("contact", str(error))
        else:
            messages.success(request, f"Đã thêm {membership.user}. Tin báo đã được gửi cho người này.")
            return redirect("organisation_detail", pk)
    return _form(request, form, organisation, "Thêm người", "Thêm người này")


@may(Action.EDIT_STAFF)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def staff_role(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    form = StaffRoleForm(posted(request), initial={"role": membership.user.role})
    if form.is_valid():
        try:
            actions.change_role(membership=membership, by=request.user, **form.cleaned_data)
        except TradersError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"Đã lưu vai trò của {membership.user}.")
            return redirect("organisation_detail", membership.organisation_id)
    return _form(request, form, membership.organisation, f"Vai trò của {membership.user}", "Lưu vai trò")


@may(Action.EDIT_STAFF)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def staff_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    if request.method != "POST":
        return render(request, "traders/staff_remove.html", {"membership": membership})
    try:
        actions.remove_staff(membership=membership, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã gỡ {membership.user} khỏi tổ chức.")
    return _after_change(request, membership)


@may(Action.EDIT_STAFF)
@recently_authenticated
@require_POST
def staff_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    try:
        actions.invite_again(membership=membership, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã gửi lại lời mời cho {membership.user}.")
    return redirect("organisation_detail", membership.organisation_id)


def _after_change(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """Who removed themselves does not see the organisation any more."""
    left = not ManagementOrganisation.objects.visible_to(request.user).filter(pk=membership.organisation_id).exists()
    return redirect("home") if left else redirect("organisation_detail", membership.organisation_id)


def _visible(request: SignedInRequest, pk: int) -> ManagementOrganisation:
    return get_object_or_404(ManagementOrganisation.objects.visible_to(request.user).select_related("city"), pk=pk)


def _staffed(request: SignedInRequest, pk: int) -> ManagementOrganisation:
    organisation = _visible(request, pk)
    if not ManagementOrganisation.objects.staffed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return organisation


def _membership(request: SignedInRequest, pk: int) -> Membership:
    staffed = ManagementOrganisation.objects.staffed_by(request.user)
    return get_object_or_404(Membership.objects.select_related("organisation", "user"), pk=pk, organisation__in=staffed)


def _form(
    request: SignedInRequest,
    form: BaseForm,
    organisation: ManagementOrganisation | None,
    title: str,
    submit: str,
    wards: list[str] | None = None,
) -> HttpResponse:
    args = [organisation.pk] if organisation else []
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "submit": submit,
        "eyebrow": str(organisation) if organisation else "",
        "list_title": "Tổ chức quản lý chợ",
        "list_url": reverse("organisation_list"),
        "back_url": reverse("organisation_detail" if organisation else "organisation_list", args=args),
        "wards": wards or [],
    }
    return render(request, "traders/staff_form.html", context, status=422 if form.is_bound else 200)
