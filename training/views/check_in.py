"""Somebody scans the code at the door with their own phone.

A good scan leaves a pass in the browser's session: who has to sign in first comes back to the same token minutes
later and is let in though its window has passed. Another browser with the same address has no pass.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.permissions import can
from portal.accounts.roles import Action
from portal.sealing import digest
from training.actions.attendance import check_in as write_down
from training.attendance import PASS_LIFE, DoorToken, is_door_open, opens_at, read_token, window_of
from training.door_knocks import knock
from training.enums import CheckInHow, EnrolmentState, MeetingState, RunState
from training.errors import TrainingError
from training.models import Meeting
from training.queries.door import AtDoor, at_door, next_meeting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PASS = "door_pass"  # noqa: S105 - key of the session: which token was good, and until when that holds
DEVICE = "door_device"
DEVICE_DAYS = 400
"""As long as browsers keep a cookie."""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Let in who scanned a code that stands at the door, or did so a few minutes ago in this browser."""
    read = read_token(token)
    meeting = _meeting_of(read)
    if read is None or meeting is None:
        return _refused(request)
    person = request.user if isinstance(request.user, User) else None
    standing = at_door(meeting, person) if person else None
    if standing and standing.attendance:
        return _done(request, meeting, standing)
    if answer := _turned_away(request, meeting, read):
        return answer
    if person is None or standing is None:
        messages.info(request, f"Đăng nhập để điểm danh lớp “{meeting.run}”. Xong bạn được đưa về đây.")
        return _with_device(request, redirect_to_login(request.path))
    if request.method == "POST":
        return _enter(request, meeting, read, person, standing)
    return _with_device(request, render(request, "training/door/check_in.html", {"meeting": meeting}))


@login_not_required
@never_cache
@require_safe
def check_in_type(request: HttpRequest) -> HttpResponse:
    """For phones that cannot scan: the letters beneath the code are typed."""
    typed = request.GET.get("ma", "")
    read = read_token(typed)
    if read:
        return redirect("check_in", str(read))
    context = {"typed": typed, "error": "Mã gồm số, dấu gạch và 8 chữ, như 412-k7mq9x2p." if typed else ""}
    return render(request, "training/door/type.html", context, status=422 if typed else 200)


def _turned_away(request: HttpRequest, meeting: Meeting, read: DoorToken) -> HttpResponse | None:
    """The page for a code that is not good, or not now; None lets through, and a fresh code leaves a pass."""
    now = timezone.now()
    is_fresh = window_of(read, meeting, now) is not None
    if not is_fresh and not _has_pass(request, read, now):
        return _refused(request)
    if not is_door_open(meeting, now):
        return _closed(request, meeting)
    if is_fresh:
        _keep_pass(request, read, now)
    return None


def _meeting_of(read: DoorToken | None) -> Meeting | None:
    if read is None:
        return None
    meetings = Meeting.objects.exclude(run__state=RunState.DRAFT).select_related("run__course", "run__market")
    return meetings.filter(pk=read.meeting_id).first()


def _enter(request: HttpRequest, meeting: Meeting, read: DoorToken, person: User, standing: AtDoor) -> HttpResponse:
    """Write the person down; who has no place is told so, and the trainer sees their name."""
    try:
        write_down(meeting=meeting, person=person, by=person, how=CheckInHow.QR, device=_device(request))
    except TrainingError as error:
        may_come = can(person, Action.ENROL_SELF)
        if may_come:
            knock(meeting, person.pk)
        state = standing.enrolment.state if standing.enrolment else ""
        context = {
            "meeting": meeting,
            "reason": str(error) if state == EnrolmentState.OFFERED else "",
            "is_waiting": state == EnrolmentState.WAITING,
            "elsewhere": standing.elsewhere,
            "may_come": may_come,
        }
        return render(request, "training/door/no_place.html", context, status=422)
    return redirect("check_in", str(read))


def _done(request: HttpRequest, meeting: Meeting, standing: AtDoor) -> HttpResponse:
    """Also for the second phone, and for who looks again when the code has long changed: it is their own row."""
    context = {"meeting": meeting, "attendance": standing.attendance, "next": next_meeting(meeting)}
    return render(request, "training/door/done.html", context)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "training/door/old_code.html", status=422)


def _closed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    context = {
        "meeting": meeting,
        "is_cancelled": meeting.state == MeetingState.CANCELLED,
        "is_early": timezone.now() < opens_at(meeting),
        "opens_at": opens_at(meeting),
    }
    return render(request, "training/door/closed.html", context, status=422)


def _keep_pass(request: HttpRequest, read: DoorToken, now: dt.datetime) -> None:
    request.session[PASS] = {"token": str(read), "until": (now + PASS_LIFE).isoformat()}


def _has_pass(request: HttpRequest, read: DoorToken, now: dt.datetime) -> bool:
    kept = request.session.get(PASS) or {}
    return kept.get("token") == str(read) and now < dt.datetime.fromisoformat(kept["until"])


def _with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the browser a number of its own at its first scan; it says nothing of the person."""
    if request.get_signed_cookie(DEVICE, default=None, salt=DEVICE) is None:
        response.set_signed_cookie(
            DEVICE,
            secrets.token_urlsafe(16),
            salt=DEVICE,
            max_age=dt.timedelta(days=DEVICE_DAYS),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _device(request: HttpRequest) -> str:
    """A keyed digest of the browser's number; empty when it sends none of ours."""
    number = request.get_signed_cookie(DEVICE, default="", salt=DEVICE)
    return digest(f"door device:{number}") if number else ""
