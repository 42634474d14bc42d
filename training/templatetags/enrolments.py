"""Where a reader stands in a run, and moments of training as people say them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from training import times
from training.enums import IS_ON_THE_LIST, EnrolmentState
from training.queries.enrol_box import EnrolBox, enrol_box

if TYPE_CHECKING:
    from django.template import Context

    from portal.busy import BusyTime
    from training.models import CourseRun, Meeting

register = template.Library()


@register.simple_tag(takes_context=True, name="enrol_box")
def box_of(context: Context, run: CourseRun) -> EnrolBox:
    """``{% enrol_box run as box %}``: what the page says to its reader about enrolling."""
    return enrol_box(run, getattr(context["request"], "user", None))


@register.filter
def state_label(state: str) -> str:
    """Words of a state that was read without its enrolment."""
    return str(EnrolmentState(state).label)


@register.filter
def is_on_the_list(state: str | None) -> bool:
    """Whether somebody in that state still wants to come."""
    return state in IS_ON_THE_LIST


@register.filter
def time_left(moment: dt.datetime) -> str:
    """``2 ngày 3 giờ``."""
    return times.time_left(moment, timezone.now())


@register.filter
def moment(value: dt.datetime) -> str:
    """``08:00 ngày mai``."""
    return times.moment_words(value, timezone.now())


@register.filter
def meeting_time(meeting: Meeting) -> str:
    """``Ngày mai, 08:00 – 11:00``."""
    return times.span_words(meeting.during.lower, meeting.during.upper, timezone.now())


@register.filter
def busy_time(busy: BusyTime) -> str:
    """``Ngày mai, 08:00 – 11:00``."""
    return times.span_words(busy.starts_at, busy.ends_at, timezone.now())
