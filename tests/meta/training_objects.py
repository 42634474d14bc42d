"""What stands behind the addresses of the door: a meeting of the market's own run that goes on now."""

from __future__ import annotations

from portal.accounts.models import User
from tests.factories.training import AttendanceFactory, EnrolmentFactory
from tests.training.certificate_kit import run_over, trainee
from tests.training.door_kit import open_meeting
from traders.models import Market, Trader
from training.actions.certificates import issue_certificates
from training.models import CourseRun


def door_of(market: Market, trader: Trader, trainer: User) -> dict[str, int]:
    """Numbers by row: the meeting that ``trainer`` gives, and the attendance of the trader, who is there."""
    meeting = open_meeting(trainer=trainer, market=market, course__city=market.ward.province)
    enrolment = EnrolmentFactory.create(run=meeting.run, person=trader.user)
    attendance = AttendanceFactory.create(meeting=meeting, enrolment=enrolment)
    return {"door": meeting.pk, "roster": meeting.pk, "attendance": attendance.pk}


def past_run_of(market: Market, trader: Trader, trainer: User) -> tuple[CourseRun, str]:
    """A run that ended yesterday, and the number of the certificate that the trader has from it."""
    run = run_over(market=market, course__city=market.ward.province)
    run.trainers.add(trainer)
    trainee(run, person=trader.user)
    [certificate] = issue_certificates(run=run, by=None)
    return run, certificate.number
