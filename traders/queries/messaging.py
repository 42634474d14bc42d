"""What portal.notifications asks of the registers, by name in the settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from portal.phones import MOBILE
from traders.models import Membership, Trader

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


def contact_phones(people: Iterable[int]) -> dict[int, str]:
    """Id of user → the mobile number on the organisation's list, for those who have one there."""
    listed = Trader.objects.filter(user__in=people).exclude(phone="").values_list("user_id", "phone")
    return {user: phone for user, phone in listed if MOBILE.fullmatch(phone.removeprefix("+84"))}


def colleagues_of(user: User) -> QuerySet[Membership, int]:
    """Ids of those who work for an organisation that ``user`` works for."""
    own = Membership.objects.filter(user=user).values("organisation")
    return Membership.objects.filter(organisation__in=own).values_list("user_id", flat=True)
