"""The organisation answers registrations: accept, ask back, refuse, and take an acceptance back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from portal.audit import acting
from portal.notifications.actions import notify
from portal.phones import masked_phone
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow
from traders.actions.claims import hand_number
from traders.actions.locks import lock_market
from traders.actions.moves import come_back
from traders.actions.registering import tell
from traders.actions.stalls import stalls_named
from traders.actions.tenancies import end_tenancies, hold_exactly, settle_holders
from traders.actions.traders import save_trader
from traders.enums import ApplicationState, StallAnswer, TraderState
from traders.errors import TradersError
from traders.models import Market, Stall, Tenancy, Trader, TraderApplication
from traders.queries.applications import case_of, phone_of

if TYPE_CHECKING:
    from portal.accounts.models import User

UNDO_WITHIN = timedelta(minutes=15)
"""How long an acceptance can be taken for a slip of the finger."""

DONE = {
    ApplicationState.ACCEPTED: "đã nhận",
    ApplicationState.REFUSED: "đã từ chối",
    ApplicationState.ASKED_BACK: "đã hỏi lại",
}


@dataclass
class Outcome:
    """What came of many answers at once: those that were given, and those that were not with why."""

    done: list[TraderApplication] = field(default_factory=list)
    left: list[tuple[TraderApplication, str]] = field(default_factory=list)


@transaction.atomic
def accept(
    *,
    application: TraderApplication,
    by: User,
    trader: Trader | None = None,
    stall: StallAnswer | str = StallAnswer.GIVE,
    has_seen: bool = False,
    rivals: Collection[int] = (),
) -> TraderApplication:
    """Make the applicant a trader, or link them with ``trader``, who is in the register already.

    ``has_seen``: a person has looked at who is alike; without it such an application is left. ``rivals`` are the
    applications for the same stall that the person was shown: they are asked for another stall. Raises TradersError
    when somebody else has answered, who is then named, or when there is something to look at first.
    """
    market = _market_of(application)
    lock_market(market)
    mine = _waiting(application)
    case = case_of(mine)
    is_given = bool(mine.stall_code) and stall != StallAnswer.LEAVE
    if not has_seen and not case.is_plain:
        raise TradersError(f"Hồ sơ của {mine.name} có người giống, hoặc sạp đã có người. Hãy mở ra xem rồi chọn.")
    losers = case.rivals if is_given else []
    if {other.pk for other in losers} - set(rivals):
        raise TradersError(f"Có hồ sơ khác cùng xin sạp {mine.stall_code}. Hãy xem ai mất sạp rồi chọn.")
    with acting(by):
        if stall == StallAnswer.TAKE:
            _free(market, mine.stall_code, by)
        _make_trader(mine, trader, [mine.stall_code] if is_given else [], by)
        _answer(mine, ApplicationState.ACCEPTED, by)
        for other in losers:
            ask_back(
                application=other, by=by, reason=f"Sạp {mine.stall_code} đã giao cho người khác. Hãy ghi sạp khác."
            )
    tell(mine, "application_accepted", _step(mine), by=by, market=market.name)
    return mine


@transaction.atomic
def ask_back(*, application: TraderApplication, by: User, reason: str) -> TraderApplication:
    """Give it back to be mended; ``reason`` says what. Raises TradersError when somebody else has answered."""
    mine = _waiting(application)
    mine.reason = _reason(reason)
    with acting(by):
        _answer(mine, ApplicationState.ASKED_BACK, by)
    tell(mine, "application_asked_back", _step(mine), by=by, market=_market_of(mine).name, reason=mine.reason)
    return mine


@transaction.atomic
def refuse(*, application: TraderApplication, by: User, reason: str) -> TraderApplication:
    """Say no, and why. Raises TradersError when somebody else has answered."""
    mine = _waiting(application)
    mine.reason = _reason(reason)
    with acting(by):
        _answer(mine, ApplicationState.REFUSED, by)
    tell(mine, "application_refused", _step(mine), by=by, market=_market_of(mine).name, reason=mine.reason)
    return mine


@transaction.atomic
def undo_acceptance(*, application: TraderApplication, by: User) -> TraderApplication:
    """Put the application back into the queue; the trader, who nothing rests on yet, goes. Raises TradersError."""
    market = _market_of(application)
    lock_market(market)
    mine = _locked(application)
    trader = mine.trader
    if mine.state != ApplicationState.ACCEPTED or trader is None:
        raise TradersError("Hồ sơ này không còn ở trạng thái đã nhận.")
    if not is_undoable(mine):
        raise TradersError("Đã quá lúc hoàn tác. Hãy sửa ở trang của tiểu thương.")
    with acting(by):
        mine.state, mine.trader, mine.decided_by, mine.decided_at = ApplicationState.WAITING, None, None, None
        mine.save()
        _remove(trader)
    tell(mine, "application_reopened", f"reopened:{timezone.now():%H%M%S%f}", by=by, market=market.name)
    return mine


def is_undoable(application: TraderApplication) -> bool:
    """Whether the acceptance is fresh and made a new person."""
    at = application.decided_at
    is_fresh = at is not None and timezone.now() - at <= UNDO_WITHIN
    return is_fresh and application.state == ApplicationState.ACCEPTED and not application.is_linked


def answer_many(
    applications: Iterable[TraderApplication], act: Callable[[TraderApplication], TraderApplication]
) -> Outcome:
    """Answer each by itself: one that cannot be answered is left with the reason and stops no other."""
    outcome = Outcome()
    for application in applications:
        try:
            outcome.done.append(act(application))
        except TradersError as error:
            outcome.left.append((application, str(error)))
    return outcome


def _market_of(application: TraderApplication) -> Market:
    if application.market is None:
        raise TradersError("Hồ sơ chưa ghi chợ.")
    return application.market


def _locked(application: TraderApplication) -> TraderApplication:
    """The row as it is now. Alone: rows joined to one that was waited for would be those of before the wait."""
    return TraderApplication.objects.select_for_update().get(pk=application.pk)


def _waiting(application: TraderApplication) -> TraderApplication:
    """The application, locked; whoever comes second is told who was first."""
    held = _locked(application)
    if held.state == ApplicationState.WAITING:
        return held
    if held.state in DONE and held.decided_by and held.decided_at:
        at = f"{timezone.localtime(held.decided_at):%H:%M %d/%m}"
        raise TradersError(f"{held.decided_by} {DONE[ApplicationState(held.state)]} hồ sơ của {held.name} lúc {at}.")
    raise TradersError(f"Hồ sơ của {held.name} không còn chờ: {held.get_state_display().lower()}.")


def _answer(application: TraderApplication, state: ApplicationState, by: User) -> None:
    application.state, application.decided_by, application.decided_at = state, by, timezone.now()
    application.save()


def _step(application: TraderApplication) -> str:
    """Names this answer among those of one application, for the message's key."""
    return f"{application.state}:{application.decided_at:%Y%m%d%H%M%S%f}"


