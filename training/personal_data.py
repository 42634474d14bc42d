"""What training knows of a person, how it is erased, and how long it is kept; named in the settings.

Sections for "Dữ liệu của tôi", the eraser of PERSONAL_DATA, and the functions of ``portal.privacy.retention``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, Q, Value
from django.utils import timezone
from pghistory.models import Context

from portal.privacy.actions.retention import EMPTIED
from portal.privacy.erasing import GONE, erased_name, histories, pseudonymise, replace_words, words_of
from portal.privacy.retention import rule_named
from portal.privacy.sections import Section
from traders.models import Trader
from training.actions.bookings import cancel_booking
from training.actions.enrolments import leave
from training.enums import IS_ON_THE_LIST, SwapState, TicketState
from training.models import (
    AdviceBooth,
    AdviceTicket,
    Attendance,
    BoothShift,
    CalendarFeed,
    Certificate,
    CertificateStep,
    Course,
    CourseMaterial,
    CourseRun,
    Enrolment,
    EnrolmentStep,
    Feedback,
    Invitation,
    Meeting,
    PlaceSwap,
    RunSeries,
    new_token,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

RUNNING_TEXT: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Course, ("title", "summary", "syllabus")),
    (CourseMaterial, ("title",)),
    (RunSeries, ("title",)),
    (CourseRun, ("title", "place", "note", "cancel_reason")),
    (Meeting, ("place", "topic", "cancel_reason")),
    (Enrolment, ("reason",)),
    (EnrolmentStep, ("reason",)),
    (Certificate, ("revoke_reason",)),
    (CertificateStep, ("reason",)),
    (Feedback, ("words",)),
    (AdviceBooth, ("title", "topics", "place", "close_reason")),
    (BoothShift, ("cancel_reason",)),
    (AdviceTicket, ("visitor_name", "question", "advice", "reason")),
)
"""What people write freely, in which anybody may be named."""


def sections(person: User) -> Iterator[Section]:
    """Everything in training that is about ``person``."""
    yield from _places(person)
    yield from _door(person)
    yield from _advice(person)
    yield from _work(person)


def _places(person: User) -> Iterator[Section]:
    enrolments = Enrolment.objects.filter(person=person).select_related("run", "market").order_by("queued_at")
    rows = [
        (each.run.title, each.get_state_display(), each.get_how_display(), each.queued_at, str(each.market or ""),
         each.left_late, each.is_excused, each.reason)
        for each in enrolments
    ]  # fmt: skip
    columns = ("Lớp", "Tình trạng", "Cách đăng ký", "Vào danh sách lúc", "Chợ", "Hủy sát giờ", "Vắng có lý do", "Lý do")
    yield Section("Lớp học đã đăng ký", columns, rows, "Để chia chỗ cho công bằng và biết ai sẽ tới.")
    steps = EnrolmentStep.objects.filter(enrolment__person=person).select_related("enrolment__run", "by")
    taken = [
        (each.enrolment.run.title, each.at, each.get_before_display(), each.get_after_display(), _who(each.by),
         each.reason)
        for each in steps
    ]  # fmt: skip
    yield Section("Từng lần đổi của các đăng ký", ("Lớp", "Lúc", "Từ", "Thành", "Ai làm", "Lý do"), taken)
    invitations = Invitation.objects.filter(person=person).select_related("run", "invited_by")
    invited = [(each.run.title, each.invited_at, _who(each.invited_by)) for each in invitations]
    yield Section("Lời mời học", ("Lớp", "Lúc", "Ai mời"), invited)
    swaps = PlaceSwap.objects.filter(Q(giver__person=person) | Q(taker=person)).select_related("giver__run")
    exchanged = [
        (each.giver.run.title, "Bạn nhường" if each.giver.person_id == person.pk else "Bạn nhận", each.proposed_at,
         each.get_state_display())
        for each in swaps
    ]  # fmt: skip
    yield Section("Đổi chỗ với đồng nghiệp", ("Lớp", "Bên nào", "Lúc", "Kết quả"), exchanged)
    feeds = [(each.made_at,) for each in CalendarFeed.objects.filter(person=person)]
    yield Section("Lịch riêng để nạp vào điện thoại", ("Tạo lúc",), feeds)


def _who(person: User | None) -> str:
    return person.full_name if person else "Cổng tự làm"


def _door(person: User) -> Iterator[Section]:
    attended = Attendance.objects.filter(enrolment__person=person).select_related("meeting__run").order_by("arrived_at")
    rows = [
        (each.meeting.run.title, each.meeting.during.lower, each.arrived_at, each.is_late, each.left_at,
         each.get_how_display(), bool(each.device))
        for each in attended
    ]  # fmt: skip
    columns = ("Lớp", "Buổi bắt đầu", "Đến lúc", "Đến muộn", "Về sớm lúc", "Cách điểm danh", "Còn giữ dấu máy đã quét")
    yield Section("Điểm danh", columns, rows, "Để biết ai đủ buổi nhận chứng nhận.")
    certificates = Certificate.objects.filter(enrolment__person=person)
    given = [
        (each.number, each.name, each.course_title, each.issued_at, each.revoked_at, each.revoke_reason)
        for each in certificates
    ]
    heads = ("Số", "Tên trên giấy", "Khóa", "Cấp lúc", "Thu hồi lúc", "Lý do thu hồi")
    yield Section("Giấy chứng nhận", heads, given, "Để ai cầm giấy cũng kiểm tra được là thật.")
    feedback = Feedback.objects.filter(enrolment__person=person).select_related("enrolment__run")
    said = [
        (each.enrolment.run.title, each.given_at, *(getattr(each, name) for name in Feedback.GRADES), each.words)
        for each in feedback
    ]
    questions = ("Dễ hiểu", "Dùng được ngay", "Tốc độ", "Giảng viên tận tình", "Sẽ livestream")
    about = "Để lớp sau tốt hơn; kết quả không nêu tên ai."
    yield Section("Góp ý sau lớp", ("Lớp", "Gửi lúc", *questions, "Lời góp ý"), said, about)


def _advice(person: User) -> Iterator[Section]:
    tickets = AdviceTicket.objects.filter(person=person).select_related("booth", "advised_by").order_by("made_at")
    rows = [
        (each.booth.title, each.during.lower if each.during else each.made_at, each.get_topic_display(), each.question,
         each.advice, each.advised_by.full_name if each.advised_by else "", each.get_state_display(), each.follow_up_on)
        for each in tickets
    ]  # fmt: skip
    columns = ("Quầy", "Lúc", "Về việc", "Bạn hỏi", "Được tư vấn", "Người tư vấn", "Tình trạng", "Hẹn xem lại")
    yield Section("Hỏi ở quầy tư vấn", columns, rows, "Để người trực biết việc đã hỏi và xem lại đúng hẹn.")


def _work(person: User) -> Iterator[Section]:
    """Of those who teach and advise."""
    runs = [(run.title, run.starts_at, run.ends_at) for run in CourseRun.objects.filter(trainers=person)]
    if runs:
        yield Section("Lớp bạn dạy", ("Lớp", "Từ", "Đến"), runs)
    shifts = BoothShift.objects.filter(advisers=person).select_related("booth")
    if staffed := [(shift.booth.title, shift.during.lower, shift.during.upper) for shift in shifts]:
        yield Section("Ca bạn trực ở quầy tư vấn", ("Quầy", "Từ", "Đến"), staffed)


def erase(person: User, pseudonym: str) -> None:
    """Names, words and machines of ``person``; that somebody enrolled, came, was advised stays, and so every count.

    A certificate loses its name and gets another address: what is printed on paper leads to "unknown" from now on.
    Places in runs to come and turns at booths go to others: nobody is left who would come.
    """
    _give_up_places(person)
    words = words_of(person, pseudonym)
    for trader in Trader.objects.filter(user=person):
        words |= words_of(person, pseudonym, name=trader.name, phone=trader.phone)
    _erase_certificates(person, pseudonym)
    _erase_words(person)
    Attendance.objects.filter(enrolment__person=person).update(device="")
    CalendarFeed.objects.filter(person=person).delete()
    for model, columns in RUNNING_TEXT:
        for column in columns:
            replace_words(model.objects.all(), column, words)
    _replace_trainers(words)
    replace_words(Context.objects.filter(metadata__has_key="reason"), "metadata", words)


def _give_up_places(person: User) -> None:
    now = timezone.now()
    on_the_list = Enrolment.objects.filter(person=person, state__in=IS_ON_THE_LIST).order_by("run")
    for enrolment in on_the_list.filter(Q(run__starts_at__gt=now) | Q(run__starts_at=None)):
        leave(enrolment=enrolment, by=person)
    booked = AdviceTicket.objects.filter(person=person, state=TicketState.BOOKED, during__startswith__gt=now)
    for ticket in booked.order_by("pk"):
        cancel_booking(ticket=ticket, by=person)
    asked = PlaceSwap.objects.filter(taker=person, state=SwapState.PROPOSED)
    asked.update(state=SwapState.DECLINED, answered_at=now)


def _erase_certificates(person: User, pseudonym: str) -> None:
    own = Certificate.objects.filter(enrolment__person=person)
    for certificate in own:
        same = Certificate.objects.filter(pk=certificate.pk)
        pseudonymise(same, name=erased_name(pseudonym), token=new_token())
    pseudonymise(own.exclude(revoke_reason=""), revoke_reason=GONE)
    CertificateStep.objects.filter(certificate__in=own).update(reason=GONE)


def _erase_words(person: User) -> None:
    """What they asked, were told and said, and why their enrolments were changed."""
    pseudonymise(Enrolment.objects.filter(person=person).exclude(reason=""), reason=GONE)
    EnrolmentStep.objects.filter(enrolment__person=person).exclude(reason="").update(reason=GONE)
    Feedback.objects.filter(enrolment__person=person).update(words="")
    tickets = AdviceTicket.objects.filter(person=person)
    for column in ("question", "advice", "reason"):
        pseudonymise(tickets.exclude(**{column: ""}), **{column: GONE})
    pseudonymise(tickets.exclude(visitor_name=""), visitor_name="")


def _replace_trainers(words: dict[str, str]) -> None:
    """A trainer's name stands on the certificates of others, in the rows and in their history."""
    for model in (Certificate, *histories(Certificate)):
        for old, new in words.items():
            replaced = Func(F("trainers"), Value(old), Value(new), function="array_replace")
            model.objects.filter(trainers__contains=[old]).update(trainers=replaced)


