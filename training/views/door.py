"""The trainer's pages at the door: the list, the screen with the code, who is in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.permissions import SignedInRequest, may
from portal.accounts.roles import Action
from portal.htmx import lead, render
from portal.privacy.actions.readings import record_reading
from training.actions.attendance import WRONG_TICK, admit, check_in, set_left, take_back
from training.attendance import is_door_open, may_record, next_change, opens_at, token_at
from training.door_knocks import knocked
from training.enums import CheckInHow, EnrolmentState
from training.errors import TrainingError
from training.models import Attendance, Enrolment, Meeting
from training.permissions import conducted_meeting
from training.queries.door import door_of, found_at_door, mark_of, row_of, trader_of_phone, waiting_at
from training.queries.places import places_of

if TYPE_CHECKING:
    from django.http import HttpResponseBase

keeps_door = may(Action.RUN_DOOR)

UNDO = dt.timedelta(minutes=10)
"""How long a tick of a list may be taken back by one tap; later, or after a scan, a reason is asked for."""

BY_HAND = {CheckInHow.LIST, CheckInHow.DIGITS}
FOUND_BY_PHONE = "Tên, tìm bằng số điện thoại đầy đủ"


@keeps_door
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Everybody who is expected, to tick by one tap; who is found by the end of a phone number; who waits outside."""
    meeting = conducted_meeting(request.user, pk)
    if request.method == "POST":
        return _tapped(request, meeting)
    mark = _mark(meeting)
    if request.GET.get("dau") == mark:
        return HttpResponse(status=204)
    return render(
        request,
        "training/door/door.html",
        _door_context(request, meeting) | {"mark": mark},
        partials={"danh-sach": "list", "tim-thay": "found"},
    )


@keeps_door
@never_cache
@require_safe
def door_screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the projector: the code of this moment, which asks for the next one when its window ends."""
    meeting = conducted_meeting(request.user, pk)
    now = timezone.now()
    token = str(token_at(meeting, now))
    address = f"{settings.PORTAL_URL}{reverse('check_in', args=[token])}"
    left = next_change(now)
    context = {
        "meeting": meeting,
        "is_open": is_door_open(meeting, now),
        "is_early": now < opens_at(meeting),
        "opens_at": opens_at(meeting),
        "code": qr(address),
        "token": token,
        "typing_address": f"{settings.PORTAL_URL.partition('://')[2]}{reverse('check_in_type')}",
        "left": f"{left.total_seconds():.2f}",
        "wait": int(left.total_seconds() * 1000) + 100,
        "refresh": int(left.total_seconds()) + 1,
        "there": meeting.attendances.count(),
        "expected": meeting.run.enrolments.filter(state=EnrolmentState.ENROLLED).count(),
    }
    return render(request, "training/door/screen.html", context, partials={"ma": "code", "da-vao": "count"})


@keeps_door
@never_cache
@require_safe
def door_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is in, the last to come first; asked for again every few seconds, answered only when something changed."""
    meeting = conducted_meeting(request.user, pk)
    mark = _mark(meeting)
    if request.GET.get("dau") == mark:
        return HttpResponse(status=204)
    context = {"meeting": meeting, "door": door_of(meeting), "mark": mark, "outside": _outside(meeting)}
    return render(request, "training/door/live.html", context, partials={"trong-lop": "live"})


def qr(address: str) -> SafeString:
    """An address as inline SVG, black on white whatever the colour scheme: cameras want it so."""
    made = segno.make(address, error="m", micro=False)
    return mark_safe(made.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="door-qr"))  # noqa: S308 - drawn here out of an address of ours


def _door_context(request: SignedInRequest, meeting: Meeting) -> dict[str, Any]:
    everybody = door_of(meeting)
    typed = request.GET.get("so", "").strip()[:40]
    found = found_at_door(everybody.rows, typed)
    waiting = list(waiting_at(meeting))
    stranger = None if found else _stranger(request, typed)
    return {
        "meeting": meeting,
        "door": everybody,
        "typed": typed,
        "found": found,
        "stranger": stranger,
        "waiting": waiting,
        "outside": _outside(meeting),
        "places": places_of(meeting.run),
        "can_record": may_record(meeting, timezone.now()),
        "opens_at": opens_at(meeting),
        "undo_since": timezone.now() - UNDO,
    }


def _mark(meeting: Meeting) -> str:
    """Changes with whatever the pages of the door show."""
    return f"{mark_of(meeting)}-{len(knocked(meeting))}"


