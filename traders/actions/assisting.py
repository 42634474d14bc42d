"""The organisation registers a trader at the stall; the trader confirms by a code, or on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.accounts.actions import person_of_phone
from portal.accounts.confirmations import ask_confirmation, confirm
from portal.accounts.enums import ConfirmationPurpose
from portal.accounts.errors import AccountsError
from portal.accounts.models import PhoneConfirmation, User
from portal.accounts.roles import Role
from portal.audit import acting
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose
from traders.actions.applications import accept
from traders.actions.persons import person_for
from traders.actions.registering import open_of
from traders.enums import ApplicationHow, ApplicationState, StallAnswer
from traders.errors import TradersError
from traders.models import GoodsLine, Market, Trader, TraderApplication

if TYPE_CHECKING:
    from collections.abc import Collection


@transaction.atomic
def record_at_stall(
    *,
    market: Market,
    name: str,
    phone: str,
    stall_code: str,
    goods_line: GoodsLine | None,
    consents: Iterable[ConsentPurpose | str],
    by: User,
) -> TraderApplication:
    """Write down what a person says; with a number a code goes to it. Nobody's application until it is confirmed.

    Raises TradersError when the number gets no code now.
    """
    application = TraderApplication(
        market=market,
        name=name,
        phone=phone,
        stall_code=stall_code,
        goods_line=goods_line,
        consents=[str(purpose) for purpose in consents],
        recorded_by=by,
        confirmed_how=ApplicationHow.CODE if phone else ApplicationHow.PAPER,
    )
    if phone:
        application.confirmation = _asked(phone, by)
    with acting(by):
        application.save()
    return application


@transaction.atomic
def ask_again(*, application: TraderApplication, by: User) -> None:
    """Send another code to the number. Raises TradersError when it is too early or there were too many."""
    application.confirmation = _asked(application.phone, by)
    application.save(update_fields=["confirmation"])


def confirm_at_stall(
    *,
    application: TraderApplication,
    code: str,
    by: User,
    trader: Trader | None = None,
    stall: StallAnswer | str = StallAnswer.GIVE,
    rivals: Collection[int] = (),
) -> TraderApplication | None:
    """Take the code that was read out, or the signed paper where there is no number; None for a wrong code.

    The person becomes a trader, or is linked with ``trader``, at once: the organisation stands beside them.
    Raises TradersError; the code is then spent only when the registration has been done.
    """
    with transaction.atomic():
        held = TraderApplication.objects.select_for_update().get(pk=application.pk)
        if held.state != ApplicationState.DRAFT or held.recorded_by is None:
            raise TradersError("Hồ sơ này đã được xác nhận rồi.")
        if held.confirmation and not confirm(confirmation=held.confirmation, code=code, by=by):
            return None
        person = _person(held, trader)
        held.user, held.state, held.submitted_at = person, ApplicationState.WAITING, timezone.now()
        with acting(by):
            held.save()
        done = accept(application=held, by=by, trader=trader, stall=stall, has_seen=True, rivals=rivals)
        if done.user:
            how = ConsentHow.PHONE_CODE if held.confirmation else ConsentHow.PAPER
            give_consent(person=done.user, purposes=held.consents, how=how, by=by)
        return done


def _asked(phone: str, by: User) -> PhoneConfirmation:
    try:
        return ask_confirmation(phone=phone, purpose=ConfirmationPurpose.ASSISTED_REGISTRATION, by=by)
    except AccountsError as error:
        raise TradersError(str(error)) from None


def _person(application: TraderApplication, trader: Trader | None) -> User:
    """Whose registration it is: of the proved number, else of the linked trader, else somebody new."""
    if not application.phone:
        return trader.user if trader else person_for(application.name)
    person, _ = person_of_phone(phone=application.phone)
    if person.role != Role.TRADER:
        raise TradersError("Số này thuộc tài khoản của cán bộ. Hãy dùng số khác.")
    own = Trader.objects.filter(user=person).select_related("market").first()
    if own and own != trader:
        raise TradersError(f"Số này là của một tiểu thương đã có ở {own.market}.")
    open_of(person).update(state=ApplicationState.WITHDRAWN)
    if not person.full_name:
        person.full_name = application.name
        person.save(update_fields=["full_name"])
    return person
