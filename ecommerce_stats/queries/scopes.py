"""Which part of the figures is asked for, and how much of them a person may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.accounts.roles import CITY_ROLES, MARKET_ROLES, Role
from traders.models import Market, Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor

NOTHING: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Figures of a city, a market, a session and so on; what is given narrows, together.

    ``city`` is a province code and is matched with the ward kept in the lines. ``market_ids`` are
    all markets that may be seen; an empty tuple means none, never all. ``unassigned_only``: lines
    of which nobody knows the stall.
    """

    city: str | None = None
    market_ids: tuple[int, ...] | None = None
    market_id: int | None = None
    ward_id: int | None = None
    goods_line_id: int | None = None
    platform: str | None = None
    trader_id: int | None = None
    session_id: int | None = None
    unassigned_only: bool = False

    @property
    def is_by_trader(self) -> bool:
        """Whether figures of single stalls are needed."""
        return self.trader_id is not None or self.unassigned_only

    def parameters(self) -> dict[str, Any]:
        """What ``conditions`` refers to."""
        return {"market_ids": list(self.market_ids or ())} | {
            name: getattr(self, name)
            for name in ("city", "market_id", "ward_id", "goods_line_id", "platform", "trader_id", "session_id")
        }

    def conditions(self) -> Iterator[str]:
        """SQL conditions on a roll-up that has the columns asked for."""
        if self.city is not None:
            yield "ward_id IN (SELECT id FROM places_ward WHERE province_id = %(city)s)"
        if self.market_ids is not None:
            yield "market_id = ANY(%(market_ids)s::bigint[])"
        for name in ("market_id", "ward_id", "goods_line_id", "platform", "trader_id", "session_id"):
            if getattr(self, name) is not None:
                yield f"{name} = %({name})s"
        if self.unassigned_only:
            yield "trader_id IS NULL"


def scope_for(user: Actor) -> Scope:
    """The widest scope that a person may see: their city, their markets, or their own stall."""
    if not user.is_authenticated:
        return Scope(market_ids=NOTHING)
    if user.role == Role.ADMINISTRATOR:
        return Scope()
    if user.role in CITY_ROLES:
        return Scope(city=user.city_id)
    if user.role in (*MARKET_ROLES, Role.WARD_OFFICE):
        return Scope(market_ids=tuple(Market.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)))
    trader_id = Trader.objects.visible_to(user).values_list("pk", flat=True).first()
    return Scope(market_ids=NOTHING) if trader_id is None else Scope(trader_id=trader_id)