def _outside(meeting: Meeting) -> list[User]:
    """Who scanned and has no place yet, the first to come first."""
    ids = knocked(meeting)
    if not ids:
        return []
    inside = Enrolment.objects.filter(run=meeting.run_id, state=EnrolmentState.ENROLLED, person__in=ids)
    people = User.objects.exclude(pk__in=inside.values("person")).select_related("trader__market").in_bulk(ids)
    return [people[each] for each in ids if each in people]


def _stranger(request: SignedInRequest, typed: str) -> User | None:
    """Who signs in with the whole number that was typed, when nobody of the run has it."""
    person = trader_of_phone(typed)
    if person:
        record_reading(people=[person.pk], reader=request.user, what=FOUND_BY_PHONE, where=request.path)
    return person


def _tapped(request: SignedInRequest, meeting: Meeting) -> HttpResponseBase:
    """One tap: somebody is there, is not, leaves, or is given a place."""
    taps = {"co": _tick, "co_so": _tick_by_digits, "bo": _untick, "ve": _left}
    tap = next((each for each in taps if request.POST.get(each, "").isdigit()), None)
    here = reverse("door", args=[meeting.pk])
    try:
        if tap:
            return _row(request, meeting, taps[tap](request, meeting, int(request.POST[tap])))
        if request.POST.get("ghi", "").isdigit():
            return _let_in(request, meeting, int(request.POST["ghi"]))
    except TrainingError as error:
        messages.error(request, str(error))
        return lead(request, here)
    return HttpResponse("Không rõ bạn muốn ghi gì.", status=422)


def _tick(request: SignedInRequest, meeting: Meeting, pk: int, how: CheckInHow = CheckInHow.LIST) -> Enrolment:
    enrolment = _enrolment(meeting, pk)
    check_in(meeting=meeting, person=enrolment.person, by=request.user, how=how)
    return enrolment


def _tick_by_digits(request: SignedInRequest, meeting: Meeting, pk: int) -> Enrolment:
    return _tick(request, meeting, pk, CheckInHow.DIGITS)


def _untick(request: SignedInRequest, meeting: Meeting, pk: int) -> Enrolment:
    """Take back a tick of a moment ago; another one needs a reason and has a page for it."""
    row = _attendance(meeting, pk)
    if row.how not in BY_HAND or row.at < timezone.now() - UNDO:
        raise TrainingError("Người này được điểm danh đã lâu, hoặc tự quét mã. Bấm vào tên để bỏ và ghi lý do.")
    return take_back(attendance=row, by=request.user, reason=WRONG_TICK)


def _left(request: SignedInRequest, meeting: Meeting, pk: int) -> Enrolment:
    return set_left(attendance=_attendance(meeting, pk), by=request.user).enrolment


def _let_in(request: SignedInRequest, meeting: Meeting, person_id: int) -> HttpResponseBase:
    """Only who stands outside, waits for a place, or whose whole number the trainer knows."""
    known = {*knocked(meeting), *waiting_at(meeting).values_list("person_id", flat=True)}
    caller = trader_of_phone(request.POST.get("so", ""))
    if person_id not in known | ({caller.pk} if caller else set()):
        raise Http404
    person = User.objects.get(pk=person_id)
    admit(meeting=meeting, person=person, by=request.user)
    messages.success(request, f"Đã ghi {person} vào lớp và điểm danh.")
    return lead(request, reverse("door", args=[meeting.pk]))


def _enrolment(meeting: Meeting, pk: int) -> Enrolment:
    found = Enrolment.objects.filter(run=meeting.run_id, pk=pk).select_related("person").first()
    if found is None:
        raise Http404
    return found


def _attendance(meeting: Meeting, enrolment_id: int) -> Attendance:
    rows = Attendance.objects.filter(meeting=meeting, enrolment=enrolment_id)
    found = rows.select_related("enrolment__person", "meeting").first()
    if found is None:
        raise TrainingError("Người này chưa được điểm danh.")
    return found


def _row(request: SignedInRequest, meeting: Meeting, enrolment: Enrolment) -> HttpResponseBase:
    """The line that was tapped, in the list or among those found; without JavaScript the page again."""
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('door', args=[meeting.pk])}#nguoi-{enrolment.pk}")
    prefix = "tim" if request.headers.get("HX-Target", "").startswith("tim-") else "nguoi"
    context = {
        "meeting": meeting,
        "row": row_of(meeting, enrolment.pk),
        "prefix": prefix,
        "can_record": True,
        "undo_since": timezone.now() - UNDO,
    }
    return render(request, "training/door/person.html", context)
