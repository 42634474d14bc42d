"""Who may call a view, by the table in ``roles.py``.

Which objects they meet there is decided by the querysets' ``visible_to(user)``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from portal.accounts.models import User
from portal.accounts.roles import ALLOWED, Action, Role


class SignedInRequest(HttpRequest):
    """A request whose person is known, for the signature of views behind the sign-in."""

    user: User


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type SignedInView[**P] = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def may[**P](*actions: Action) -> Callable[[SignedInView[P]], View[P]]:
    """Let through signed-in people who may do one of ``actions``; 403 for others (sign-in comes before)."""

    def decorate(view: SignedInView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not any(can(request.user, action) for action in actions):
                raise PermissionDenied
            return view(cast("SignedInRequest", request), *args, **kwargs)

        return guarded

    return decorate


def can(user: object, action: Action) -> bool:
    """Say whether ``user`` is signed in with a role that may do ``action``; nobody has roles beyond their own."""
    return isinstance(user, User) and user.role in ALLOWED[action]


def has_role(user: object, *roles: Role) -> bool:
    """Say whether ``user`` is signed in with one of ``roles``: for what a page shows, never for what it allows."""
    return isinstance(user, User) and user.role in roles
