"""A show is a session of the demo with the orders that it brings; times are naive and local."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from random import Random

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from livestreams.demo.orders import Buyers, Moment, Order
from livestreams.models import LiveSession
from traders.demo import Offer
from traders.models import ShopAccount

SHARE_AFTER = 0.1
"""So many orders come within hours after the end of a show."""


@dataclass(slots=True)
class Show:
    code: str
    title: str
    account: ShopAccount
    start: Moment
    hours: float
    creator: str = ""
    creator_id: str = ""
    has_ended: bool = True
    orders: list[Order] = field(default_factory=list)

    @property
    def end(self) -> Moment:
        return self.start + dt.timedelta(hours=self.hours)

    def sell(self, offers: list[Offer], count: int, random: Random, *, until: Moment | None = None) -> None:
        """Take ``count`` orders, most of them on air, the rest in the hours after but before ``until``."""
        buyers = Buyers(offers, random)
        last_after = min(self.end + dt.timedelta(hours=16), until or Moment.max)
        for _ in range(count):
            is_after = random.random() < SHARE_AFTER
            first, last = (self.end, last_after) if is_after else (self.start, self.end)
            order = buyers.order(first + (last - first) * random.random())
            order.session = self.code
            self.orders.append(order)

    def session(self, random: Random) -> LiveSession:
        """The row that a board would enter: the plan, and once it is over what the platform showed."""
        planned = (self.start.replace(second=0), self.end.replace(second=0))
        session = LiveSession(
            code=self.code,
            title=self.title,
            account=self.account,
            market=self.account.market,
            planned=DateTimeTZRange(*(timezone.make_aware(moment) for moment in planned)),
            creator_handle=self.creator,
            creator_id=self.creator_id,
        )
        if self.has_ended:
            viewers = round((60 + 40 * random.random()) * (len(self.orders) + 3))
            session.viewers, session.views = viewers, round(viewers * (1.15 + random.random() / 2))
            session.reach, session.peak_viewers = round(viewers * (2 + 3 * random.random())), viewers // 9
        return session


def handle_of(full_name: str, number: int) -> str:
    """``("Lê Thị Hoa", 7)`` → ``"lethihoa.live07"``: a handle that nobody is known by."""
    text = unicodedata.normalize("NFD", full_name.lower().replace("đ", "d"))
    letters = "".join(letter for letter in text if letter.isascii() and letter.isalpha())
    return f"{letters}.live{number:02}"


def creator_id(number: int) -> str:
    """19 digits, as TikTok numbers creators."""
    return f"71{number * 7_919 + 13:017}"
