"""``manage.py add_session CODE --account PLATFORM:HANDLE --start ISO --end ISO [--creator HANDLE] …``."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from livestreams.actions.sessions import save_session
from livestreams.errors import LivestreamError
from livestreams.forms.sessions import code_validator
from livestreams.models import LiveSession
from traders.errors import TradersError
from traders.queries import find_account
from traders.words import plain_handle


class Command(BaseCommand):
    help = "Thêm một phiên livestream; không làm gì khi mã phiên đã có. Giờ không ghi múi giờ là giờ Việt Nam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--account", required=True, metavar="PLATFORM:HANDLE")
        parser.add_argument("--start", required=True, metavar="ISO", help="ví dụ 2023-12-11T20:00")
        parser.add_argument("--end", required=True, metavar="ISO")
        parser.add_argument("--creator", default="", metavar="HANDLE")
        parser.add_argument("--creator-id", default="", metavar="ID")
        parser.add_argument("--title", default="", help="tên phiên; bỏ trống thì là mã phiên")

    def handle(self, *_args: Any, code: str, **options: Any) -> None:
        if LiveSession.objects.filter(code=code).exists():
            self.stdout.write(f"Phiên {code} đã có, giữ nguyên.")
            return
        try:
            session = save_session(session=new_session(code, **options), by=None)
        except (TradersError, LivestreamError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Đã thêm phiên {code} của {session.account}, {session.market}.")


def new_session(
    code: str, *, account: str, start: str, end: str, creator: str, creator_id: str, title: str, **_options: Any
) -> LiveSession:
    """An unsaved session. Raises CommandError, or TradersError for the account."""
    owner, start_at, end_at = find_account(account), moment(start), moment(end)
    if start_at >= end_at:
        raise CommandError("Giờ bắt đầu phải trước giờ kết thúc.")
    try:
        code_validator(code)
    except ValidationError as error:
        raise CommandError(error.messages[0]) from None
    return LiveSession(
        code=code,
        market=owner.market,
        account=owner,
        title=title or code,
        planned=DateTimeTZRange(start_at, end_at),
        creator_handle=plain_handle(creator),
        creator_id=creator_id.strip(),
    )


def moment(text: str) -> dt.datetime:
    """An ISO moment; without a zone it is local time."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” không phải ngày giờ, ví dụ 2023-12-11T20:00.") from None
    return read if read.tzinfo else timezone.make_aware(read)
