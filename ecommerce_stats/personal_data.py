"""What the figures say of a person, and how it is erased; named in the setting PERSONAL_DATA."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from ecommerce_stats.models import FigureRevision, SellerDay, StartInvitation, TraineeOutcome
from portal.privacy.erasing import replace_words, words_of
from portal.privacy.sections import Section

if TYPE_CHECKING:
    from portal.accounts.models import User


def sections(person: User) -> Iterator[Section]:
    """Sales of their stall by month, in VND, from the roll-up; orders are counted once a trader."""
    months = (
        SellerDay.objects.filter(trader__user=person)
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(placed=Sum("placed_value"), completed=Sum("completed_value"), orders=Sum("orders_placed_of_trader"))
        .order_by("-month")
    )
    rows = [(f"{each['month']:%m/%Y}", each["orders"], each["placed"], each["completed"]) for each in months]
    columns = ("Tháng", "Đơn đã đặt", "Doanh số đặt (₫)", "Doanh thu thực (₫)")
    yield Section("Doanh số của sạp theo tháng", columns, rows, "Để bạn, chợ và thành phố biết bán được bao nhiêu.")
    yield _after_training(person)
    yield _start_invitations(person)


def _after_training(person: User) -> Section:
    """What became of them after each run; kept until the next night only."""
    outcomes = TraineeOutcome.objects.filter(trader__user=person).select_related("run").order_by("-trained_on")
    rows = [
        (str(each.run), each.trained_on, each.first_session_on, window.days, window.value_before, window.value_after)
        for each in outcomes.prefetch_related("windows")
        for window in each.windows.all()
    ]
    columns = ("Lớp", "Học xong", "Phiên đầu sau học", "Số ngày", "Thu trước (₫)", "Thu sau (₫)")
    return Section("Bán hàng trước và sau khi học", columns, rows, "Để biết lớp học có ích không; tính lại mỗi đêm.")


def _start_invitations(person: User) -> Section:
    invited = StartInvitation.objects.filter(trader__user=person).select_related("run", "session", "invited_by")
    rows = [(str(each.run or each.session), each.invited_at, str(each.invited_by)) for each in invited]
    return Section("Lời mời phát buổi đầu", ("Mời vào", "Lúc", "Người mời"), rows, "Để không ai bị mời hai lần.")


def erase(person: User, pseudonym: str) -> None:
    """Reasons of revisions may name a file, and a file a person; no figure is touched."""
    replace_words(FigureRevision.objects.all(), "reason", words_of(person, pseudonym))
