"""What is asked about messages."""

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.notifications.enums import ESSENTIAL, NEEDS_NO_CONSENT, OPEN_STATES, Channel, Purpose, State
from portal.notifications.models import Message, MessageBatch, MessagePreference, TrialMessage
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries import has_consent


def objection(message: Message) -> str:
    """Why ``message`` must not be sent to its person, empty when it may."""
    if message.purpose in ESSENTIAL or message.person is None:
        return ""
    if is_muted(message.person, message.purpose):
        return "Người nhận đã tắt loại tin này."
    if message.purpose not in NEEDS_NO_CONSENT and not agreed(message.person):
        return "Người nhận chưa đồng ý nhận tin."
    return ""


def is_muted(person: User, purpose: str) -> bool:
    """True when the person turned messages of that purpose off."""
    return MessagePreference.objects.filter(person=person, purpose=purpose).exists()


def agreed(person: User) -> bool:
    """Say whether a trader consented to messages; whoever works for a market or the city is told by their work."""
    return person.role != Role.TRADER or has_consent(person, ConsentPurpose.MESSAGES)


def muted_purposes(person: User) -> set[Purpose]:
    """What the person turned off."""
    muted = MessagePreference.objects.filter(person=person).values_list("purpose", flat=True)
    return {Purpose(purpose) for purpose in muted}


def messages_for(
    user: User, *, purpose: str = "", state: str = "", channel: str = "", batch: MessageBatch | None = None
) -> QuerySet[Message]:
    """The messages that ``user`` may read about, narrowed, newest first."""
    found = Message.objects.visible_to(user).select_related("person", "by", "batch")
    if purpose:
        found = found.filter(purpose=purpose)
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(attempts__channel=channel).distinct()
    return found.filter(batch=batch) if batch else found


def batches_for(user: User) -> QuerySet[MessageBatch]:
    """The campaigns that ``user`` may read about, newest first, each with how many are open, arrived and lost."""
    states = {"waiting": OPEN_STATES, "arrived": (State.SENT, State.DELIVERED), "lost": (State.FAILED,)}
    counts = {name: Count("messages", filter=Q(messages__state__in=of)) for name, of in states.items()}
    return MessageBatch.objects.visible_to(user).select_related("by").annotate(**counts)


def states_of(batch: MessageBatch) -> list[tuple[State, int]]:
    """How many messages of the batch are in each state, in the order of a message's life."""
    counted = dict(batch.messages.order_by().values_list("state").annotate(Count("pk")))
    return [(state, counted[state]) for state in State if counted.get(state)]


def own_messages(person: User) -> QuerySet[Message]:
    """What was written to ``person``, codes left out: they are of no use a minute later."""
    return Message.objects.of(person).exclude(purpose=Purpose.CODE)


def trial_messages(digits: str = "") -> QuerySet[TrialMessage]:
    """The trial box, newest first; ``digits`` are any part of the number."""
    wanted = digits.removeprefix("0") if digits.startswith("0") else digits
    return TrialMessage.objects.filter(phone__contains=wanted) if wanted else TrialMessage.objects.all()


def channel_that_took(message: Message) -> str:
    """The channel of the last attempt that was not refused, in words."""
    last = next((attempt for attempt in reversed(message.attempts.all()) if attempt.state != "refused"), None)
    return Channel(last.channel).label if last else ""
