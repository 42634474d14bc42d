"""Saving a session: its time is worked out, LIVE rows find it, and its orders follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livestreams.importing import locks
from livestreams.importing.asking import ask_for_refresh
from livestreams.importing.resettling import reattribute
from livestreams.importing.session_times import match_rows, set_time
from livestreams.models import LiveSession
from portal.audit import changing_figures
from traders.models import ShopAccount

if TYPE_CHECKING:
    from portal.accounts.models import User


def save_session(*, session: LiveSession, by: User | None) -> LiveSession:
    """Insert or update ``session`` and work out again which orders are its own.

    The market is that of the account. ``by`` is recorded with the history of the session.
    """
    with changing_figures(by=by, reason=f"sửa phiên {session.code}"):
        locks.change_knowledge()
        account = ShopAccount.objects.select_for_update().get(pk=session.account_id)
        before = LiveSession.objects.filter(pk=session.pk).select_related("account").first() if session.pk else None
        session.market_id = account.market_id
        set_time(session, session.live_rows.filter(is_current=True).first() if session.pk else None)
        session.save()
        changed = match_rows(account)
        if before is not None and before.account_id != session.account_id:
            changed += match_rows(before.account)
        session.refresh_from_db()
        reattribute([one for one in (before, session) if one is not None] + changed)
    ask_for_refresh()
    return session
