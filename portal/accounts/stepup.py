"""Show once more who you are, before something weighty."""

import time
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records  # no public name for it
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from portal.accounts.permissions import SignedInRequest, SignedInView

SIGN_IN_ANEW = "Để làm việc này, hãy đăng xuất rồi đăng nhập lại."


def recently_authenticated[**P](view: SignedInView[P]) -> SignedInView[P]:
    """Guard a view for signed-in people: let through who signed in or showed who they are in the last 5 minutes.

    Others are asked for their passkey, one-time password, password or, as traders, a fresh code to the
    phone; then the request goes on, a POST with what it carried. Put it under ``@may``.
    """

    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_recent(request):
            return view(request, *args, **kwargs)
        if get_adapter().get_reauthentication_methods(request.user):
            raise ReauthenticationRequired  # allauth's middleware keeps the request and asks
        messages.info(request, SIGN_IN_ANEW)
        return redirect("own_account")

    return guarded


def is_recent(request: HttpRequest) -> bool:
    """Whether this session has seen a proof of its person within the time that settings give."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
