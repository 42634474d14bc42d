"""SMS through eSMS.vn: POST …/SendMultipleMessage_V4_post_json/ with a registered brand name.

``CodeResult`` 100 means taken, 124 that a message of this ``RequestId`` was taken before: so a request
whose answer was lost may be repeated. Reports come by GET to the address given with the message, and
eSMS does not sign them; that address therefore carries a keyed digest of its own.
https://developers.esms.vn/esms-api
"""

import hmac
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from portal.notifications.enums import Channel
from portal.notifications.gateways.interface import Outgoing, Receipt, Refused
from portal.notifications.gateways.reports import Report
from portal.notifications.gateways.web import post_json
from portal.sealing import digest

TAKEN = frozenset({"100", "124"})
"""Every other code speaks of the account, the text or the number, and waiting does not change those."""

CUSTOMER_CARE = "2"
REPORT_FINAL = "5"
REPORT_REFUSED = "4"


class EsmsGateway:
    """Sends an SMS with Vietnamese letters, or without where ``ESMS_UNICODE`` is 0."""

    name = "esms"
    channel = Channel.SMS
    is_idempotent = True

    def accepts(self, outgoing: Outgoing) -> bool:
        """Any number."""
        return bool(outgoing.phone)

    def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message."""
        answer = post_json(
            f"{settings.ESMS['api']}/MainService.svc/json/SendMultipleMessage_V4_post_json/", payload(outgoing)
        )
        return receipt(answer)


def payload(outgoing: Outgoing) -> dict[str, str]:
    """The request as eSMS documents it; all of its values are texts."""
    is_unicode = settings.ESMS["is_unicode"]
    return {
        "ApiKey": settings.ESMS["key"],
        "SecretKey": settings.ESMS["secret"],
        "Brandname": settings.ESMS["brand"],
        "SmsType": CUSTOMER_CARE,
        "IsUnicode": "1" if is_unicode else "0",
        "Sandbox": "1" if settings.ESMS["is_sandbox"] else "0",
        "Phone": "0" + outgoing.phone.removeprefix("+84"),
        "Content": outgoing.whole_text if is_unicode else without_accents(outgoing.whole_text),
        "RequestId": outgoing.tracking,
        "CallbackUrl": report_url(outgoing.tracking),
    }


def without_accents(text: str) -> str:
    """Vietnamese in the letters that a plain SMS has."""
    plain = text.translate(str.maketrans("đĐ₫“”…•–", 'dDd"".*-'))
    return unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()


def receipt(answer: Mapping[str, Any]) -> Receipt:
    """The id that eSMS gave the message; raises Refused with what its code means."""
    code = str(answer.get("CodeResult", ""))
    if code in TAKEN:
        return Receipt(str(answer.get("SMSID") or ""))
    error = f"eSMS báo lỗi {code}: {answer.get('ErrorMessage') or ''}".rstrip(": ")
    raise Refused(error)


def report_url(tracking: str) -> str:
    """Where eSMS reports this one message; nobody else can make the last part."""
    return settings.PORTAL_URL + reverse("message_report_esms", args=[tracking, report_mark(tracking)])


def report_mark(tracking: str) -> str:
    """A keyed digest of our name for the sending."""
    return digest(f"esms:{tracking}")[:32]


def read_report(tracking: str, mark: str, query: Mapping[str, str]) -> Report | None:
    """What eSMS reports, None while the message is still on its way. Raises PermissionError for a forged address."""
    if not hmac.compare_digest(mark.encode(), report_mark(tracking).encode()):
        raise PermissionError
    status = query.get("SendStatus", "")
    if status not in {REPORT_FINAL, REPORT_REFUSED}:
        return None
    is_delivered = status == REPORT_FINAL and query.get("SendSuccess", "0") not in {"", "0"}
    return Report(
        gateway="esms",
        is_delivered=is_delivered,
        tracking=tracking,
        provider_id=query.get("SMSID", ""),
        error="" if is_delivered else "Nhà mạng báo tin không tới được máy.",
    )
