"""What a run needs before it may be announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from training.enums import MeetingState, RunKind

if TYPE_CHECKING:
    from training.models import CourseRun, Meeting


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to be there; ``missing`` says what to do when it is not, empty when it is."""

    words: str
    missing: str

    @property
    def is_met(self) -> bool:
        return not self.missing


def checks_of(run: CourseRun) -> list[Check]:
    """All of them, in the order in which they are put right."""
    meetings = list(run.meetings.filter(state=MeetingState.PLANNED))
    first = min((meeting.during.lower for meeting in meetings), default=None)
    last = max((meeting.during.upper for meeting in meetings), default=None)
    opens_before = first is None or run.enrol_opens_at < first
    closes_before = last is None or run.enrol_closes_at <= last
    has_organiser = run.organisers.exists()
    return [
        _check("Có buổi học", meetings, "thêm ít nhất một buổi."),
        _check("Buổi cuối còn ở phía trước", last is None or last > timezone.now(), "các buổi đã qua; đổi ngày."),
        _check("Có giảng viên", run.trainers.exists(), "chọn giảng viên."),
        _check("Có đơn vị tổ chức", has_organiser, "chọn đơn vị tổ chức."),
        _place_check(run, meetings),
        _check("Mở đăng ký trước buổi đầu", opens_before, "giờ mở đăng ký phải trước buổi đầu."),
        _check("Đóng đăng ký trước khi học xong", closes_before, "giờ đóng đăng ký phải trước khi buổi cuối kết thúc."),
    ]


def missing_of(run: CourseRun) -> list[str]:
    """What is still to be done, as sentences."""
    return [check.missing for check in checks_of(run) if check.missing]


def _place_check(run: CourseRun, meetings: list[Meeting]) -> Check:
    if run.kind == RunKind.ONLINE:
        return _check("Có đường dẫn phòng học", run.online_link, "ghi đường dẫn phòng học trực tuyến.")
    has_place = run.place or run.market_id or (meetings and all(meeting.place for meeting in meetings))
    return _check("Có nơi học", has_place, "ghi phòng, địa chỉ, hoặc chọn chợ.")


def _check(words: str, fact: object, missing: str) -> Check:
    """Met when ``fact`` is true of the run."""
    return Check(words, "" if fact else missing)
