"""Sign-in by an identity provider (OpenID Connect): whom it opens an account for, and whose account it opens."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actions import new_username
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.phones import PhoneError, mobile_phone

ERROR_MESSAGES = {
    "connected_other": "Định danh này đang gắn với một tài khoản khác.",
    "invalid_token": "Nơi cấp định danh trả lời không đúng. Hãy thử lại.",
}


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Who is new becomes a trader; who is known by a number that both sides have proved is that trader.

    An e-mail never links: the portal has proved none. Staff never link by themselves either; signed in
    with password and factor, they connect their identity on their own page. Of what the provider tells
    only its name for the person is kept: it may hold numbers that the portal must not collect.
    """

    error_messages = DefaultSocialAccountAdapter.error_messages | ERROR_MESSAGES

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: SocialLogin) -> bool:
        """A national identity says more than a phone number does."""
        return True

    def populate_user(self, _request: HttpRequest, sociallogin: SocialLogin, _data: Mapping[str, Any]) -> User:
        """Take over name and proved number, and drop the rest before anything is stored."""
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or {}
        sociallogin.account.extra_data, sociallogin.email_addresses = {}, []
        sociallogin.proved_phone = proved_phone(claims)
        person: User = sociallogin.user
        person.username, person.role = new_username(), Role.TRADER
        person.full_name = unicodedata.normalize("NFC", str(claims.get("name") or ""))[:120]
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Before a new person is made: is this a trader of ours?"""
        phone = sociallogin.proved_phone
        if sociallogin.is_existing or not phone or sociallogin.state.get("process") == "connect":
            return
        holder = User.objects.filter(phone=phone).first()
        if holder is None:
            sociallogin.user.phone, sociallogin.user.phone_verified_at = phone, timezone.now()
        elif holder.role == Role.TRADER and holder.phone_verified_at and holder.is_active:
            sociallogin.connect(request, holder)

    def get_connect_redirect_url(self, _request: HttpRequest, _account: Any) -> str:
        """Back to the own account."""
        return reverse("own_account")


def proved_phone(claims: Mapping[str, Any]) -> str:
    """The mobile number that the provider vouches for, as +84…; empty without one."""
    if claims.get("phone_number_verified") is not True:
        return ""
    try:
        return mobile_phone(str(claims.get("phone_number") or ""))
    except PhoneError:
        return ""
