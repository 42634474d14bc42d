"""Doors to the identity provider; without one configured they answer 404."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from portal.accounts.permissions import SignedInRequest
from portal.accounts.stepup import recently_authenticated


@login_not_required
@require_POST
def enter_by_identity(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to the provider to sign in; who is signed in connects an identity instead, after a step-up."""
    if request.user.is_authenticated:
        return redirect("own_account")
    return _go_to_provider(request, provider_id, AuthProcess.LOGIN)


@require_POST
@recently_authenticated
def connect_identity(request: SignedInRequest, provider_id: str) -> HttpResponseBase:
    """Go to the provider to bind an identity to the own account, which it will open from then on."""
    return _go_to_provider(request, provider_id, AuthProcess.CONNECT)


@require_POST
@recently_authenticated
def disconnect_identity(request: SignedInRequest) -> HttpResponseBase:
    """Unbind it, unless nothing else would open the account."""
    person = request.user
    if person.has_usable_password() or person.phone_verified_at:
        SocialAccount.objects.filter(user=person).delete()
        messages.success(request, "Đã gỡ liên kết định danh.")
    else:
        messages.error(request, "Hãy thêm số điện thoại trước: đây là cách đăng nhập duy nhất của bạn.")
    return redirect("own_account")


@login_not_required
@require_safe
def identity_cancelled(request: HttpRequest) -> HttpResponseBase:
    """The person turned back at the provider."""
    return render(request, "socialaccount/login_cancelled.html")


def _go_to_provider(request: HttpRequest, provider_id: str, process: str) -> HttpResponseBase:
    """Redirect there; a provider that does not answer is no error of ours, but the person has to know."""
    try:
        provider = OpenIDConnectOAuth2Adapter(request, provider_id).get_provider()
        response: HttpResponseBase = provider.redirect(request, process, get_next_redirect_url(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response
