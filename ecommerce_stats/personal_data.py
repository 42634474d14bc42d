"""What the figures say of a person, and how it is erased; named in the setting PERSONAL_DATA."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from ecommerce_stats.models import FigureRevision, SellerDay
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


def erase(person: User, pseudonym: str) -> None:
    """Reasons of revisions may name a file, and a file a person; no figure is touched."""
    replace_words(FigureRevision.objects.all(), "reason", words_of(person, pseudonym))
