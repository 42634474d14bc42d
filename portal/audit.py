"""Who stands beside an audit row."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import pghistory

if TYPE_CHECKING:
    from portal.accounts.models import User


def acting(by: User | None) -> AbstractContextManager[Any]:
    """Name ``by`` beside the audit rows written inside; None is a command of the machine's keeper.

    The request's middleware does so too; this holds where an action runs outside a request.
    """
    return pghistory.context(user=by.pk) if by else nullcontext()
