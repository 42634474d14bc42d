"""Booths and their shifts are set up, changed, announced and closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from traders.views.forms import posted
from training.actions import booths as actions
from training.booth_permissions import managed_booth, managed_shift
from training.errors import TrainingError
from training.forms.booths import BoothForm, CloseForm, ManyShiftsForm, ReasonForm, ShiftForm
from training.models import AdviceBooth
from training.queries.booth_shifts import clashes_of, coming_bookings, effect_of_change

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

may_edit = may(Action.EDIT_BOOTHS)
asks = require_http_methods(["GET", "HEAD", "POST"])


def done(form: BaseForm, action: Callable[[], Any]) -> bool:
    """Do it; what cannot be done stands on top of the form."""
    try:
        action()
    except TrainingError as error:
        form.add_error(None, str(error))
        return False
    return True


@may_edit
@asks
def booth_add(request: SignedInRequest) -> HttpResponse:
    booth = AdviceBooth(made_by=request.user)
    return _edit(request, booth, title="Mở quầy tư vấn", submit="Lưu, rồi xếp ca", back_url=reverse("booth_list"))


@may_edit
@asks
def booth_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    booth = managed_booth(request.user, pk)
    back_url = reverse("booth_shifts", args=[pk])
    return _edit(request, booth, title="Sửa quầy tư vấn", submit="Lưu", back_url=back_url)


def _edit(request: SignedInRequest, booth: AdviceBooth, **page: str) -> HttpResponse:
    form = BoothForm(posted(request), instance=booth, user=request.user)
    if form.is_valid() and done(
        form,
        lambda: actions.save_booth(
            booth=form.save(commit=False), partners=form.cleaned_data["partners"], by=request.user
        ),
    ):
        messages.success(request, "Đã lưu quầy.")
        return redirect("booth_shifts", booth.pk)
    status = 422 if form.is_bound else 200
    return render(request, "training/booths/form.html", {"form": form, "market": None, **page}, status=status)


@may_edit
@require_safe
def booth_shifts(request: SignedInRequest, pk: int) -> HttpResponse:
    """The booth's shifts with who staffs them and how many are booked; from here everything else is done."""
    booth = managed_booth(request.user, pk)
    shifts = list(booth.shifts.prefetch_related("advisers"))
    booked: dict[int, int] = {}
    for ticket in coming_bookings(shifts):
        booked[ticket.shift_id or 0] = booked.get(ticket.shift_id or 0, 0) + 1
    context = {"booth": booth, "rows": [(shift, booked.get(shift.pk, 0)) for shift in shifts]}
    return render(request, "training/booths/shifts.html", context)


