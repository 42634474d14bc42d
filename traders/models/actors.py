"""Who asks: a type for the querysets' ``visible_to`` and ``managed_by``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

    type Actor = User | AnonymousUser
