"""Second factors: how allauth's are kept here, and who has to have one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication  # no public names
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import User
from portal.accounts.roles import SECOND_FACTOR_ROLES
from portal.sealing import seal, unseal

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

ERROR_MESSAGES = {
    "cannot_delete_authenticator": "Đây là lớp xác minh duy nhất còn lại. Hãy thêm lớp khác rồi mới gỡ.",
    "cannot_generate_recovery_codes": "Hãy đặt ứng dụng xác minh hoặc khóa đăng nhập trước.",
    "incorrect_code": "Mã chưa đúng. Mã trong ứng dụng đổi sau mỗi 30 giây và chỉ dùng được một lần.",
    "unverified_email": "Hãy xác nhận e-mail trước.",
}


class FactorAdapter(DefaultMFAAdapter):
    """Secrets sealed at rest; who must have a factor keeps the last one."""

    error_messages = DefaultMFAAdapter.error_messages | ERROR_MESSAGES

    def encrypt(self, text: str) -> str:
        """Sealed with the key of personal numbers."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of who has to have one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return not is_demanded(authenticator.user) or others.exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name for it
        """What a passkey is called until its owner says."""
        return f"Khóa {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal under the name that people know."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Chợ Số"}


def is_demanded(user: Any) -> bool:
    """Whether this person may do nothing here without a second factor: by the role, or to enter the administration."""
    role: str = getattr(user, "role", "")
    is_keeper = getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)
    return bool(settings.STAFF_SECOND_FACTOR) and (is_keeper or role in SECOND_FACTOR_ROLES)


def has_factor(user: User) -> bool:
    """Whether this person has set one up; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def counting_the_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that adds a factor: the first one counts as passed here, since it was just held in the hand."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        had_one = has_factor(request.user)  # type: ignore[arg-type] # a User: the view is for staff
        response = view(request, *args, **kwargs)
        if not had_one and has_factor(request.user):  # type: ignore[arg-type] # as above
            record_authentication(request, request.user, "mfa", type="first")
        return response

    return counted


def has_passed(request: HttpRequest) -> bool:
    """Whether this session was opened, or stepped up, with a second factor; asks no database."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
