"""The clock and the history of a breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.accounts.models import User
from portal.privacy.erasing import histories
from portal.privacy.models import Breach
from portal.privacy.models.breaches import REPORT_WITHIN

SHOWN = (
    "found_at", "happened", "data_kinds", "people_count", "risk", "measures",
    "reported_at", "report_reference", "people_told_at", "closed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """How the 72 hours of article 23(1) stand; ``kind`` is good, attention or bad, as badges call it."""

    words: str
    note: str
    kind: str


def clock_of(breach: Breach) -> Clock:
    """The clock at this moment; it stands still once the breach was reported."""
    left, spent = breach.left, REPORT_WITHIN - breach.left
    if breach.reported_at:
        is_late = left < timedelta()
        note = f"Báo muộn {_hours(-left)}." if is_late else "Báo trong hạn 72 giờ."
        return Clock(f"Đã báo sau {_hours(spent)}", note, "bad" if is_late else "good")
    if breach.closed_at:
        return Clock("Không phải báo", "Mức nguy hại thấp, đã khép lại.", "good")
    if left < timedelta():
        return Clock(f"Quá hạn {_hours(-left)}", "Phải báo cơ quan ngay và nói vì sao muộn.", "bad")
    return Clock(f"Còn {_hours(left)}", "để báo cơ quan bảo vệ dữ liệu cá nhân.", "attention")


def _hours(time: timedelta) -> str:
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    return f"{hours} giờ {minutes} phút" if hours < 100 else f"{hours // 24} ngày {hours % 24} giờ"


@dataclass(frozen=True)
class Entry:
    """One entry of a history: who wrote what when; ``changes`` are label and new value."""

    at: datetime
    by: User | None
    changes: list[tuple[str, object]]


def history_of(breach: Breach) -> list[Entry]:
    """Every version of ``breach``, the newest first, each with what it changed."""
    [history] = histories(Breach)
    events = list(history.objects.filter(pgh_obj_id=breach.pk).select_related("pgh_context").order_by("pgh_id"))
    people = User.objects.in_bulk([who for event in events if (who := _user_of(event))])
    before = [None, *events]
    found = [
        Entry(event.pgh_created_at, people.get(_user_of(event) or 0), _changes(old, event))
        for old, event in zip(before, events, strict=False)
    ]
    return found[::-1]


def _user_of(event: object) -> int | None:
    context = getattr(event, "pgh_context", None)
    return context.metadata.get("user") if context else None


def _changes(old: object | None, new: object) -> list[tuple[str, object]]:
    """Fields that differ, by their labels; of the first version those that are not blank."""
    found = []
    for name in SHOWN:
        value = getattr(new, name)
        before = getattr(old, name) if old else None
        if value != before and (old or value not in {None, ""}):
            field = getattr(Breach, name).field
            found.append((str(field.verbose_name), dict(field.flatchoices).get(value, value)))
    return found
