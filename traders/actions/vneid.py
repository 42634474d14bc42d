"""Links of shop accounts with VNeID: reported by traders, checked by their organisation, undone when wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.audit import acting
from portal.notifications.actions import notify, notify_many
from traders.enums import VNEID_STEPS, VneidState
from traders.errors import TradersError
from traders.models import ShopAccount, VneidStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.base import ContentFile

    from portal.accounts.models import User

CHECKED = (VneidState.LINKED, VneidState.NOT_NEEDED)
PICTURE_ONLY = "Ảnh chụp màn hình gửi kèm"


@transaction.atomic
def report_link(*, account: ShopAccount, evidence: str, picture: ContentFile[bytes] | None = None, by: User) -> bool:
    """The owner says that ``account`` is linked; the organisation then checks. False when it already waits for that.

    ``picture`` comes from ``encode_picture``. Raises TradersError without evidence or when nothing is to be linked.
    """
    account = _locked(account)
    if account.vneid_state == VneidState.REPORTED:
        return False
    evidence = evidence or (PICTURE_ONLY if picture else "")
    if not evidence:
        raise TradersError("Kể bạn đã thấy gì trên màn hình, hoặc gửi ảnh chụp màn hình.")
    _step(account, VneidState.REPORTED, by=by, evidence=evidence, picture=picture)
    return True


@transaction.atomic
def check_link(*, account: ShopAccount, state: VneidState, evidence: str, by: User) -> bool:
    """The organisation says that ``account`` is linked, or need not be. False when that was said already.

    Without ``evidence`` the owner's report stands for it. Raises TradersError.
    """
    account = _locked(account)
    if account.vneid_state == state:
        return False
    _step(account, _checked(state), by=by, evidence=_evidence(account, evidence))
    if account.trader and state == VneidState.LINKED:
        _tell(account, "vneid_linked", {"account": str(account)}, by=by)
    return True


@transaction.atomic
def check_links(*, accounts: Iterable[ShopAccount], evidence: str, by: User) -> int:
    """Say of many accounts that they are linked; those that are need nothing more. Returns how many became so.

    Raises TradersError when one cannot become so; then none does.
    """
    wanted = [account.pk for account in accounts]
    rows = ShopAccount.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    locked = [account for account in rows.select_related("trader__user") if account.vneid_state != VneidState.LINKED]
    now = timezone.now()
    steps = [_new_step(account, VneidState.LINKED, by=by, evidence=_evidence(account, evidence)) for account in locked]
    with acting(by):
        VneidStep.objects.bulk_create(steps)
        for account, step in zip(locked, steps, strict=True):
            account.vneid_state, account.vneid_evidence, account.vneid_reason = step.state, step.evidence, ""
            account.vneid_checked_by, account.vneid_checked_at = by, now
        ShopAccount.objects.bulk_update(locked, _COLUMNS)
    _tell_owners(locked, by=by)
    return len(locked)


@transaction.atomic
def send_back(*, account: ShopAccount, reason: str, by: User) -> bool:
    """The organisation does not see a link: the account is not linked, and its owner is told why.

    False when it was not linked already. Raises TradersError without a reason.
    """
    account = _locked(account)
    if account.vneid_state == VneidState.NOT_LINKED:
        return False
    if not reason:
        raise TradersError("Ghi lý do để tiểu thương biết phải làm gì.")
    _step(account, VneidState.NOT_LINKED, by=by, reason=reason)
    if account.trader:
        _tell(account, "vneid_sent_back", {"account": str(account), "reason": reason}, by=by)
    return True


@transaction.atomic
def undo_step(*, step: VneidStep, by: User) -> ShopAccount:
    """Take back the last step of an account, which then stands as before it; a second call changes nothing.

    Raises TradersError when others have followed.
    """
    account = _locked(step.account)
    last = account.vneid_steps.filter(undone_at__isnull=True).first()
    step.refresh_from_db()
    if step.undone_at:
        return account
    if last != step:
        raise TradersError("Đã có thay đổi mới hơn, không rút lại được thay đổi này.")
    step.undone_by, step.undone_at = by, timezone.now()
    step.save(update_fields=["undone_by", "undone_at"])
    _settle(account, account.vneid_steps.filter(undone_at__isnull=True).first(), by=by)
    return account


def _locked(account: ShopAccount) -> ShopAccount:
    rows = ShopAccount.objects.select_for_update(of=("self",)).select_related("trader__user", "market")
    return rows.get(pk=account.pk)


def _checked(state: VneidState) -> VneidState:
    if state not in CHECKED:
        raise TradersError("Chọn đã liên kết hoặc không phải liên kết.")
    return state


def _evidence(account: ShopAccount, typed: str) -> str:
    """What is said by whoever checks, else what the owner reported."""
    found = typed or (account.vneid_evidence if account.vneid_state == VneidState.REPORTED else "")
    if not found:
        raise TradersError(f"{account}: ghi căn cứ, ví dụ “đã xem trên điện thoại của chủ gian hàng”.")
    return found


def _new_step(account: ShopAccount, state: VneidState, *, by: User | None, evidence: str) -> VneidStep:
    if state not in VNEID_STEPS[VneidState(account.vneid_state)]:
        before, after = VneidState(account.vneid_state).label, state.label
        raise TradersError(f"{account}: không chuyển được từ “{before}” sang “{after}”.")
    return VneidStep(account=account, from_state=account.vneid_state, state=state, evidence=evidence, by=by)


def _step(
    account: ShopAccount,
    state: VneidState,
    *,
    by: User,
    evidence: str = "",
    reason: str = "",
    picture: ContentFile[bytes] | None = None,
) -> None:
    step = _new_step(account, state, by=by, evidence=evidence)
    step.reason = reason
    if picture:
        step.picture = picture
    step.save()
    _settle(account, step, by=by)


_COLUMNS = [
    "vneid_state", "vneid_evidence", "vneid_reason", "vneid_reported_at", "vneid_checked_by", "vneid_checked_at",
]  # fmt: skip


def _settle(account: ShopAccount, step: VneidStep | None, *, by: User | None) -> None:
    """Let the account's columns say what ``step`` says; without one it was never touched."""
    is_report = step is not None and step.state == VneidState.REPORTED
    account.vneid_state = step.state if step else VneidState.NOT_LINKED
    account.vneid_evidence = step.evidence if step else ""
    account.vneid_reason = step.reason if step else ""
    account.vneid_reported_at = step.at if step and is_report else None
    account.vneid_checked_by = step.by if step and not is_report else None
    account.vneid_checked_at = step.at if step and not is_report else None
    with acting(by):
        account.save(update_fields=_COLUMNS)


def _tell(account: ShopAccount, template: str, values: dict[str, str], *, by: User) -> None:
    step = account.vneid_steps.latest("pk")
    if account.trader:
        link = f"/vneid/tai-khoan/{account.pk}/"
        notify(
            person=account.trader.user, template=template, values=values, key=f"vneid-step:{step.pk}", link=link, by=by
        )


def _tell_owners(accounts: list[ShopAccount], *, by: User) -> None:
    """One message a person, with the accounts that are done."""
    by_person: dict[User, list[str]] = {}
    for account in accounts:
        if account.trader:
            by_person.setdefault(account.trader.user, []).append(str(account))
    if by_person:
        notify_many(
            people=by_person,
            template="vneid_linked",
            values_for=lambda person: {"account": ", ".join(by_person[person])},
            title=f"VNeID: đã kiểm tra {len(accounts)} tài khoản",
            by=by,
            link="/vneid/",
        )
