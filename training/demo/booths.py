"""Advice booths: one that is open at Cồn, one that comes to Bến Thành, one that was at Tân Định."""

from __future__ import annotations

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.accounts.demo import DA_NANG, HO_CHI_MINH_CITY
from portal.accounts.models import User
from traders.demo.life.people import at_stall, board_of, market_of
from training.actions.advising import answer, walk_in
from training.actions.bookings import book
from training.actions.booths import add_shifts, publish_booth, save_booth
from training.demo.courses import official_of
from training.enums import TicketState, Topic
from training.models import AdviceBooth, AdviceTicket, BoothShift, Organiser

QUESTIONS = (
    (Topic.SHOP_SETUP, "Bán mắm trên sàn cần giấy gì?", "Cần giấy an toàn thực phẩm còn hạn và nhãn hàng."),
    (Topic.E_PAYMENT, "Khách gửi ảnh chuyển khoản mà chưa thấy tiền.", "Chỉ giao khi ứng dụng ngân hàng báo tiền về."),
    (Topic.LEGAL, "Liên kết VNeID cho tài khoản TikTok làm sao?", "Đã làm cùng tại quầy, còn chờ sàn duyệt."),
    (Topic.LIVESTREAM, "Phát mà chỉ có 5 người xem.", "Đổi giờ phát sang 19 giờ, báo trước trên nhóm khách quen."),
)  # fmt: skip


def fill() -> None:
    """All booths, once."""
    if AdviceBooth.objects.exists():
        return
    _open_at_con()
    _coming_to_ben_thanh()
    _gone_from_tan_dinh()


def _booth(slug: str, city: str, title: str, first: int, last: int) -> AdviceBooth:
    today, by = timezone.localdate(), official_of(city)
    booth = AdviceBooth(
        market=market_of(slug), title=title, topics="Mở gian hàng, VNeID, thanh toán QR, thuế",
        place="Cổng chính, cạnh quầy thông tin", opens_on=today + dt.timedelta(days=first),
        closes_on=today + dt.timedelta(days=last), slot_minutes=20,
    )  # fmt: skip
    partners = list(Organiser.objects.filter(courses__city_id=city).distinct())
    return save_booth(booth=booth, partners=partners, by=by)


def _mornings(first: int, last: int) -> list[DateTimeTZRange[dt.datetime]]:
    """From 8:30 to 11:00 on every working day."""
    days = [timezone.localdate() + dt.timedelta(days=day) for day in range(first, last + 1)]
    starts = [timezone.make_aware(dt.datetime.combine(day, dt.time(8, 30))) for day in days if day.weekday() < 5]
    return [DateTimeTZRange(start, start + dt.timedelta(hours=2, minutes=30)) for start in starts]


def _open_at_con() -> None:
    """Booked by some for the next days; of the week before, what was asked and answered."""
    by = official_of(DA_NANG)
    booth = _booth("con", DA_NANG, "Quầy tư vấn bán hàng trên mạng, chợ Cồn", -10, 12)
    _past_shifts(booth, _mornings(-10, -1))
    shifts = add_shifts(booth=booth, ranges=_mornings(1, 12), desks=2, advisers=[_adviser()], by=by)
    publish_booth(booth=booth, by=by)
    for number, shift in enumerate(shifts[:4]):
        for place, (topic, question, _) in enumerate(QUESTIONS[: number + 1]):
            person = at_stall("con", 5 + number * 4 + place).user
            start = shift.during.lower + dt.timedelta(minutes=20 * (place // 2))
            book(shift=shift, starts_at=start, person=person, topic=topic, question=question, by=person)
    _visits_of_today(booth)


def _adviser() -> User:
    return User.objects.get(username="giangvien.an")


def _visits_of_today(booth: AdviceBooth) -> None:
    by = board_of("con")
    topic, question, advice = QUESTIONS[2]
    ticket = walk_in(booth=booth, trader=at_stall("con", 24), name="", by=by)
    follow_up = timezone.localdate() + dt.timedelta(days=7)
    answer(ticket=ticket, topic=topic, question=question, advice=advice, follow_up_on=follow_up, by=by)
    walk_in(booth=booth, trader=None, name="Chị bán bún cạnh cổng", by=by)


def _past_shifts(booth: AdviceBooth, ranges: list[DateTimeTZRange[dt.datetime]]) -> None:
    """Of days before the demo: each with a few who booked and one who did not come."""
    adviser = _adviser()
    for number, during in enumerate(ranges):
        shift = BoothShift.objects.create(booth=booth, during=during, desks=2)
        shift.advisers.add(adviser)
        for place in range(3 + number % 4):
            _past_ticket(shift, place, adviser, is_missed=place == 2 and number % 3 == 0)


def _past_ticket(shift: BoothShift, place: int, adviser: User, *, is_missed: bool) -> None:
    topic, question, advice = QUESTIONS[place % len(QUESTIONS)]
    start = shift.during.lower + dt.timedelta(minutes=20 * place)
    trader = at_stall(shift.booth.market.slug, 1 + (place * 5 + start.day) % 10)
    said = (
        {} if is_missed else {"advice": advice, "advised_by": adviser, "advised_at": start + dt.timedelta(minutes=18)}
    )
    ticket = AdviceTicket.objects.create(
        booth=shift.booth, shift=shift, during=DateTimeTZRange(start, start + dt.timedelta(minutes=20)), desk=1,
        person=trader.user, trader=trader, topic=topic, question=question, made_by=trader.user,
        state=TicketState.MISSED if is_missed else TicketState.DONE, **said,
    )  # fmt: skip
    AdviceTicket.objects.filter(pk=ticket.pk).update(made_at=start - dt.timedelta(days=2))


def _coming_to_ben_thanh() -> None:
    by = official_of(HO_CHI_MINH_CITY)
    booth = _booth("ben-thanh", HO_CHI_MINH_CITY, "Tư vấn miễn phí trước Tết, chợ Bến Thành", 14, 25)
    add_shifts(booth=booth, ranges=_mornings(14, 25), desks=1, advisers=[_adviser()], by=by)
    publish_booth(booth=booth, by=by)


def _gone_from_tan_dinh() -> None:
    booth = _booth("tan-dinh", HO_CHI_MINH_CITY, "Tư vấn mở gian hàng, chợ Tân Định", -45, -34)
    _past_shifts(booth, _mornings(-45, -34))
    AdviceBooth.objects.filter(pk=booth.pk).update(is_published=True)
