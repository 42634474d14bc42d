"""Where one is signed in, and the way to end it."""

import re
from typing import NamedTuple

from allauth.account.internal.flows.logout import logout  # no public name
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import SignedInRequest

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại Android"),
    ("Windows", "máy Windows"),
    ("Macintosh|Mac OS", "máy Mac"),
    ("CrOS", "máy Chromebook"),
    ("Linux", "máy Linux"),
)
BROWSERS = (
    ("Zalo", "Zalo"),
    ("FBAN|FBAV", "Facebook"),
    ("coc_coc|CocCoc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("Firefox|FxiOS", "Firefox"),
    ("OPR|Opera", "Opera"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
"""What a browser says of itself, the more telling word first, and what people call it."""


class Device(NamedTuple):
    """One sign-in as its owner would know it."""

    session: UserSession
    name: str
    is_this: bool


@require_safe
def devices(request: SignedInRequest) -> HttpResponse:
    """All sign-ins that have not ended."""
    found = UserSession.objects.purge_and_list(request.user)
    found.sort(key=lambda session: session.created_at, reverse=True)
    here = request.session.session_key
    listed = [Device(session, device_name(session.user_agent), session.session_key == here) for session in found]
    return render(request, "usersessions/devices.html", {"devices": listed})


@require_POST
def end_device(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign out one other device."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    get_adapter().end_sessions(others.filter(pk=pk))
    messages.success(request, "Đã đăng xuất thiết bị đó.")
    return redirect("devices")


@require_POST
def end_all_devices(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    get_adapter().end_sessions(UserSession.objects.filter(user=request.user))
    logout(request, show_message=False)
    messages.success(request, "Đã đăng xuất khỏi mọi thiết bị.")
    return redirect("account_login")


def device_name(user_agent: str) -> str:
    """``Chrome trên điện thoại Android``."""
    system = _first(SYSTEMS, user_agent) or "thiết bị khác"
    browser = _first(BROWSERS, user_agent) or "Trình duyệt"
    return f"{browser} trên {system}"


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, text)), "")
