"""What waits for an organisation, each with its number and where it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.urls import reverse

from ecommerce_stats.queries.never_live import never_live
from portal.accounts.permissions import can
from portal.accounts.roles import MARKET_ROLES, Action
from portal.privacy.queries.requests import open_requests_for
from traders.enums import ApplicationState, CheckState, ListState
from traders.models import MarketTransfer, Paper, TraderApplication, TraderList
from traders.queries.vneid import vneid_summary

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing to do: ``count`` of ``label``, at ``url``."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Registrations:
    """Registrations as a city or a ward sees them: numbers, nobody's name."""

    waiting: int
    asked_back: int
    accepted: int


def waiting_for(user: User) -> list[Waiting]:
    """What the reader has to do, the people who wait for an answer first; nothing of which there is none."""
    return [found for ask in ASKED for found in ask(user) if found.count]


def registrations_of(user: User) -> Registrations:
    """Of the markets that ``user`` sees, in one statement."""
    rows = TraderApplication.objects.visible_to(user).order_by().values_list("state").annotate(count=Count("pk"))
    by_state = dict(rows)
    states = (ApplicationState.WAITING, ApplicationState.ASKED_BACK, ApplicationState.ACCEPTED)
    return Registrations(*(by_state.get(state, 0) for state in states))


def _applications(user: User) -> Iterator[Waiting]:
    waiting = TraderApplication.objects.managed_by(user).filter(state=ApplicationState.WAITING)
    yield Waiting("hồ sơ đăng ký chờ duyệt", waiting.count(), reverse("application_list"))


def _transfers(user: User) -> Iterator[Waiting]:
    here = MarketTransfer.objects.received_by(user).waiting()
    yield Waiting("người chờ chuyển từ chợ khác tới", here.count(), reverse("transfer_list"))


def _papers(user: User) -> Iterator[Waiting]:
    papers = Paper.objects.managed_by(user).filter(state=CheckState.WAITING)
    for slug, name, count in (
        papers.order_by()
        .values_list("trader__market__slug", "trader__market__name")
        .annotate(count=Count("pk"))
        .order_by("trader__market__name")
    ):
        yield Waiting(f"giấy tờ chờ kiểm tra ở {name}", count, reverse("paper_queue", args=[slug]))


def _vneid(user: User) -> Iterator[Waiting]:
    if can(user, Action.CHECK_PAPERS):
        summary = vneid_summary(user)
        yield Waiting("báo liên kết VNeID chờ kiểm tra", summary.waiting_count, summary.url)


def _data_requests(user: User) -> Iterator[Waiting]:
    if can(user, Action.HANDLE_DATA_REQUESTS):
        yield Waiting("yêu cầu về dữ liệu cá nhân", open_requests_for(user).count(), reverse("data_requests"))


def _lists(user: User) -> Iterator[Waiting]:
    lists = TraderList.objects.managed_by(user).filter(state__in=(ListState.MAPPING, ListState.CHECKED))
    rows = lists.order_by().values_list("market__slug", "market__name").annotate(count=Count("pk"), newest=Max("pk"))
    for slug, name, count, newest in rows:
        url = reverse("list_detail", args=[slug, newest]) if count == 1 else reverse("list_history", args=[slug])
        yield Waiting(f"danh sách tiểu thương đang làm dở ở {name}", count, url)


def _never_live(user: User) -> Iterator[Waiting]:
    if user.role in MARKET_ROLES:
        yield Waiting("người học xong chưa phát buổi nào", never_live(user).count(), reverse("never_live"))


ASKED: tuple[Callable[[User], Iterator[Waiting]], ...] = (
    _applications,
    _transfers,
    _papers,
    _vneid,
    _data_requests,
    _lists,
    _never_live,
)
