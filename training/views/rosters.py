"""Without a network: a list on paper to sign, and its entering afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import SignedInRequest, may
from portal.accounts.roles import Action
from portal.privacy.actions.readings import record_reading
from training.actions.rosters import RosterIsStale, enter_roster
from training.attendance import may_record
from training.errors import TrainingError
from training.forms.attendance import RosterForm
from training.permissions import can_manage_run, conducted_meeting
from training.queries.door import door_of, mark_of
from training.views.door import qr

if TYPE_CHECKING:
    from django.http import HttpResponse

keeps_door = may(Action.RUN_DOOR)

SPARE_LINES = 10
"""Empty lines for who comes without being on the list."""


@keeps_door
@require_safe
def roster_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list to sign, for A4."""
    meeting = conducted_meeting(request.user, pk)
    rows = door_of(meeting).rows
    people = [row.enrolment.person_id for row in rows]
    record_reading(people=people, reader=request.user, what="Danh sách lớp để in", where=request.path)
    entering = f"{settings.PORTAL_URL}{reverse('roster_enter', args=[pk])}"
    context = {
        "meeting": meeting,
        "rows": rows,
        "spare": range(len(rows) + 1, len(rows) + 1 + SPARE_LINES),
        "trainers": meeting.run.trainers.all(),
        "code": qr(entering),
        "entering": entering.partition("://")[2],
    }
    return render(request, "training/door/roster_print.html", context)


@keeps_door
@require_http_methods(["GET", "HEAD", "POST"])
def roster_enter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type a signed list in; a list that others changed meanwhile is shown again with everything that was typed."""
    meeting = conducted_meeting(request.user, pk)
    is_manager = can_manage_run(request.user, meeting.run)
    is_in_time = may_record(meeting, timezone.now())
    door, mark = door_of(meeting), mark_of(meeting)
    posted = request.POST if request.method == "POST" else None
    form = RosterForm(posted, meeting=meeting, rows=door.rows, mark=mark, needs_reason=not is_in_time)
    if form.is_valid():
        try:
            done = enter_roster(
                meeting=meeting, lines=form.lines(), mark=form.cleaned_data["mark"], by=request.user,
                reason=form.cleaned_data["reason"], is_manager=is_manager,
            )  # fmt: skip
        except RosterIsStale as error:
            form.add_error(None, str(error))
            form.renew()
        except TrainingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, f"Đã lưu: thêm {done.added} người, bỏ {done.removed}, sửa giờ {done.changed} người."
            )
            return redirect("door", pk)
    context = {
        "meeting": meeting, "form": form, "door": door, "is_in_time": is_in_time, "can_enter": is_in_time or is_manager
    }  # fmt: skip
    return render(request, "training/door/roster_enter.html", context, status=422 if form.is_bound else 200)
