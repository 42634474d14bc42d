"""Who has met the rule of a course, and which certificates stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts.models import User
from training.models import Certificate, CourseRun, Enrolment
from training.queries.attendance import attendance_of_run

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on the way to the certificate; counts are meetings that were held."""

    enrolment: Enrolment
    attended: int
    held: int
    needed: int
    certificate: Certificate | None

    @property
    def has_met(self) -> bool:
        """Whether the rule of the course is met."""
        return has_met(self.attended, self.held, self.needed)


def needed_of(held: int, percent: int) -> int:
    """How many of ``held`` meetings are ``percent`` of them or more: 3 at 80 % are 3, 5 at 80 % are 4."""
    return -(-held * percent // 100)


def has_met(attended: int, held: int, needed: int) -> bool:
    """Nobody meets the rule of a run that was never held."""
    return held > 0 and attended >= needed


def standings(run: CourseRun) -> list[Standing]:
    """Everybody with a place, by name, then who holds a certificate without one. Needs ``run.course``."""
    certificates = {each.enrolment_id: each for each in certificates_of(run)}
    percent = run.course.attendance_percent
    rows = [
        Standing(
            each.enrolment,
            each.attended,
            each.held,
            needed_of(each.held, percent),
            certificates.pop(each.enrolment.pk, None),
        )
        for each in attendance_of_run(run)
    ]
    return rows + [_without_place(each, percent) for each in certificates.values()]


def _without_place(certificate: Certificate, percent: int) -> Standing:
    held = certificate.meetings_held
    attended, needed = certificate.meetings_attended, needed_of(held, percent)
    return Standing(certificate.enrolment, attended, held, needed, certificate)


def certificates_of(run: CourseRun) -> QuerySet[Certificate]:
    """All of a run by number, revoked ones too, with the person at hand."""
    rows = Certificate.objects.filter(enrolment__run=run)
    return rows.select_related("enrolment__person", "enrolment__trader", "enrolment__market").order_by("number")


def visible_certificates(user: User) -> QuerySet[Certificate]:
    """Own ones, and those of trainees whom this person may see; with run, course and person at hand."""
    rows = Certificate.objects.filter(enrolment__in=Enrolment.objects.visible_to(user))
    return rows.select_related("enrolment__run__course", "enrolment__run__market", "enrolment__person", "revoked_by")


def certificate_with(token: str) -> Certificate | None:
    """Whose token it is; None for one that nobody ever got."""
    return Certificate.objects.filter(token=token).first()
