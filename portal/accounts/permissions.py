"""Who may call a view. Which objects they meet there is decided by the querysets' ``visible_to(user)``."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from portal.accounts.models import Role, User


class SignedInRequest(HttpRequest):
    """A request whose person is known, for the signature of views behind the sign-in."""

    user: User


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type SignedInView[**P] = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def role_required[**P](*roles: Role) -> Callable[[SignedInView[P]], View[P]]:
    """Let through signed-in people with one of ``roles``; 403 for others (sign-in comes before, by middleware)."""

    def decorate(view: SignedInView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(cast("SignedInRequest", request), *args, **kwargs)

        return guarded

    return decorate


def has_role(user: object, *roles: Role) -> bool:
    """Say whether ``user`` is signed in with one of ``roles``; nobody has roles beyond their own."""
    return isinstance(user, User) and user.role in roles
