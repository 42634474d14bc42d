"""Pages that are the same for everybody, so that a proxy and a browser may keep them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

type PublicView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_everybody[**P](**caching: Any) -> Callable[[PublicView[P]], PublicView[P]]:
    """Serve a view to whoever asks, with an ETag and ``Cache-Control: public``; ``caching`` as cache_control takes it.

    Inside the view nobody is signed in: what a proxy keeps must not hold the name of the first who asked.
    For the same reason the answer sets no cookie and does not vary by any.
    """

    def decorate(view: PublicView[P]) -> PublicView[P]:
        @wraps(view)
        def anonymous(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.user = AnonymousUser()
            response = view(request, *args, **kwargs)
            request.session.accessed = False  # the middleware asked who it is; the answer does not depend on it
            return response

        served: PublicView[P] = cache_control(public=True, **caching)(conditional_page(anonymous))
        return login_not_required(require_safe(served))

    return decorate


def same_for_visitors[**P](**caching: Any) -> Callable[[PublicView[P]], PublicView[P]]:
    """A page with something of one's own for who is signed in: kept as ``for_everybody`` does for who has no cookie.

    Whoever brings a cookie gets an answer that nobody keeps.
    """

    def decorate(view: PublicView[P]) -> PublicView[P]:
        for_visitors = for_everybody(**caching)(view)
        own = cache_control(private=True, no_cache=True)(view)

        @wraps(view)
        def served(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            response = own(request, *args, **kwargs) if request.COOKIES else for_visitors(request, *args, **kwargs)
            patch_vary_headers(response, ["Cookie"])
            return response

        return login_not_required(require_safe(served))

    return decorate
