"""Markets and the organisations that manage them are added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import acting
from traders.models import ManagementOrganisation, Market
from traders.words import fold_spaces

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.places.models import Ward


@transaction.atomic
def add_market(*, slug: str, name: str, ward: Ward, by: User | None) -> tuple[Market, bool]:
    """The market of that slug as it is, or a new one with a management board of its own; the flag says it was made."""
    name = fold_spaces(name)
    with acting(by):
        market, is_new = Market.objects.get_or_create(slug=slug, defaults={"name": name, "ward": ward})
        if is_new:
            market.organisation, _ = ManagementOrganisation.objects.get_or_create(
                city_id=ward.province_id, name=f"Ban quản lý {name[:1].lower()}{name[1:]}"
            )
            market.save(update_fields=["organisation"])
    return market, is_new
