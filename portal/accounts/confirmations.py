"""Proof that a phone is in somebody's hands: a code goes out to it and comes back.

One record serves sign-in, step-up, a new number and registration at the stall. It says who asked and who
typed; a visitor is nobody yet. Whether the number belongs to a person is never looked at here, so asking
takes the same time and says the same words for every number.
"""

import math
import re
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from portal.accounts.enums import ConfirmationPurpose
from portal.accounts.errors import AccountsError
from portal.accounts.models import PhoneConfirmation, User
from portal.notifications.actions import send_code
from portal.sealing import digest

LIMITS = ((timedelta(hours=1), 5, "1 giờ"), (timedelta(days=1), 10, "1 ngày"))
"""How many codes one number gets within how long, and how that is said."""

TEMPLATES = {ConfirmationPurpose.ASSISTED_REGISTRATION: "code_at_stall"}
"""Which text carries a code that is meant to be read out; others say to read it to nobody."""


@transaction.atomic
def ask_confirmation(*, phone: str, purpose: ConfirmationPurpose, by: User | None) -> PhoneConfirmation:
    """Send a new code to ``phone`` (+84…); earlier ones stay good until they end.

    Raises AccountsError when the last code is younger than a minute or the number has had too many.
    """
    _queue_up(phone)
    _refuse_too_many(phone)
    code = f"{secrets.randbelow(10**6):06}"
    asked = PhoneConfirmation.objects.create(
        phone=phone, purpose=purpose, code_digest=_digest(phone, code), asked_by=by, asked_at=timezone.now()
    )
    send_code(phone=phone, code=code, key=f"phone-confirmation:{asked.pk}", template=TEMPLATES.get(purpose, "code"))
    return asked


@transaction.atomic
def confirm(*, confirmation: PhoneConfirmation, code: str, by: User | None) -> bool:
    """Compare what was typed; True for the one call that proves the phone.

    A wrong code costs one of three tries, counted under a lock. ``confirmation`` is read again, so the
    caller sees how many are left; after the end, the last try or an earlier proof every code is wrong.
    """
    row = PhoneConfirmation.objects.select_for_update().get(pk=confirmation.pk)
    is_right = row.is_open and constant_time_compare(row.code_digest, _digest(row.phone, code))
    if is_right:
        row.confirmed_at, row.typed_by = timezone.now(), by
    elif row.is_open:
        row.failed_tries += 1
    row.save(update_fields=["confirmed_at", "typed_by", "failed_tries"])
    confirmation.refresh_from_db()
    return is_right


def forget_codes(*, older_than: timedelta) -> int:
    """Delete codes of sign-ins and step-ups; what proves a registration or a new number is kept as its record."""
    passing = (ConfirmationPurpose.SIGN_IN, ConfirmationPurpose.STEP_UP)
    old = PhoneConfirmation.objects.filter(purpose__in=passing, asked_at__lt=timezone.now() - older_than)
    return old.delete()[0]


def _queue_up(phone: str) -> None:
    """Whoever asks for the same number at the same moment waits here, so that limits are counted one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"phone-confirmation:{phone}"])


def _refuse_too_many(phone: str) -> None:
    now = timezone.now()
    recent = PhoneConfirmation.objects.filter(phone=phone, asked_at__gt=now - max(span for span, _, _ in LIMITS))
    times = list(recent.order_by("-asked_at").values_list("asked_at", flat=True))
    if times and (wait := times[0] + PhoneConfirmation.PAUSE - now) > timedelta(0):
        raise AccountsError(f"Mã vừa được gửi rồi. Hãy chờ {math.ceil(wait.total_seconds())} giây rồi xin mã mới.")
    for span, most, words in LIMITS:
        if _count_since(times, now - span) >= most:
            raise AccountsError(f"Số này đã xin mã nhiều lần. Hãy thử lại sau {words}.")


def _count_since(times: list[datetime], start: datetime) -> int:
    return sum(time > start for time in times)


def _digest(phone: str, code: str) -> str:
    return digest(f"code:{phone}:{re.sub(r'\D', '', code)}")
