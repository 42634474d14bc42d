"""Everything that changes who has a place in a run; see ``steps`` for what all of it keeps to."""

from training.actions.enrolments.enrolling import enrol, enrol_many, refusals
from training.actions.enrolments.leaving import leave, remove
from training.actions.enrolments.offers import (
    accept_offer,
    decline_offer,
    fill_places,
    fill_where_owed,
    lapse_offers,
)
from training.actions.enrolments.ordering import excuse, move_in_queue, set_capacity
from training.actions.enrolments.swaps import answer_swap, propose_swap, withdraw_swap

__all__ = [
    "accept_offer",
    "answer_swap",
    "decline_offer",
    "enrol",
    "enrol_many",
    "excuse",
    "fill_places",
    "fill_where_owed",
    "lapse_offers",
    "leave",
    "move_in_queue",
    "propose_swap",
    "refusals",
    "remove",
    "set_capacity",
    "withdraw_swap",
]
