"""Load the demo: sessions into the register, order files written and then read by the importer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

from django.db import transaction

from livestreams.actions.imports import import_file
from livestreams.demo import events
from livestreams.demo.programme import LAST_FILE, all_shows, export_files
from livestreams.demo.shows import Show
from livestreams.enums import BatchState
from livestreams.importing.session_times import set_time
from livestreams.models import ImportBatch, LiveSession
from portal.accounts.models import Role, User
from traders.demo import load_markets
from traders.models import Membership, ShopAccount


def is_loaded() -> bool:
    """Whether the demo came to its end; one that was stopped is taken up again, and changes nothing that is in."""
    return ImportBatch.objects.filter(file_name=LAST_FILE, state=BatchState.PROCESSED).exists()


def load(today: dt.date, folder: Path, say: Callable[[str], None]) -> None:
    """Everything but the roll-ups. ``folder`` takes one file at a time."""
    markets = load_markets()
    managers = Membership.objects.filter(user__role=Role.MARKET_MANAGER).select_related("user")
    boards: dict[int | None, User] = {member.organisation_id: member.user for member in managers}
    shows = all_shows(markets, today)
    save_sessions(shows)
    say(f"Đã thêm {len(markets)} chợ và {len(shows)} phiên.")
    rows = 0
    for file in export_files(markets, shows, today):
        path = folder / file.name
        file.write(path)
        rows += _import(path, file.account, by=boards.get(file.account.market.organisation_id))
        path.unlink()
    say(f"Đã nhập {rows} dòng đơn hàng.")


@transaction.atomic
def save_sessions(shows: list[Show]) -> None:
    """Insert the sessions at once. Nothing has been imported yet, so no order has to find another session."""
    random = Random("sessions")  # noqa: S311 - no secret, the same on every run
    sessions = [show.session(random) for show in shows]
    for session, reach in zip(sessions, events.reaches(), strict=False):
        session.reach = reach
    for session in sessions:
        set_time(session, None)
    LiveSession.objects.bulk_create(sessions, ignore_conflicts=True, batch_size=500)


def _import(path: Path, account: ShopAccount, by: User | None) -> int:
    batch = import_file(path=path, account=account, by=by)
    if batch.state != BatchState.PROCESSED:
        raise RuntimeError(f"{path.name}: {batch.refusal}")
    return batch.rows_read
