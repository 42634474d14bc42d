"""Background work of training."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from training.actions import enrolments
from training.actions.advising import remind_booked, remind_follow_ups
from training.actions.certificates import issue_due_certificates
from training.actions.feedback import ask_for_feedback
from training.actions.newcomers import adopt_accepted
from training.actions.reminders import remind


@shared_task
def settle_places() -> None:
    """Offers whose time is up go on to the next; places that a rule no longer keeps are offered. May run twice."""
    enrolments.lapse_offers(timezone.now())
    enrolments.fill_where_owed(timezone.now())


@shared_task
def issue_certificates() -> None:
    """In the morning, for runs that ended yesterday and rosters that were entered late. May run twice."""
    issue_due_certificates(now=timezone.now())


@shared_task
def ask_feedback() -> None:
    """In the evening, of everybody who attended; nobody is asked twice."""
    ask_for_feedback(now=timezone.now())


@shared_task
def remind_of_booths() -> None:
    """A day and an hour before a booking at a booth; nobody is told twice."""
    remind_booked(timezone.now())


@shared_task
def remind_of_follow_ups() -> None:
    """In the morning, those whose matter a booth looks at again today; nobody is told twice."""
    remind_follow_ups(timezone.localdate())


@shared_task
def adopt_newcomers() -> None:
    """People who enrolled before their market accepted them are its traders now; a second run finds none."""
    adopt_accepted()


@shared_task
def remind_of_meetings() -> None:
    """The day and the hour before a meeting; nobody is told twice of one start."""
    remind(timezone.now())
