"""What stands in the messages on people's phones, and a browser that has shown lately who it is."""

from __future__ import annotations

import json
import time

from django.test import Client

from portal.accounts.models import User
from portal.notifications.models import Message
from portal.sealing import unseal


def sent_codes(phone: str) -> list[str]:
    """The codes that went to a number (+84…), the first one first."""
    messages = Message.objects.filter(phone=phone, purpose="code").order_by("pk")
    return [json.loads(unseal(message.sealed))["code"] for message in messages]


def last_code(phone: str) -> str:
    return sent_codes(phone)[-1]


def wrong(code: str) -> str:
    """Six digits that are not ``code``."""
    return f"{(int(code) + 1) % 10**6:06}"


def sign_in_freshly(client: Client, person: User, *, method: str = "password") -> None:
    """As ``force_login``, and the step-up that guards weighty views has just been passed."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
