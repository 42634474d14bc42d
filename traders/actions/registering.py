"""A person registers as a trader: the draft as it is typed, handing in, taking back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import acting
from portal.notifications.actions import notify
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose
from traders.enums import OPEN_APPLICATION_STATES, ApplicationState
from traders.errors import TradersError
from traders.models import GoodsLine, Market, Trader, TraderApplication

if TYPE_CHECKING:
    from django.db.models import QuerySet

EDITABLE = (ApplicationState.DRAFT, ApplicationState.ASKED_BACK)
HANDED_IN = "Hồ sơ đã gửi cho chợ nên không sửa được. Hãy rút hồ sơ nếu muốn viết lại."


class Typed(TypedDict, total=False):
    """What a person types about themself; only what is given is written."""

    name: str
    market: Market | None
    stall_code: str
    goods_line: GoodsLine | None


@transaction.atomic
def save_draft(*, person: User, by: User, **typed: Unpack[Typed]) -> TraderApplication:
    """Keep what ``person`` has typed so far in their one open application.

    Raises TradersError when it has been handed in, or they are a trader already.
    """
    _lock(person)
    _refuse_trader(person)
    application = open_of(person).first() or TraderApplication(user=person)
    if application.state not in EDITABLE:
        raise TradersError(HANDED_IN)
    for name, value in typed.items():
        setattr(application, name, value)
    with acting(by):
        application.save()
    return application


@transaction.atomic
def hand_in(*, person: User, purposes: Iterable[ConsentPurpose | str], by: User) -> TraderApplication:
    """Hand the open application to its market, with the consents that were ticked.

    A second call returns what the first one handed in. Raises TradersError when name or market are missing.
    """
    _lock(person)
    _refuse_trader(person)
    application = open_of(person).select_related("market").first()
    if application is None:
        raise TradersError("Không còn hồ sơ nào đang viết. Mời bạn bắt đầu lại.")
    if application.state not in EDITABLE:
        return application
    if not application.name or application.market is None:
        raise TradersError("Còn thiếu họ tên hoặc chợ. Mời bạn điền nốt.")
    application.state, application.submitted_at = ApplicationState.WAITING, timezone.now()
    application.decided_by = application.decided_at = None
    with acting(by):
        application.save()
    person.full_name = application.name
    person.save(update_fields=["full_name"])
    give_consent(person=person, purposes=purposes, how=ConsentHow.WEB, by=by)
    tell(application, "application_received", "received", by=by, market=application.market.name)
    return application


@transaction.atomic
def withdraw(*, person: User, by: User) -> None:
    """Take the open application back; a second call finds none. What was typed stays for a new beginning."""
    _lock(person)
    application = open_of(person).select_for_update().first()
    if application is not None:
        application.state = ApplicationState.WITHDRAWN
        with acting(by):
            application.save(update_fields=["state"])


def open_of(person: User) -> QuerySet[TraderApplication]:
    """The one application of ``person`` that is not answered for good."""
    return TraderApplication.objects.filter(user=person, state__in=OPEN_APPLICATION_STATES)


def tell(application: TraderApplication, template: str, step: str, *, by: User | None, **values: str) -> None:
    """Write to the applicant, once a step."""
    if application.user:
        notify(
            person=application.user,
            template=template,
            values=values,
            key=f"application:{application.pk}:{step}",
            link="/dang-ky/",
            by=by,
        )


def _lock(person: User) -> None:
    """One change of a person's application at a time: a form sent twice is handed in once."""
    User.objects.select_for_update().get(pk=person.pk)


def _refuse_trader(person: User) -> None:
    trader = Trader.objects.filter(user=person).select_related("market").first()
    if trader is not None:
        raise TradersError(f"Bạn đã là tiểu thương của {trader.market}.")
