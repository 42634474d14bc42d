"""Courses: their list, their page, what people take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from traders.files import private_response
from traders.views.forms import posted
from training.actions import courses as actions
from training.errors import TrainingError
from training.forms.courses import CourseFilterForm, CourseForm, MaterialForm
from training.forms.fields import HoursField
from training.models import Course, CourseMaterial, CourseRun
from training.permissions import managed_course
from training.queries.courses import courses_listed, may_open
from training.views.forms import form_page

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from portal.accounts.permissions import SignedInRequest

A_PAGE = 30


@may(Action.EDIT_RUNS)
@require_safe
def course_list(request: SignedInRequest) -> HttpResponse:
    """Courses to open runs of, and for some to change."""
    form = CourseFilterForm(request.GET)
    chosen = form.chosen()
    page = Paginator(courses_listed(request.user, **chosen), A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "may_edit": can(request.user, Action.EDIT_COURSES),
    }
    return render(request, "training/course_list.html", context)


@may(Action.EDIT_RUNS)
@require_safe
def course_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One course with its materials and those of its runs that this person manages."""
    course = get_object_or_404(Course.objects.visible_to(request.user).select_related("city"), pk=pk)
    runs = CourseRun.objects.managed_by(request.user).filter(course=course).select_related("market")
    context = {
        "course": course,
        "hours": HoursField().prepare_value(course.minutes),
        "organisers": course.organisers.all(),
        "materials": course.materials.all(),
        "runs": runs.order_by("-starts_at", "-pk")[:A_PAGE],
        "may_edit": Course.objects.managed_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "training/course_detail.html", context)


@may(Action.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_add(request: SignedInRequest) -> HttpResponse:
    form = CourseForm(posted(request), user=request.user)
    if form.is_valid():
        course = _save(request, form)
        messages.success(request, "Đã thêm khóa. Bước tiếp: thêm tài liệu hoặc mở lớp.")
        return redirect("course_detail", course.pk)
    return form_page(request, form, title="Thêm khóa", submit="Thêm khóa này", trail=("Khóa học", _list_url()))


@may(Action.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    course = managed_course(request.user, pk)
    form = CourseForm(posted(request), instance=course, user=request.user)
    if form.is_valid():
        _save(request, form)
        messages.success(request, "Đã lưu khóa.")
        return redirect("course_detail", pk)
    trail = (Course.objects.get(pk=pk).title, reverse("course_detail", args=[pk]))
    return form_page(request, form, title="Sửa khóa", submit="Lưu khóa", trail=trail)


def _save(request: SignedInRequest, form: CourseForm) -> Course:
    return actions.save_course(
        course=form.save(commit=False),
        organisers=form.cleaned_data["organisers"],
        new_organiser=form.new_organiser,
        by=request.user,
    )


@may(Action.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def material_add(request: SignedInRequest, pk: int) -> HttpResponse:
    course = managed_course(request.user, pk)
    form = MaterialForm(posted(request), request.FILES or None, instance=CourseMaterial(course=course))
    if form.is_valid():
        try:
            material = form.save(commit=False)
            actions.add_material(material=material, file=form.cleaned_data["file"], by=request.user)
        except TrainingError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, f"Đã thêm tài liệu “{material}”.")
            return redirect("course_detail", pk)
    return form_page(
        request, form, title="Thêm tài liệu", submit="Thêm tài liệu này", trail=_trail(course), eyebrow=course.title
    )


@may(Action.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def material_edit(request: SignedInRequest, pk: int, material_pk: int) -> HttpResponse:
    course = managed_course(request.user, pk)
    material = get_object_or_404(course.materials, pk=material_pk)
    form = MaterialForm(posted(request), instance=material)
    if form.is_valid():
        form.save()
        messages.success(request, "Đã lưu tài liệu.")
        return redirect("course_detail", pk)
    return form_page(
        request, form, title="Sửa tài liệu", submit="Lưu tài liệu", trail=_trail(course), eyebrow=course.title,
        remove_url=reverse("material_remove", args=[pk, material_pk]),
    )  # fmt: skip


@may(Action.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def material_remove(request: SignedInRequest, pk: int, material_pk: int) -> HttpResponse:
    course = managed_course(request.user, pk)
    material = get_object_or_404(course.materials, pk=material_pk)
    if request.method == "POST":
        actions.remove_material(material=material, by=request.user)
        messages.success(request, f"Đã xóa tài liệu “{material.title}”.")
        return redirect("course_detail", pk)
    return render(request, "training/material_remove.html", {"course": course, "material": material})


@login_not_required
@require_safe
def material(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """A material, to be opened or saved: public ones by everybody, others by who has a place in the course."""
    found = get_object_or_404(CourseMaterial.objects.select_related("course"), pk=pk)
    if not may_open(found, request.user):
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if found.link:
        return redirect(found.link)
    try:
        return private_response(found.file, slugify(found.title) or "tai-lieu")
    except FileNotFoundError:
        raise Http404 from None


def _trail(course: Course) -> tuple[str, str]:
    return course.title, reverse("course_detail", args=[course.pk])


def _list_url() -> str:
    return reverse("course_list")
