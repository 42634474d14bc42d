"""What changes consents, readings, requests, erasures, breaches and what is kept."""

from portal.privacy.actions.breaches import close_breach, reopen_breach, save_breach
from portal.privacy.actions.consents import give_consent, undo_withdrawal, withdraw_consent
from portal.privacy.actions.erasures import erase_person
from portal.privacy.actions.readings import record_reading
from portal.privacy.actions.requests import (
    ask_correction,
    ask_erasure,
    check_request,
    finish_request,
    refuse_request,
    take_back,
)
from portal.privacy.actions.retention import apply_rule

__all__ = [
    "apply_rule",
    "ask_correction",
    "ask_erasure",
    "check_request",
    "close_breach",
    "erase_person",
    "finish_request",
    "give_consent",
    "record_reading",
    "refuse_request",
    "reopen_breach",
    "save_breach",
    "take_back",
    "undo_withdrawal",
    "withdraw_consent",
]
