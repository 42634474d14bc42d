"""Zalo notification service (ZNS): texts are templates that Zalo approved, named by numbers.

POST {api}/message/template with the header ``access_token``; the answer is ``{"error": 0, "data":
{"msg_id": …}}`` or a negative error. An access token lives 25 hours; the refresh token that renews it
works once, so the new pair is kept in the database (portal.notifications.models.GatewayToken).
https://developers.zalo.me/docs/zalo-notification-service
"""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.notifications.enums import Channel
from portal.notifications.gateways.interface import Outgoing, Postponed, Receipt, Refused, Unclear
from portal.notifications.gateways.reports import Report
from portal.notifications.gateways.web import post_form, post_json
from portal.notifications.models import GatewayToken
from portal.sealing import digest, seal, unseal

BAD_TOKEN = -124
TRY_LATER = frozenset({-100, -32})
"""Unknown error on their side, too many requests a minute; everything else will not change by waiting."""

SPARE = dt.timedelta(minutes=10)
"""A token is renewed this long before it ends."""


class ZaloGateway:
    """Sends a template to the Zalo account of a phone number."""

    name = "zalo"
    channel = Channel.ZALO
    is_idempotent = False
    """Zalo hands ``tracking_id`` back in reports but does not promise to drop a second message of that name."""

    def accepts(self, outgoing: Outgoing) -> bool:
        """Only texts that have an approved template."""
        return bool(outgoing.phone and template_id(outgoing.template))

    def send(self, outgoing: Outgoing) -> Receipt:
        """Send; an access token that Zalo no longer takes is renewed once."""
        answer = self.ask(outgoing, access_token())
        if error_of(answer) == BAD_TOKEN:
            answer = self.ask(outgoing, access_token(is_refused=True))
        return receipt(answer)

    def ask(self, outgoing: Outgoing, token: str) -> dict[str, Any]:
        """One request as Zalo documents it; numbers go without the plus sign."""
        payload = {
            "phone": outgoing.phone.removeprefix("+"),
            "template_id": template_id(outgoing.template),
            "template_data": dict(outgoing.values) | ({"link": outgoing.link} if outgoing.link else {}),
            "tracking_id": outgoing.tracking,
        }
        return post_json(f"{settings.ZALO['api']}/message/template", payload, {"access_token": token})


def template_id(template: str) -> str:
    """Zalo's number of a text, empty where none was approved."""
    return str(settings.ZALO["templates"].get(template, ""))


def error_of(answer: dict[str, Any]) -> int:
    """Zalo's error code, 0 when it took the message."""
    code = answer.get("error", -100)
    return code if isinstance(code, int) else -100


def receipt(answer: dict[str, Any]) -> Receipt:
    """Zalo's id of the message; raises what the error code means."""
    code = error_of(answer)
    if code == 0:
        return Receipt(str((answer.get("data") or {}).get("msg_id", "")))
    error = f"Zalo báo lỗi {code}: {answer.get('message', '')}".rstrip(": ")
    raise Postponed(error) if code in TRY_LATER or code == BAD_TOKEN else Refused(error)


@transaction.atomic
def access_token(*, is_refused: bool = False) -> str:
    """A token that works; renewed under a lock on its row, because the refresh token works once.

    ``ZALO_REFRESH_TOKEN`` begins the chain; a new value there, after the account was linked again,
    begins a new one. Raises Postponed when Zalo gives none.
    """
    first = settings.ZALO["refresh_token"]
    GatewayToken.objects.get_or_create(gateway="zalo")
    row = GatewayToken.objects.select_for_update().get(gateway="zalo")
    if row.seed != digest(first):
        row.seed, row.access, row.refresh, row.ends_at = digest(first), "", seal(first), None
    is_good = row.access and row.ends_at and row.ends_at > timezone.now() + SPARE
    if not is_good or is_refused:
        renew(row)
    return unseal(row.access)


def renew(row: GatewayToken) -> None:
    """Exchange the refresh token for a new pair; whatever goes wrong here, the message was not sent."""
    answer = exchange(row)
    if "access_token" not in answer or "refresh_token" not in answer:
        raise Postponed(f"Zalo không cấp quyền gửi (lỗi {answer.get('error', '?')}).")
    row.access, row.refresh = seal(str(answer["access_token"])), seal(str(answer["refresh_token"]))
    row.ends_at = timezone.now() + dt.timedelta(seconds=int(answer.get("expires_in", 3600)))
    row.save()


def exchange(row: GatewayToken) -> dict[str, Any]:
    """Zalo's answer to the refresh token."""
    fields = {"refresh_token": unseal(row.refresh), "app_id": settings.ZALO["app_id"], "grant_type": "refresh_token"}
    try:
        return post_form(
            f"{settings.ZALO['oauth']}/v4/oa/access_token", fields, {"secret_key": settings.ZALO["app_secret"]}
        )
    except (Refused, Unclear) as error:
        raise Postponed(f"Không gia hạn được quyền gửi qua Zalo: {error}") from error


def read_report(body: bytes, signature: str) -> Report | None:
    """What Zalo reports about a message, None for other events.

    Raises PermissionError unless ``signature`` (X-ZEvent-Signature) is ``mac=`` and the SHA-256 of the
    application's id, the body as it came, the timestamp in it and the secret of the official account.
    """
    event = json_object(body)
    secret = settings.ZALO["oa_secret"]
    app_id, moment = str(event.get("app_id", "")), str(event.get("timestamp", ""))
    signed = hashlib.sha256(app_id.encode() + body + moment.encode() + secret.encode()).hexdigest()
    is_ours = app_id == settings.ZALO["app_id"] and bool(secret)
    if not (is_ours and hmac.compare_digest(signed.encode(), signature.removeprefix("mac=").encode())):
        raise PermissionError
    message = event.get("message")
    if event.get("event_name") != "user_received_message" or not isinstance(message, dict):
        return None
    return Report(
        gateway="zalo",
        is_delivered=True,
        tracking=str(message.get("tracking_id", "")),
        provider_id=str(message.get("msg_id", "")),
    )


def json_object(body: bytes) -> dict[str, Any]:
    """The body as an object; anything else counts as forged."""
    try:
        event = json.loads(body)
    except ValueError:
        raise PermissionError from None
    if not isinstance(event, dict):
        raise PermissionError
    return event
