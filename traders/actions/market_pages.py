"""What a market's people change about its public page: hours, pictures, zones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, ProtectedError

from portal.audit import acting
from portal.pictures import PictureError, delete_picture, encode_picture
from traders.errors import TradersError
from traders.models import Market, MarketHours, MarketPicture, MarketZone
from traders.opening_hours import clashes

if TYPE_CHECKING:
    from django.core.files.base import File

    from portal.accounts.models import User

MOST_PICTURES = 12


@transaction.atomic
def set_hours(*, market: Market, hours: Iterable[MarketHours], by: User) -> None:
    """Replace the hours of the week. Raises TradersError when two openings lie over one another."""
    week = list(hours)
    if clashes(week):
        raise TradersError("Hai khung giờ chồng lên nhau. Xem lại giờ đóng cửa, nhất là khung giờ qua nửa đêm.")
    _locked(market)
    with acting(by):
        market.hours.all().delete()
        for each in week:
            each.market = market
        MarketHours.objects.bulk_create(week)


def add_picture(*, market: Market, file: File[bytes], alt: str, alt_en: str, by: User) -> MarketPicture:
    """Keep a picture behind the others. Raises TradersError when it is none, or there are enough."""
    try:
        image = encode_picture(file)  # takes a second: nobody waits for a lock meanwhile
    except PictureError as error:
        raise TradersError(str(error)) from None
    with transaction.atomic(), acting(by):
        _locked(market)
        if market.pictures.count() >= MOST_PICTURES:
            raise TradersError(f"Chợ đã có {MOST_PICTURES} ảnh. Xóa bớt một ảnh rồi thêm ảnh mới.")
        last = market.pictures.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        return MarketPicture.objects.create(market=market, image=image, alt=alt, alt_en=alt_en, position=position)


@transaction.atomic
def move_picture(*, picture: MarketPicture, is_forward: bool, by: User) -> None:
    """Let it change places with its neighbour; the first and the last stay where they are."""
    market = _locked(picture.market)
    pictures = list(market.pictures.all())
    here = pictures.index(picture)
    there = here - 1 if is_forward else here + 1
    if 0 <= there < len(pictures):
        pictures[here], pictures[there] = pictures[there], pictures[here]
    for position, each in enumerate(pictures):
        each.position = position
    with acting(by):
        MarketPicture.objects.bulk_update(pictures, ["position"])


@transaction.atomic
def remove_picture(*, picture: MarketPicture, by: User) -> None:
    """The files go when the row is really gone."""
    with acting(by):
        picture.delete()
    transaction.on_commit(partial(delete_picture, picture.image))


@transaction.atomic
def remove_zone(*, zone: MarketZone, by: User) -> None:
    """Raises TradersError while stalls stand in it."""
    try:
        with transaction.atomic(), acting(by):
            zone.delete()
    except ProtectedError as error:
        count = len(error.protected_objects)
        raise TradersError(f"Khu này còn {count} sạp. Chuyển các sạp sang khu khác rồi xóa.") from None


def _locked(market: Market) -> Market:
    return Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
