"""The one thing that a trader does next: the first rule of ``RULES`` that has something to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.models import MarketDay
from ecommerce_stats.queries.never_live import is_never_live
from livestreams.models import LiveSession
from portal.templatetags.formats import date_vi, datetime_vi
from traders.enums import ApplicationState
from traders.models import Paper, Trader
from traders.queries.applications import last_application_of
from traders.queries.vneid import vneid_summary
from training.queries.front import first_run_for, meeting_soon, open_offer
from training.queries.own import questions_to
from training.times import day_words, moment_words, span_words, time_left
from training.words import place_words

if TYPE_CHECKING:
    from portal.accounts.models import User

LOOKS_BACK = dt.timedelta(days=30)


@dataclass(frozen=True)
class NextStep:
    """What to do, why, and where; without ``url`` it is not done in the portal."""

    title: str
    text: str
    url: str = ""
    button: str = ""
    meta: str = ""


type Rule = Callable[[User, Trader | None], NextStep | None]


def next_step_of(user: User, trader: Trader | None) -> NextStep:
    """One step, never two."""
    return next((step for rule in RULES if (step := rule(user, trader))), NOTHING)


def _offer(user: User, _trader: Trader | None) -> NextStep | None:
    """A place that waits for an answer goes to the next one soon."""
    offer = open_offer(user)
    if offer is None or offer.offer_expires_at is None:
        return None
    now, until = timezone.now(), offer.offer_expires_at
    text = f"Chỗ được giữ cho bạn tới {moment_words(until, now)}, còn {time_left(until, now)}."
    return NextStep("Có chỗ học cho bạn", text, reverse("offer", args=[offer.pk]), "Trả lời", offer.run.title)


def _swap(user: User, _trader: Trader | None) -> NextStep | None:
    swap = questions_to(user).first()
    if swap is None:
        return None
    text = f"{swap.giver.person} hỏi bạn có nhận chỗ học không."
    return NextStep("Trả lời đồng nghiệp", text, reverse("swap", args=[swap.pk]), "Xem", swap.giver.run.title)


def _meeting(user: User, _trader: Trader | None) -> NextStep | None:
    meeting = meeting_soon(user)
    if meeting is None:
        return None
    now, during = timezone.now(), meeting.during
    title = f"Đi học {day_words(during.lower, now)}"
    text = f"{span_words(during.lower, during.upper, now)}. {place_words(meeting.run, meeting.place)}"
    return NextStep(title, text, reverse("run_detail", args=[meeting.run.code]), "Xem lớp", meeting.run.title)


def _application(user: User, trader: Trader | None) -> NextStep | None:
    """Who is no trader yet goes on registering, or waits."""
    if trader is not None:
        return None
    last = last_application_of(user)
    if last is None:
        return NextStep(
            "Đăng ký sạp của bạn", "Ghi tên, chợ và sạp. Chưa tới một phút.", reverse("registration"), "Đăng ký"
        )
    words = {
        ApplicationState.ASKED_BACK: ("Bổ sung hồ sơ", last.reason, "Bổ sung"),
        ApplicationState.DRAFT: ("Viết nốt hồ sơ", "Hồ sơ của bạn còn dở, chưa gửi cho chợ.", "Viết tiếp"),
        ApplicationState.WAITING: ("Chờ chợ trả lời", f"{last.market} đang xem hồ sơ của bạn.", "Xem hồ sơ"),
        ApplicationState.REFUSED: ("Chợ chưa nhận hồ sơ", last.reason, "Xem phải làm gì"),
        ApplicationState.WITHDRAWN: ("Đăng ký sạp của bạn", "Bạn đã rút hồ sơ trước.", "Đăng ký lại"),
        ApplicationState.ACCEPTED: ("Hỏi ban quản lý chợ", "Sạp của bạn không còn trong danh sách.", "Xem hồ sơ"),
    }
    title, text, button = words[ApplicationState(last.state)]
    return NextStep(title, text, reverse("registration"), button)


def _vneid(user: User, _trader: Trader | None) -> NextStep | None:
    summary = vneid_summary(user)
    if not summary.missing_count:
        return None
    text = f"{summary.missing_count} tài khoản bán hàng chưa liên kết. {summary.countdown}."
    return NextStep("Liên kết VNeID", text, summary.url, "Xem cách làm")


def _paper(_user: User, trader: Trader | None) -> NextStep | None:
    today = timezone.localdate()
    paper = Paper.objects.filter(trader=trader).running_out(today).order_by("valid_until").first() if trader else None
    if paper is None:
        return None
    text = f"{paper} còn giá trị tới hết {date_vi(paper.valid_until)}."
    return NextStep("Làm lại giấy tờ sắp hết hạn", text, reverse("paper_detail", args=[paper.pk]), "Xem giấy tờ")


def _coming(user: User, _trader: Trader | None) -> NextStep | None:
    coming = LiveSession.objects.visible_to(user).filter(ends_at__gt=timezone.now())
    session = coming.select_related("market").order_by("starts_at", "pk").first()
    if session is None:
        return None
    text = f"Phiên phát lúc {datetime_vi(session.starts_at)}. Chuẩn bị hàng và báo giá cho người dẫn trước giờ phát."
    return NextStep(session.title, text, meta=session.market.name)


def _first_session(_user: User, trader: Trader | None) -> NextStep | None:
    """Who has learned and not gone live: most stop here, so it is asked for before they forget."""
    if trader is None or not is_never_live(trader):
        return None
    text = (
        "Bạn đã học xong mà chưa phát buổi nào. Chọn một phiên của chợ để phát chung, hoặc tự phát trên tài khoản mình."
    )
    return NextStep("Phát buổi đầu tiên", text, reverse("session_list"), "Xem phiên của chợ")


def _last_session(user: User, _trader: Trader | None) -> NextStep | None:
    now = timezone.now()
    own = LiveSession.objects.visible_to(user).filter(ends_at__lte=now, ends_at__gt=now - LOOKS_BACK)
    last = own.order_by("-starts_at").first()
    if last is None:
        return None
    day = date_vi(last.starts_at)
    if MarketDay.objects.filter(session=last).exists():
        url = reverse("session_figures", args=[last.code])
        return NextStep("Xem sạp mình bán được gì", f"Phiên ngày {day} đã có số liệu.", url, "Xem phiên", last.title)
    text = f"Phiên ngày {day} chưa có đơn hàng. Tải file đơn hàng từ sàn rồi gửi cho ban quản lý chợ."
    return NextStep("Gửi file đơn hàng", text, meta=last.title)


def _first_run(_user: User, trader: Trader | None) -> NextStep | None:
    """Who was never trained, and a run is open to them."""
    run = first_run_for(trader) if trader else None
    if run is None:
        return None
    starts = f"bắt đầu {moment_words(run.starts_at, timezone.now())}" if run.starts_at else "sắp mở"
    text = f"“{run.title}” đang nhận đăng ký, {starts}."
    return NextStep("Xem lớp học", text, reverse("run_detail", args=[run.code]), "Xem lớp", run.course.summary)


RULES: tuple[Rule, ...] = (
    _offer,
    _swap,
    _meeting,
    _application,
    _vneid,
    _paper,
    _coming,
    _first_session,
    _last_session,
    _first_run,
)
"""In the order of what cannot wait."""

NOTHING = NextStep(
    "Hỏi lịch phát của chợ", "Chợ chưa có phiên nào gần đây. Hỏi ban quản lý chợ để ghi tên vào phiên tới."
)
