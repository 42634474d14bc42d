"""Accounts of officials, ward offices and trainers, kept by the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.permissions import may
from portal.accounts.roles import OFFICE_ROLES, Action
from portal.accounts.stepup import recently_authenticated
from traders.actions import office as actions
from traders.errors import TradersError
from traders.forms import SearchForm
from traders.forms.organisations import OfficeForm, OfficeRoleForm, ReasonForm, ward_label
from traders.queries.staff import office_history, office_people
from traders.views.forms import posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@may(Action.EDIT_OFFICE_ACCOUNTS)
@require_safe
def office_list(request: SignedInRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    page = Paginator(office_people(search=form.words), 50).get_page(request.GET.get("trang"))
    return render(request, "traders/office_list.html", {"form": form, "page": page, "search": form.words})


@may(Action.EDIT_OFFICE_ACCOUNTS)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def office_add(request: SignedInRequest) -> HttpResponse:
    form = OfficeForm(posted(request))
    if form.is_valid():
        try:
            person = actions.add_office_account(by=request.user, **form.cleaned_data)
        except TradersError as error:
            form.add_error("contact", str(error))
        else:
            messages.success(request, f"Đã thêm {person}. Lời mời đặt mật khẩu đã được gửi.")
            return redirect("office_detail", person.pk)
    return _form(request, form, "Thêm tài khoản cán bộ", "Thêm và gửi lời mời")


@may(Action.EDIT_OFFICE_ACCOUNTS)
@require_safe
def office_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account and what became of it."""
    person = _person(pk)
    context = {
        "person": person,
        "history": office_history(person),
        "is_own": person == request.user,
        "is_invited": not person.has_usable_password(),
    }
    return render(request, "traders/office_detail.html", context)


@may(Action.EDIT_OFFICE_ACCOUNTS)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def office_role(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(pk)
    ward = ward_label(person.ward) if person.ward else ""
    form = OfficeRoleForm(posted(request), initial={"role": person.role, "city": person.city_id, "ward": ward})
    if form.is_valid():
        try:
            actions.change_office_role(person=person, by=request.user, **form.cleaned_data)
        except TradersError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"Đã lưu vai trò của {person}. Người này phải đăng nhập lại.")
            return redirect("office_detail", pk)
    return _form(request, form, f"Vai trò của {person}", "Lưu vai trò", person)


@may(Action.EDIT_OFFICE_ACCOUNTS)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def office_close(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            actions.close_account(person=person, by=request.user, **form.cleaned_data)
        except TradersError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã khóa tài khoản của {person}.")
            return redirect("office_detail", pk)
    return _form(request, form, f"Khóa tài khoản của {person}", "Khóa tài khoản", person)


@may(Action.EDIT_OFFICE_ACCOUNTS)
@recently_authenticated
@require_POST
def office_open(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(pk)
    try:
        actions.open_account(person=person, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã mở lại tài khoản của {person}.")
    return redirect("office_detail", pk)


@may(Action.EDIT_OFFICE_ACCOUNTS)
@recently_authenticated
@require_POST
def office_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(pk)
    try:
        actions.invite_to_office(person=person, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã gửi lại lời mời cho {person}.")
    return redirect("office_detail", pk)


def _person(pk: int) -> User:
    people = User.objects.filter(role__in=OFFICE_ROLES).select_related("city", "ward__province")
    return get_object_or_404(people, pk=pk)


def _form(
    request: SignedInRequest,
    form: OfficeRoleForm | ReasonForm,
    title: str,
    submit: str,
    person: User | None = None,
) -> HttpResponse:
    list_url = reverse("office_list")
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "eyebrow": "",
        "list_title": "Tài khoản cán bộ",
        "list_url": list_url,
        "back_url": reverse("office_detail", args=[person.pk]) if person else list_url,
        "wards": form.ward_labels if isinstance(form, OfficeRoleForm) else [],
    }
    return render(request, "traders/staff_form.html", context, status=422 if form.is_bound else 200)
