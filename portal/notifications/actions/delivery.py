"""Giving one message to a gateway, at most one at a time and never twice.

Between two short transactions the gateway is called outside any. The first writes a MessageAttempt
(``started``; the database allows one a message), the second writes what came of it. So a worker that
dies in between leaves a started attempt, and nobody calls a gateway for that message until
``settle_lost`` has judged it: a provider that drops doubles by our tracking name is asked again with
the same name; any other may have sent it, so the attempt is unclear and the message is not given to
anybody again by the machine. Codes are never given out again after an unclear attempt, whatever the
provider promises: the person asks for a new one.
"""

import structlog
from django.db import transaction
from django.utils import timezone

from portal.notifications.actions.outcomes import UNCLEAR, Outcome, close, finish
from portal.notifications.actions.ways import ways
from portal.notifications.enums import AttemptState, State
from portal.notifications.gateways import Gateway, Outgoing, Postponed, Refused, Unclear
from portal.notifications.hours import quiet_until
from portal.notifications.models import Message, MessageAttempt
from portal.notifications.queries import objection

log = structlog.get_logger(__name__)

NO_ADDRESS = "Không có số điện thoại hay e-mail."
NO_CHANNEL = "Không kênh nào gửi được tới người này."
TOO_LATE = "Quá giờ, gửi nữa cũng không còn dùng được."

type Begun = tuple[Gateway, Outgoing, MessageAttempt]


def deliver(*, message_id: int) -> None:
    """Send the message if it is still to be sent, channel by channel until one takes it or all have refused."""
    while (begun := begin(message_id)) is not None:
        gateway, outgoing, attempt = begun
        if not finish(attempt, call(gateway, outgoing)):
            return


@transaction.atomic
def begin(message_id: int) -> Begun | None:
    """Write the attempt that is about to be made; None when there is nothing to do now."""
    message = Message.objects.open().select_for_update(skip_locked=True, of=("self",)).filter(pk=message_id).first()
    if message is None or message.attempts.filter(state=AttemptState.STARTED).exists():
        return None
    now = timezone.now()
    if why := objection(message):
        close(message, State.SKIPPED, why)
    elif message.expires_at and message.expires_at <= now:
        close(message, State.FAILED, TOO_LATE)
    elif not message.is_urgent and (until := quiet_until(now)):
        Message.objects.filter(pk=message.pk).update(state=State.WAITING, due_at=until)
    elif not (message.phone or message.email):
        close(message, State.SKIPPED, NO_ADDRESS)
    else:
        return start(message)
    return None


def start(message: Message) -> Begun | None:
    """Write the attempt with the first gateway that is left; closes the message when there is none."""
    found = next(ways(message), None)
    if found is None:
        last = message.attempts.filter(round=message.round).last()
        close(message, State.FAILED, (last and last.error) or NO_CHANNEL)
        return None
    gateway, outgoing = found
    attempt = MessageAttempt.objects.create(
        message=message,
        round=message.round,
        channel=gateway.channel,
        gateway=gateway.name,
        tracking=outgoing.tracking,
    )
    return gateway, outgoing, attempt


def call(gateway: Gateway, outgoing: Outgoing) -> Outcome:
    """What the gateway answered; an error of its own counts as unclear and is logged without the message."""
    try:
        return gateway.send(outgoing)
    except (Refused, Postponed, Unclear) as answer:
        return answer
    except Exception as error:  # noqa: BLE001 - whatever it was, the attempt has to end
        log.error("message_gateway_failed", gateway=gateway.name, error=type(error).__name__)  # noqa: TRY400 - a traceback could show the text
        return Unclear(UNCLEAR)
