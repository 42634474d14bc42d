"""What ``manage.py check --deploy`` asks of production about messages."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's name

from portal.notifications.enums import Channel
from portal.notifications.gateways.choice import GATEWAYS, TRIAL


@register(Tags.security, deploy=True)
def messages_have_a_way_out(**_options: Any) -> list[CheckMessage]:
    """Traders sign in by a code, so at least one channel must reach phones; none may be the trial box."""
    chosen = {channel: settings.MESSAGE_GATEWAYS.get(channel, "") for channel in Channel}
    found: list[CheckMessage] = []
    if not chosen[Channel.ZALO] and not chosen[Channel.SMS]:
        found.append(Error("Neither NOTIFY_ZALO nor NOTIFY_SMS is set: nobody gets a code.", id="notifications.E001"))
    for channel, name in chosen.items():
        if name and (channel, name) not in GATEWAYS:
            where = "the trial box" if name == TRIAL else f"an unknown gateway {name!r}"
            found.append(Error(f"NOTIFY_{channel.upper()} is {where}.", id="notifications.E002"))
    if not settings.PORTAL_URL.startswith("https://"):
        found.append(
            Warning("PORTAL_URL is no https address: links in messages lead nowhere.", id="notifications.W001")
        )
    return found