def _reason(reason: str) -> str:
    if not reason.strip():
        raise TradersError("Ghi lý do để người đăng ký biết phải làm gì.")
    return reason.strip()[:300]


def _free(market: Market, code: str, by: User) -> None:
    """Whoever holds the stall gives it up today."""
    end_tenancies(tenancies=Tenancy.objects.filter(stall__market=market, stall__code__iexact=code), by=by)


def _make_trader(application: TraderApplication, trader: Trader | None, codes: list[str], by: User) -> None:
    """A new trader of the applicant's person, or the linked one; ``application.trader`` says which."""
    if trader is not None:
        application.trader, application.is_linked = trader, True
        _link(application, trader, codes, by)
        return
    if application.user is None or Trader.objects.filter(user=application.user).exists():
        raise TradersError(f"{application.name} đã là tiểu thương. Hãy mở hồ sơ ra xem.")
    new = Trader(
        market=_market_of(application),
        name=application.name,
        phone=phone_of(application),
        user=application.user,
        goods_line=application.goods_line,
        claimed_at=timezone.now(),
    )
    application.trader = save_trader(trader=new, codes=codes, by=by)


def _link(application: TraderApplication, trader: Trader, codes: list[str], by: User) -> None:
    """The applicant is ``trader``: number, consents and stall come to them, and an earlier number is told."""
    if trader.market_id != application.market_id:
        raise TradersError(f"{trader} thuộc chợ khác. Chợ đó phải chuyển người này sang trước.")
    keeper, newcomer = trader.user, application.user
    if newcomer is not None and newcomer != keeper:
        _tell_old_number(application, keeper, newcomer, by)
        purposes = list(newcomer.consents.open().values_list("purpose", flat=True))
        give_consent(person=keeper, purposes=purposes, how=ConsentHow.WEB, by=newcomer)
        hand_number(newcomer=newcomer, keeper=keeper)
        application.user = keeper
    trader.phone = phone_of(application) or trader.phone
    trader.goods_line = trader.goods_line or application.goods_line
    trader.claimed_at = timezone.now()
    trader.save()
    if trader.state == TraderState.LEFT:
        application.trader = come_back(trader=trader, codes=codes, by=by)
    elif codes:
        hold_exactly(trader=trader, stalls=[*trader.stalls.all(), *stalls_named(trader.market, codes, by=by)])


def _tell_old_number(application: TraderApplication, keeper: User, newcomer: User, by: User) -> None:
    if keeper.phone and keeper.phone_verified_at:
        notify(
            person=keeper,
            template="sign_in_number_changed",
            values={"market": _market_of(application).name, "phone": masked_phone(newcomer.phone or "")},
            key=f"application:{application.pk}:number-changed",
            by=by,
        )


def _remove(trader: Trader) -> None:
    """Delete a trader who has just been made. Raises TradersError when something rests on them."""
    if any(getattr(trader, name).exists() for name in ("products", "papers", "warehouses", "transfers")):
        raise TradersError(f"{trader} đã có dữ liệu nên không hoàn tác được. Hãy sửa ở trang của người này.")
    stalls = list(trader.tenancies.values_list("stall_id", flat=True))
    trader.tenancies.all().delete()
    settle_holders(Stall.objects.filter(pk__in=stalls))
    try:
        with transaction.atomic():
            trader.delete()
    except ProtectedError:
        raise TradersError(f"{trader} đã có đơn hàng hoặc tài khoản sàn nên không hoàn tác được.") from None