@may_edit
@require_POST
def booth_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        actions.publish_booth(booth=managed_booth(request.user, pk), by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
        return redirect("booth_shifts", pk)
    messages.success(request, "Đã thông báo. Mọi người thấy quầy và hẹn được từ bây giờ.")
    return redirect("booth_detail", pk)


@may_edit
@asks
def booth_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close early: first who would be told, then, when that still holds, the deed."""
    booth = managed_booth(request.user, pk)
    form = CloseForm(posted(request), initial={"tu_ngay": None})
    lost = []
    if form.is_valid():
        lost = coming_bookings(actions.shifts_from(booth, form.cleaned_data["tu_ngay"]))
        is_agreed = not lost or request.POST.get("dong_y") == str(len(lost))
        if is_agreed and done(
            form,
            lambda: actions.close_booth(
                booth=booth, from_day=form.cleaned_data["tu_ngay"], reason=form.cleaned_data["ly_do"], by=request.user
            ),
        ):
            messages.success(
                request, f"Quầy nghỉ từ {form.cleaned_data['tu_ngay']:%d/%m/%Y}. Đã nhắn {len(lost)} người."
            )
            return redirect("booth_shifts", pk)
    context = {"form": form, "booth": booth, "lost": lost, "agreed": len(lost), "title": "Đóng quầy sớm"}
    return render(request, "training/booths/close.html", context, status=422 if form.is_bound else 200)


@may_edit
@asks
def booth_shift_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """One shift; advisers who are elsewhere are named first, and may be put on all the same."""
    booth = managed_booth(request.user, pk)
    form = ShiftForm(posted(request), booth=booth)
    clashes = []
    if form.is_valid():
        asked, during = form.cleaned_data, form.during()
        clashes = clashes_of(asked["nguoi_truc"], [during])
        if _agreed(request, clashes) and done(
            form,
            lambda: actions.add_shift(
                booth=booth, during=during, desks=asked["so_ban"], advisers=asked["nguoi_truc"], by=request.user
            ),
        ):
            messages.success(request, "Đã thêm ca trực.")
            return redirect("booth_shifts", pk)
    context = {
        "form": form, "booth": booth, "clashes": clashes, "effect": None, "agreed": _seal(clashes),
        "title": "Thêm ca trực", "cancel_url": "",
    }  # fmt: skip
    return render(request, "training/booths/shift_form.html", context, status=422 if form.is_bound else 200)


@may_edit
@asks
def shift_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other hours, desks or people: whose booking moves or is lost is shown before anything is written."""
    shift = managed_shift(request.user, pk)
    form = ShiftForm(posted(request), booth=shift.booth, shift=shift)
    clashes, effect = [], None
    if form.is_valid():
        asked, during = form.cleaned_data, form.during()
        clashes = clashes_of(asked["nguoi_truc"], [during], besides=shift)
        effect = effect_of_change(shift, during, asked["so_ban"])
        if _agreed(request, clashes, effect.told) and done(
            form,
            lambda: actions.change_shift(
                shift=shift, during=during, desks=asked["so_ban"], advisers=asked["nguoi_truc"],
                reason=asked["ly_do"], by=request.user,
            ),
        ):  # fmt: skip
            messages.success(request, f"Đã đổi ca trực.{_told(len(effect.told))}")
            return redirect("booth_shifts", shift.booth_id)
    context = {
        "form": form, "booth": shift.booth, "clashes": clashes, "effect": effect,
        "agreed": _seal(clashes, effect.told if effect else []), "title": "Đổi ca trực",
        "cancel_url": reverse("shift_cancel", args=[pk]),
    }  # fmt: skip
    return render(request, "training/booths/shift_form.html", context, status=422 if form.is_bound else 200)


def _seal(*shown: list[Any]) -> str:
    """How many of each were shown; when that has changed meanwhile, the question is asked anew."""
    return "-".join(str(len(each)) for each in shown)


def _agreed(request: SignedInRequest, *shown: list[Any]) -> bool:
    return not any(shown) or request.POST.get("dong_y") == _seal(*shown)


def _told(count: int) -> str:
    return f" Đã nhắn {count} người đã hẹn." if count else ""


@may_edit
@asks
def shift_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who had booked is listed first; a shift without bookings needs no reason."""
    shift = managed_shift(request.user, pk)
    lost, was_booked = coming_bookings([shift]), shift.tickets.exists()
    form = ReasonForm(posted(request))
    form.fields["ly_do"].required = was_booked
    if form.is_valid() and done(
        form, lambda: actions.cancel_shift(shift=shift, reason=form.cleaned_data["ly_do"], by=request.user)
    ):
        messages.success(request, f"Đã bỏ ca trực.{_told(len(lost))}")
        return redirect("booth_shifts", shift.booth_id)
    context = {"form": form, "shift": shift, "booth": shift.booth, "lost": lost, "was_booked": was_booked}
    return render(request, "training/booths/shift_cancel.html", context, status=422 if form.is_bound else 200)


@may_edit
@asks
def booth_shifts_many(request: SignedInRequest, pk: int) -> HttpResponse:
    """Weekdays × hours: first the list of shifts as it would be, then, when it still holds, made."""
    booth = managed_booth(request.user, pk)
    form = ManyShiftsForm(posted(request), booth=booth)
    free, taken, clashes = [], [], []
    if form.is_valid():
        asked, ranges = form.cleaned_data, form.ranges()
        free = actions.unstaffed(booth, ranges)
        taken = [each for each in ranges if each not in free]
        clashes = clashes_of(asked["nguoi_truc"], free)
        if request.POST.get("dong_y") == _seal(free, clashes) and done(
            form,
            lambda: actions.add_shifts(
                booth=booth, ranges=free, desks=asked["so_ban"], advisers=asked["nguoi_truc"], by=request.user
            ),
        ):
            messages.success(request, f"Đã tạo {len(free)} ca trực.")
            return redirect("booth_shifts", pk)
    context = {
        "form": form, "booth": booth, "free": free, "taken": taken, "clashes": clashes,
        "is_preview": form.is_bound and form.is_valid(), "agreed": _seal(free, clashes),
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "training/booths/shifts_many.html", context, status=status)
