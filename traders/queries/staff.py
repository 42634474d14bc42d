"""Organisations, their people, and who changed what about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import OFFICE_ROLES, Role
from portal.search import Fold, NameOrder, folded_contains
from traders.models import ManagementOrganisation, Market, Membership

if TYPE_CHECKING:
    from traders.models.actors import Actor

WORDS = {"insert": "Thêm vào tổ chức", "delete": "Gỡ khỏi tổ chức"}


@dataclass(frozen=True, slots=True)
class StaffChange:
    """One entry of a history; ``by`` is None for a command of the machine's keeper."""

    at: dt.datetime
    person: User | None
    what: str
    by: User | None


def organisations_for(user: Actor, *, search: str = "") -> QuerySet[ManagementOrganisation]:
    """Organisations with ``market_count`` and ``people_count``, by name."""
    found = ManagementOrganisation.objects.visible_to(user).select_related("city")
    counts = {"market_count": Count("markets", distinct=True), "people_count": Count("members", distinct=True)}
    if search:
        found = found.annotate(folded=Fold("name")).filter(folded_contains("folded", search))
    pks = found.values("pk")  # counted outside, so that the person's own membership does not narrow the counts
    return ManagementOrganisation.objects.filter(pk__in=pks).select_related("city").annotate(**counts).order_by("name")


def markets_of(organisation: ManagementOrganisation) -> QuerySet[Market]:
    return organisation.markets.select_related("ward").order_by("name_order")


def staff_of(organisation: ManagementOrganisation) -> QuerySet[Membership]:
    """People of the organisation, managers first, then by given name."""
    rows = organisation.members.select_related("user", "added_by")
    return rows.order_by("-user__role", NameOrder("user__full_name"), "pk")


def staff_history(organisation: ManagementOrganisation, most: int = 50) -> list[StaffChange]:
    """Who came, went and changed role, the newest first."""
    events = _events("traders", "MembershipEvent").filter(organisation=organisation.pk).order_by("pgh_id")
    rows = [(e.pgh_created_at, e.user_id, WORDS[e.pgh_label], _who(e)) for e in events]
    people = {person for _, person, _, _ in rows}
    rows += [row for row in _role_changes(people) if row[2].startswith("Đổi")]
    return _changes(rows, most)


def office_people(*, search: str = "") -> QuerySet[User]:
    """Accounts that the administrator keeps, by role and given name."""
    people = User.objects.filter(role__in=OFFICE_ROLES).select_related("city", "ward__province")
    if search:
        folded = people.annotate(folded=Fold("full_name"))
        people = folded.filter(
            folded_contains("folded", search) | Q(username__icontains=search) | Q(email__icontains=search)
        )
    return people.order_by("-is_active", "role", NameOrder("full_name"), "pk")


def office_history(person: User, most: int = 50) -> list[StaffChange]:
    """What became of one account, the newest first."""
    return _changes(_role_changes({person.pk}), most)


type Row = tuple[dt.datetime, int, str, int | None]


def _role_changes(people: set[int]) -> list[Row]:
    """Changes of role, place and state out of the versions of these accounts."""
    rows: list[Row] = []
    before: dict[int, Any] = {}
    for event in _events("accounts", "UserEvent").filter(pgh_obj__in=people).order_by("pgh_id"):
        old = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        rows += [(event.pgh_created_at, event.pgh_obj_id, words, _who(event)) for words in _words(old, event)]
    return rows


def _words(old: Any, new: Any) -> list[str]:
    if old is None:
        return [f"Tạo tài khoản, vai trò: {Role(new.role).label}"]
    found = []
    if old.role != new.role:
        found.append(f"Đổi vai trò: {Role(old.role).label} → {Role(new.role).label}")
    if (old.city_id, old.ward_id) != (new.city_id, new.ward_id):
        found.append("Đổi nơi phụ trách")
    if old.is_active != new.is_active:
        found.append("Mở lại tài khoản" if new.is_active else "Khóa tài khoản")
    return found


def _changes(rows: list[Row], most: int) -> list[StaffChange]:
    rows.sort(key=lambda row: row[0])
    newest = rows[::-1][:most]  # of one moment, the later first
    known = User.objects.in_bulk({pk for _, person, _, by in newest for pk in (person, by) if pk})
    return [StaffChange(at, known.get(person), what, known.get(by or 0)) for at, person, what, by in newest]


def _events(application: str, name: str) -> QuerySet[Any]:
    return QuerySet(apps.get_model(application, name)).select_related("pgh_context")


def _who(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None
