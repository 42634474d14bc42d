"""Nightly work on personal data; may run twice."""

from celery import shared_task

from portal.privacy.actions.retention import apply_rule
from portal.privacy.retention import RETENTION


@shared_task
def apply_retention() -> None:
    """One task a rule, so that one that fails does not keep the others from theirs."""
    for rule in RETENTION:
        apply_retention_rule.delay(rule.name)


@shared_task
def apply_retention_rule(name: str) -> None:
    """Apply one rule."""
    apply_rule(name)
