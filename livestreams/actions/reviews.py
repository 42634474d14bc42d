"""What a person decides once, after which the lines follow."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from livestreams.enums import LineStatus, ReturnKind, WordKind
from livestreams.errors import LivestreamError
from livestreams.importing import locks, versions
from livestreams.importing.asking import ask_for_refresh
from livestreams.importing.holds import hold_doubles_of
from livestreams.importing.replaying import play_again
from livestreams.importing.resettling import reattribute, resettle
from livestreams.importing.session_times import match_rows
from livestreams.models import HoldDecision, LiveRow, LiveSession, OrderLine, SessionDecision, StatusWord
from portal.audit import changing_figures
from portal.sheets.text import folded
from traders.models import ProductMapping, ShopAccount, Tenancy, Trader

if TYPE_CHECKING:
    from portal.accounts.models import User

NOTHING_CHOSEN = "Chưa chọn đơn nào. Hãy đánh dấu ít nhất một đơn."


def map_status_word(*, word: StatusWord, meaning: str, by: User | None) -> int:
    """Say what a platform's word means; all its lines follow, and so do later files. Returns lines changed.

    Raises ``LivestreamError`` when ``meaning`` is not one of its kind.
    """
    choices = LineStatus.values if word.kind == WordKind.STATUS else ReturnKind.values
    if meaning not in choices or meaning in {"", LineStatus.UNKNOWN.value}:
        raise LivestreamError("Hãy chọn một nghĩa trong danh sách.")
    with changing_figures(by=by, reason=f"gán nghĩa “{word.word}”"):
        locks.change_knowledge()
        word = StatusWord.objects.select_for_update().get(pk=word.pk)
        before, word.meaning = word.meaning, meaning
        word.mapped_by, word.mapped_at = by, timezone.now()
        word.save()
        changed = give_meaning(word, before)
    ask_for_refresh()
    return changed


def give_meaning(word: StatusWord, before: str) -> int:
    """Write the meaning to the lines that carry the word and to kept versions; their orders are worked out again.

    Spellings that differ only by case or by the place of the tone mark are one word.
    """
    text, value = ("status_word", "word_status") if word.kind == WordKind.STATUS else ("return_word", "return_kind")
    held = before or LineStatus.UNKNOWN.value
    waiting = OrderLine.objects.filter(**{"platform": word.platform, value: held}).exclude(**{text: ""})
    known = {word.word, *waiting.order_by().values_list(text, flat=True).distinct()}
    spellings = sorted(one for one in known if folded(one) == folded(word.word))
    lines = waiting.filter(**{f"{text}__in": spellings})
    orders: dict[int, set[str]] = defaultdict(set)
    for account_id, order_no in lines.values_list("account_id", "order_no").distinct():
        orders[account_id].add(order_no)
    changed = lines.update(**{value: word.meaning})
    kept = versions.rewrite(word.platform, (text, spellings), (value, held, word.meaning))
    for account in ShopAccount.objects.filter(pk__in={*orders, *kept}).select_related("trader__market", "market"):
        resettle(account, orders[account.pk])
        versions.rank_shown(account.pk, orders[account.pk])
        play_again(account, sorted(kept.get(account.pk, ())))
    return changed


def decide_session(*, account: ShopAccount, order_nos: list[str], session: LiveSession | None, by: User | None) -> int:
    """Give orders to a session, or to none; it stays whatever files and sessions do later. Returns lines changed."""
    if not order_nos:
        raise LivestreamError(NOTHING_CHOSEN)
    with changing_figures(by=by, reason="chọn phiên cho đơn"):
        locks.change_knowledge()
        for order_no in order_nos:
            SessionDecision.objects.update_or_create(
                account=account, order_no=order_no, defaults={"session": session, "decided_by": by}
            )
        changed = resettle(account, order_nos)
    ask_for_refresh()
    return changed


def decide_hold(*, account: ShopAccount, order_nos: list[str], is_counted: bool, by: User | None) -> int:
    """Count, or do not count, orders that stand in another account of the same trader too."""
    if not order_nos:
        raise LivestreamError(NOTHING_CHOSEN)
    with changing_figures(by=by, reason="quyết định đơn trùng"):
        locks.change_knowledge()
        for order_no in order_nos:
            HoldDecision.objects.update_or_create(
                account=account, order_no=order_no, defaults={"is_counted": is_counted, "decided_by": by}
            )
        changed = hold_doubles_of(account, order_nos)
    ask_for_refresh()
    return changed


def assign_product(*, account: ShopAccount, product_key: str, trader: Trader, by: User | None) -> int:
    """Say whose product it is in a shared account; its lines without a stall follow. Returns lines changed."""
    if account.trader_id is not None:
        raise LivestreamError("Tài khoản này đã thuộc một tiểu thương nên mọi dòng là của người đó.")
    with changing_figures(by=by, reason="gán hàng cho sạp"):
        locks.change_knowledge()
        ProductMapping.objects.update_or_create(
            account=account, product_key=product_key, defaults={"trader": trader, "set_by": by}
        )
        lines = OrderLine.objects.filter(account=account, line_key=product_key, trader=None)
        order_nos = list(lines.values_list("order_no", flat=True).distinct())
        changed = resettle(account, order_nos)
        hold_doubles_of(account, order_nos)
    ask_for_refresh()
    return changed


def match_live_row(*, row: LiveRow, session: LiveSession, by: User | None) -> int:
    """Say which session a row of a LIVE report is; the session takes its time. Returns lines changed."""
    if row.account_id != session.account_id:
        raise LivestreamError("Phiên này không thuộc tài khoản của dòng LIVE.")
    with changing_figures(by=by, reason=f"khớp LIVE với phiên {session.code}"):
        locks.change_knowledge()
        account = ShopAccount.objects.select_for_update().get(pk=row.account_id)
        LiveRow.objects.filter(session=session, is_matched_by_hand=True).update(is_matched_by_hand=False, session=None)
        row.session, row.is_matched_by_hand = session, True
        row.save(update_fields=["session", "is_matched_by_hand"])
        changed = reattribute(match_rows(account))
    ask_for_refresh()
    return changed


def place_by_stall() -> int:
    """Lines whose stall nobody was known to hold on their day, and somebody is now, follow. Returns lines changed."""
    waiting = OrderLine.objects.filter(trader=None, account__trader=None).exclude(stall_code="")
    taken = Tenancy.objects.filter(
        Q(began_on=None) | Q(began_on__lte=OuterRef("day")),
        Q(ended_on=None) | Q(ended_on__gt=OuterRef("day")),
        stall__market=OuterRef("account__market"),
        stall__code__iexact=OuterRef("stall_code"),
    )
    orders: dict[int, set[str]] = defaultdict(set)
    for account_id, order_no in waiting.filter(Exists(taken)).values_list("account_id", "order_no").distinct():
        orders[account_id].add(order_no)
    changed = 0
    for account in ShopAccount.objects.filter(pk__in=orders).select_related("trader__market", "market"):
        with changing_figures(by=None, reason="sạp đã có tiểu thương"):
            locks.change_knowledge()
            changed += resettle(account, orders[account.pk])
            hold_doubles_of(account, sorted(orders[account.pk]))
    if changed:
        ask_for_refresh()
    return changed
