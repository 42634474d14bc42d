"""Finding what a command's arguments name, with an error that says what to do."""

from __future__ import annotations

from django.core.management.base import CommandError

from livestreams.models import LiveSession
from traders.enums import Platform
from traders.models import ShopAccount


def account_named(name: str) -> ShopAccount:
    """``tiktok_shop:cho.ben.thanh`` → the account."""
    platform, _, handle = name.partition(":")
    if platform not in Platform.values or not handle:
        raise CommandError(f"Ghi tài khoản dạng PLATFORM:HANDLE, PLATFORM là một trong {', '.join(Platform.values)}.")
    handle = handle.strip().removeprefix("@").lower()
    accounts = ShopAccount.objects.select_related("trader__market", "market")
    account = accounts.filter(platform=platform, handle=handle).first()
    if account is None:
        raise CommandError(f"Chưa có tài khoản {name}. Tạo bằng: manage.py add_account {name} --market SLUG")
    return account


def session_coded(code: str) -> LiveSession:
    session = LiveSession.objects.filter(code=code).first()
    if session is None:
        raise CommandError(f"Chưa có phiên {code}. Tạo bằng: manage.py add_session {code} …")
    return session
