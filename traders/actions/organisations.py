"""Markets are added to the organisations that manage them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from portal.audit import acting
from traders.models import ManagementOrganisation, Market

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def open_market(*, market: Market, organisation: ManagementOrganisation, by: User) -> Market:
    """Save a new market of ``organisation`` under an address made of its name; hidden until its people show it."""
    organisation = ManagementOrganisation.objects.select_for_update().get(pk=organisation.pk)
    market.organisation, market.is_public = organisation, False
    market.slug = free_slug(market.name, market.ward.name)
    with acting(by):
        market.save()
    return market


def free_slug(name: str, ward: str) -> str:
    """``Chợ Bến Thành`` → ``ben-thanh``; where that is taken, with the ward, then with a number."""
    stem = _slug(name).removeprefix("cho-") or "cho"
    wanted = [stem, f"{stem}-{_slug(ward)}", *(f"{stem}-{number}" for number in range(2, 100))]
    taken = set(Market.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug[:50] for slug in wanted if slug[:50] not in taken)


def _slug(text: str) -> str:
    return slugify(unicodedata.normalize("NFD", text.lower().replace("đ", "d")))[:40].strip("-")