def forget_devices() -> int:
    """Digests of the browsers that scanned at the door; the flag that somebody looked at stays."""
    old = Attendance.objects.filter(meeting__during__endswith__lt=_end_of("door_devices"))
    return old.exclude(device="").update(device="")


def forget_feedback_words() -> int:
    """Free words of feedback; the grades stay, since results are counted of them."""
    return Feedback.objects.filter(given_at__lt=_end_of("feedback_words")).exclude(words="").update(words="")


def forget_visitors() -> int:
    """Names of those who came to a booth without an account."""
    old = AdviceTicket.objects.filter(made_at__lt=_end_of("booth_visitors"))
    return pseudonymise(old.exclude(visitor_name__in=("", EMPTIED)), visitor_name=EMPTIED)


def forget_advice() -> int:
    """Questions and advice; topic, booth, hour and outcome stay. Returns how many texts were taken."""
    old = AdviceTicket.objects.filter(made_at__lt=_end_of("booth_words"))
    return sum(_emptied(old, column) for column in ("question", "advice"))


def forget_enrolment_reasons() -> int:
    """Why places were given back, taken away, or the order changed; that it happened stays."""
    end = _end_of("enrolment_reasons")
    steps = EnrolmentStep.objects.filter(at__lt=end).exclude(reason__in=("", EMPTIED)).update(reason=EMPTIED)
    return steps + _emptied(Enrolment.objects.filter(changed_at__lt=end), "reason")


def _emptied(rows: QuerySet[Any], column: str) -> int:
    return pseudonymise(rows.exclude(**{f"{column}__in": ("", EMPTIED)}), **{column: EMPTIED})


def _end_of(rule: str) -> dt.datetime:
    return timezone.now() - rule_named(rule).time
