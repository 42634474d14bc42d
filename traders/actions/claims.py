"""Somebody whose number stands on an organisation's list: it is them, or it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.accounts.actions import person_of_phone
from portal.audit import acting
from portal.notifications.actions import notify
from portal.phones import shown_phone
from traders.actions.registering import withdraw
from traders.errors import TradersError
from traders.models import Membership, Trader
from traders.queries.applications import trader_of_number

if TYPE_CHECKING:
    from portal.accounts.models import User

GONE = "Sạp này không còn chờ ai nhận. Mời bạn đăng ký, hoặc hỏi ban quản lý chợ."


@transaction.atomic
def claim(*, trader: Trader, by: User) -> User:
    """``by``, whose number the list has, says that they are ``trader``; returns the person to go on as.

    The trader's person stays, since messages and consents hang on it; the number comes to it.
    Raises TradersError when the list no longer says so.
    """
    trader = _offered(trader, by)
    with acting(by):
        if trader.user_id != by.pk:
            withdraw(person=by, by=by)
            hand_number(newcomer=by, keeper=trader.user)
        trader.claimed_at = timezone.now()
        trader.save(update_fields=["claimed_at"])
    return trader.user


@transaction.atomic
def disclaim(*, trader: Trader, by: User) -> User:
    """``by`` is not ``trader``: the list loses the number, its organisation is told; returns who to go on as."""
    trader = _offered(trader, by)
    phone = by.phone or ""
    with acting(by):
        Trader.objects.filter(pk=trader.pk, phone=phone).update(phone="")
        person = by
        if trader.user_id == by.pk:
            by.phone = by.phone_verified_at = None
            by.save(update_fields=["phone", "phone_verified_at"])
            person, _ = person_of_phone(phone=phone)
    _tell_organisation(trader, phone)
    return person


def hand_number(*, newcomer: User, keeper: User) -> None:
    """The proved number of ``newcomer`` signs in ``keeper`` from now on; the newcomer's account is closed."""
    phone = newcomer.phone
    newcomer.phone, newcomer.phone_verified_at, newcomer.is_active = None, None, False
    newcomer.save(update_fields=["phone", "phone_verified_at", "is_active"])
    keeper.phone, keeper.phone_verified_at, keeper.is_active = phone, timezone.now(), True
    keeper.save(update_fields=["phone", "phone_verified_at", "is_active"])
    for path in settings.PERSON_GOES_ON:
        import_string(path)(newcomer=newcomer, keeper=keeper)


def _offered(trader: Trader, person: User) -> Trader:
    """The trader, locked, as long as the list has the person's number for them."""
    held = Trader.objects.select_for_update().get(pk=trader.pk)
    if trader_of_number(person) != held:
        raise TradersError(GONE)
    return held


def _tell_organisation(trader: Trader, phone: str) -> None:
    members = Membership.objects.filter(organisation__markets=trader.market_id, user__is_active=True)
    for member in members.select_related("user"):
        notify(
            person=member.user,
            template="number_not_theirs",
            values={"phone": shown_phone(phone), "name": trader.name, "market": trader.market.name},
            key=f"number-not-theirs:{trader.pk}:{phone}:{member.user_id}",
            link=f"/cho/{trader.market.slug}/tieu-thuong/{trader.pk}/",
        )
