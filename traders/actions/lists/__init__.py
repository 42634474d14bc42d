"""A list of traders from the file to the registers, and back."""

from traders.actions.lists.applying import apply_list, resume_stalled, start_applying
from traders.actions.lists.checking import answer_questions, check_again, set_columns
from traders.actions.lists.deciding import decide_all, decide_row
from traders.actions.lists.emptying import discard_list, empty_old_lists
from traders.actions.lists.receiving import receive_list
from traders.actions.lists.undoing import undo_list

__all__ = (
    "answer_questions",
    "apply_list",
    "check_again",
    "decide_all",
    "decide_row",
    "discard_list",
    "empty_old_lists",
    "receive_list",
    "resume_stalled",
    "set_columns",
    "start_applying",
    "undo_list",
)
