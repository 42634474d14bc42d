"""What changes consents, readings, requests, erasures and breaches."""

from portal.privacy.actions.consents import give_consent, undo_withdrawal, withdraw_consent
from portal.privacy.actions.readings import record_reading

__all__ = ["give_consent", "record_reading", "undo_withdrawal", "withdraw_consent"]
