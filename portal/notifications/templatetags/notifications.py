"""How states and numbers of messages are written."""

from django import template

from portal.notifications.enums import AttemptState, State
from portal.phones import masked_phone

register = template.Library()

KINDS: dict[str, str] = {
    State.QUEUED: "info",
    State.WAITING: "attention",
    State.SENT: "good",
    State.DELIVERED: "good",
    State.FAILED: "bad",
    State.SKIPPED: "neutral",
}
ATTEMPT_KINDS: dict[str, str] = {
    AttemptState.STARTED: "info",
    AttemptState.ACCEPTED: "good",
    AttemptState.DELIVERED: "good",
    AttemptState.POSTPONED: "attention",
    AttemptState.REFUSED: "bad",
    AttemptState.UNCLEAR: "attention",
}


@register.inclusion_tag("components/status_badge.html")
def state_badge(state: str) -> dict[str, str]:
    """The state of a message."""
    return {"text": State(state).label, "kind": KINDS[state]}


@register.inclusion_tag("components/status_badge.html")
def attempt_badge(state: str) -> dict[str, str]:
    """The state of an attempt."""
    return {"text": AttemptState(state).label, "kind": ATTEMPT_KINDS[state]}


@register.filter
def masked(phone: str) -> str:
    """``0912 ••• 678``, a dash where there is no number."""
    return masked_phone(phone) if phone else "–"
