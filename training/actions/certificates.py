"""Certificates: issued where the course's rule is met, revoked and made valid again with a reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.audit import acting
from portal.notifications.actions import notify
from training.enums import RunKind, RunState
from training.errors import TrainingError
from training.models import Attendance, Certificate, CertificateNumber, CertificateStep, CourseRun
from training.queries.attendance import held_meetings
from training.queries.certificates import standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from portal.accounts.models import User
    from training.models import Meeting
    from training.queries.certificates import Standing

LOOKED_AT_AGAIN = dt.timedelta(days=30)
"""For how long after its end a run is looked at again: rosters are entered late."""


@transaction.atomic
def issue_certificates(*, run: CourseRun, by: User | None) -> list[Certificate]:
    """Give a certificate to everybody who has met the rule and has none; return the new ones, by number.

    May run twice, also at the same time: the year's row of numbers is locked, then people are looked at again, so
    that nobody gets two and no number is left out. Each person is told. Raises TrainingError before the run is over.
    """
    if run.state != RunState.PUBLISHED or not run.is_over:
        raise TrainingError("Cấp giấy chứng nhận khi lớp đã học xong buổi cuối.")
    if not _due(run):
        return []
    now = timezone.now()
    numbers = _locked_numbers(timezone.localdate(now).year)
    facts = _facts(run) | {"issued_at": now, "issued_by": by}
    rows = [
        Certificate(number=number_of(numbers.year, place), **facts, **_of_person(each))
        for place, each in enumerate(_due(run), start=numbers.last + 1)
    ]
    with acting(by):
        Certificate.objects.bulk_create(rows)
    numbers.last += len(rows)
    numbers.save(update_fields=["last"])
    _tell_all(rows, "certificate_issued", by=by)
    return rows


def issue_due_certificates(*, now: dt.datetime) -> int:
    """Issue for runs that ended before today and not long ago; return how many certificates are new."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    ended = CourseRun.objects.filter(
        state=RunState.PUBLISHED, ends_at__lt=today, ends_at__gte=now - LOOKED_AT_AGAIN
    ).select_related("course__city", "market")
    return sum(len(issue_certificates(run=run, by=None)) for run in ended)


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, by: User, reason: str) -> Certificate:
    """Say that ``certificate`` holds no longer; who has it is told why. Its number is never used again.

    Raises TrainingError without a reason, and when it was revoked already.
    """
    row = _locked(certificate)
    if row.revoked_at:
        raise TrainingError(f"Giấy chứng nhận {row} đã được thu hồi từ trước.")
    row.revoked_at, row.revoked_by, row.revoke_reason = timezone.now(), by, _said(reason)
    _step(row, is_revoked=True, by=by, reason=reason)
    _tell_all([row], "certificate_revoked", by=by)
    return row


@transaction.atomic
def restore_certificate(*, certificate: Certificate, by: User, reason: str) -> Certificate:
    """Say that a revoked ``certificate`` holds again, as it was; the revocation stays in its history.

    Raises TrainingError without a reason, when it was not revoked, and when attendance was taken back meanwhile.
    """
    row = _locked(certificate)
    if not row.revoked_at:
        raise TrainingError(f"Giấy chứng nhận {row} đang có hiệu lực.")
    if _attended(row) < row.meetings_attended:
        raise TrainingError(f"Giấy ghi dự {row.meetings_attended} buổi, mà điểm danh nay không còn đủ bấy nhiêu.")
    row.revoked_at, row.revoked_by, row.revoke_reason = None, None, ""
    _step(row, is_revoked=False, by=by, reason=_said(reason))
    _tell_all([row], "certificate_restored", by=by)
    return row


def _attended(certificate: Certificate) -> int:
    return Attendance.objects.counted().filter(enrolment=certificate.enrolment_id).count()


def number_of(year: int, place: int) -> str:
    """``CN-2026-000123``."""
    return f"CN-{year}-{place:06}"


def _due(run: CourseRun) -> list[Standing]:
    return [each for each in standings(run) if each.has_met and each.certificate is None]


def _locked_numbers(year: int) -> CertificateNumber:
    CertificateNumber.objects.get_or_create(year=year)
    return CertificateNumber.objects.select_for_update().get(year=year)


def _facts(run: CourseRun) -> dict[str, Any]:
    """What all certificates of the run say, as it is today."""
    held = list(held_meetings(run))
    organisers = run.organisers.all() or run.course.organisers.all()
    return {
        "course_title": run.course.title,
        "run_code": run.code,
        "minutes": run.course.minutes,
        "held_on": [timezone.localdate(each.during.lower) for each in held],
        "meetings_held": len(held),
        "place": _place(run, held),
        "city_name": run.course.city.full_name,
        "organisers": [each.name for each in organisers],
        "trainers": [each.full_name for each in run.trainers.order_by("pk")],
    }


def _place(run: CourseRun, held: Iterable[Meeting]) -> str:
    """Where it was taught: the room and the market, unless that does not fit the line."""
    if run.kind == RunKind.ONLINE:
        return "trực tuyến"
    rooms = list(dict.fromkeys(each.place or run.place for each in held))
    market = run.market.name if run.market else ""
    whole = ", ".join(filter(None, [*rooms, market]))
    return whole if len(whole) <= 200 else rooms[0] or market


def _of_person(standing: Standing) -> Mapping[str, Any]:
    enrolment = standing.enrolment
    name = enrolment.person.full_name or (enrolment.trader.name if enrolment.trader else "")
    return {
        "enrolment": enrolment,
        "name": name,
        "market_name": enrolment.market.name if enrolment.market else "",
        "meetings_attended": standing.attended,
    }


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("enrolment__person")
    return rows.get(pk=certificate.pk)


def _said(reason: str) -> str:
    if not reason.strip():
        raise TrainingError("Ghi lý do.")
    return reason.strip()


def _step(certificate: Certificate, *, is_revoked: bool, by: User, reason: str) -> None:
    with acting(by):
        certificate.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    CertificateStep.objects.create(
        certificate=certificate, is_revoked=is_revoked, by=by, at=timezone.now(), reason=reason.strip()
    )


def _tell_all(certificates: Iterable[Certificate], template: str, *, by: User | None) -> None:
    """Each once for each step of their certificate."""
    for each in certificates:
        notify(
            person=each.enrolment.person,
            template=template,
            values={"course": each.course_title, "number": each.number},
            key=f"{template}:{each.pk}:{each.steps.count() if template != 'certificate_issued' else 0}",
            link=reverse("certificate_detail", args=[each.number]),
            by=by,
        )
