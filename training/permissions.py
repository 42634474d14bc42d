"""Fetch the run or meeting that a person may see, change, or keep the door of.

404 for what they may not know of, 403 for what they may see but not do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from training.models import Course, CourseRun, Meeting

if TYPE_CHECKING:
    from traders.models.actors import Actor


def visible_run(user: Actor, code: str) -> CourseRun:
    """An announced run, or a draft that this person manages or teaches."""
    runs = CourseRun.objects.visible_to(user).select_related("course", "market")
    return get_object_or_404(runs, code=code)


def can_manage_run(user: Actor, run: CourseRun) -> bool:
    return CourseRun.objects.managed_by(user).filter(pk=run.pk).exists()


def can_conduct_run(user: Actor, run: CourseRun) -> bool:
    return CourseRun.objects.conducted_by(user).filter(pk=run.pk).exists()


def managed_run(user: Actor, code: str) -> CourseRun:
    """A run that this person may change."""
    run = visible_run(user, code)
    if not can_manage_run(user, run):
        raise PermissionDenied
    return run


def conducted_run(user: Actor, code: str) -> CourseRun:
    """A run whose door this person keeps."""
    run = visible_run(user, code)
    if not can_conduct_run(user, run):
        raise PermissionDenied
    return run


def conducted_meeting(user: Actor, pk: int) -> Meeting:
    """A meeting, planned or cancelled, of a run whose door this person keeps."""
    meetings = Meeting.objects.filter(run__in=CourseRun.objects.visible_to(user))
    meeting = get_object_or_404(meetings.select_related("run__course", "run__market"), pk=pk)
    if not can_conduct_run(user, meeting.run):
        raise PermissionDenied
    return meeting


def managed_course(user: Actor, pk: int) -> Course:
    """A course of the own city; nobody else has an address for it."""
    return get_object_or_404(Course.objects.managed_by(user).select_related("city"), pk=pk)
