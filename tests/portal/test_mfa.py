"""Second factors of staff, and showing once more who one is."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from portal.accounts.models import Role, User
from portal.accounts.roles import SECOND_FACTOR_ROLES
from portal.accounts.stepup import recently_authenticated
from portal.checks import staff_have_a_second_factor
from portal.sealing import unseal
from portal.urls import urlpatterns as portal_urls
from tests.codes import last_code, sign_in_freshly, wrong
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/"
STEP_TWO = "/tai-khoan/dang-nhap/hai-buoc/"
SET_UP = "/tai-khoan/hai-buoc/"
WEIGHTY = "/nang-ky/"


@recently_authenticated
def weighty(request: Any) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.POST.get('what', '')}")


urlpatterns = [*portal_urls, path(WEIGHTY[1:], weighty)]


@pytest.fixture
def demanded(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def official() -> User:
    return UserFactory.create(role=Role.OFFICIAL, username="so")


@pytest.fixture
def secret(official: User) -> str:
    """The official's app is set up."""
    secret = str(generate_totp_secret())
    TOTP.activate(official, secret)
    RecoveryCodes.activate(official)
    return secret


def app_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def by_password(client: Client) -> Any:
    return client.post(SIGN_IN, {"login": "so", "password": PASSWORD})


@pytest.mark.parametrize("role", SECOND_FACTOR_ROLES)
def test_staff_without_a_factor_get_nowhere_but_to_setting_one_up(demanded: None, client: Client, role: Role) -> None:
    client.force_login(UserFactory.create(role=role, is_staff=True, is_superuser=role == Role.ADMINISTRATOR))
    for address in ("/", "/so-lieu/", "/cho/", "/tai-khoan/", "/tai-khoan/thiet-bi/", "/quan-tri-he-thong/"):
        assert client.get(address)["Location"] == SET_UP
    assert client.post("/tai-khoan/ten/", {"full_name": "Ai đó"})["Location"] == SET_UP
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == SET_UP
    assert client.get(SET_UP).status_code == 200


@pytest.mark.parametrize("role", [Role.TRADER, Role.MARKET_MANAGER, Role.MARKET_CLERK])
def test_others_need_no_factor(demanded: None, client: Client, role: Role) -> None:
    client.force_login(UserFactory.create(role=role))
    assert client.get("/tai-khoan/").status_code == 200


def test_app_is_set_up_right_after_signing_in(demanded: None, client: Client, official: User) -> None:
    by_password(client)
    secret = client.get(f"{SET_UP}ung-dung/").context["form"].secret
    assert client.post(f"{SET_UP}ung-dung/", {"code": wrong(app_code(secret))}).context["form"].errors
    assert client.post(f"{SET_UP}ung-dung/", {"code": app_code(secret)})["Location"] == f"{SET_UP}ma-du-phong/"
    assert len(client.get(f"{SET_UP}ma-du-phong/").context["unused_codes"]) == 10
    assert client.get("/tai-khoan/").status_code == 200
    kept = Authenticator.objects.get(user=official, type=Authenticator.Type.TOTP).data["secret"]
    assert kept != secret
    assert unseal(kept) == secret


def test_session_of_before_the_factor_does_not_open_by_the_password(
    demanded: None, client: Client, official: User
) -> None:
    """Somebody who knows the password was in before its owner set the factor up elsewhere."""
    by_password(client)
    secret = str(generate_totp_secret())
    TOTP.activate(official, secret)
    RecoveryCodes.activate(official)
    proof = "/tai-khoan/xac-nhan-lai/ung-dung/"
    for page in ("/", "/tai-khoan/", f"{SET_UP}ma-du-phong/", f"{SET_UP}khoa/them/", "/tai-khoan/mat-khau/doi/"):
        assert client.get(page)["Location"].startswith(proof), page
    assert client.post("/tai-khoan/xac-nhan-lai/", {"password": PASSWORD})["Location"].startswith(proof)
    assert "Mật khẩu" not in client.get(proof).content.decode()
    assert client.post(proof, {"code": app_code(secret)}).status_code == 302
    assert client.get("/tai-khoan/").status_code == 200


def test_administration_asks_for_the_factor_whatever_the_role(demanded: None, client: Client) -> None:
    client.force_login(UserFactory.create(role=Role.TRADER, is_staff=True, is_superuser=True))
    assert client.get("/quan-tri-he-thong/")["Location"] == SET_UP


def test_administration_changes_accounts_only_for_who_has_lately_shown_who_they_are(
    client: Client, official: User
) -> None:
    keeper = UserFactory.create(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(keeper)
    assert client.get("/quan-tri-he-thong/").status_code == 200
    page = f"/quan-tri-he-thong/accounts/user/{official.pk}/"
    for address in (f"{page}change/", f"{page}password/", f"{page}delete/", "/quan-tri-he-thong/accounts/user/"):
        assert client.get(address)["Location"].startswith("/tai-khoan/xac-nhan-lai/"), address
        assert client.post(address, {"role": Role.ADMINISTRATOR})["Location"].startswith("/tai-khoan/xac-nhan-lai/")
    sign_in_freshly(client, keeper)
    assert client.get(f"{page}change/").status_code == 200


def test_password_alone_no_longer_opens(demanded: None, client: Client, secret: str) -> None:
    assert by_password(client)["Location"] == STEP_TWO
    assert not get_user(client).is_authenticated
    client.post(STEP_TWO, {"code": wrong(app_code(secret))})
    assert not get_user(client).is_authenticated
    assert client.post(STEP_TWO, {"code": app_code(secret)}).status_code == 302
    assert get_user(client).is_authenticated


def test_factor_is_asked_for_where_it_is_not_demanded_too(client: Client, secret: str) -> None:
    by_password(client)
    assert not get_user(client).is_authenticated


def test_recovery_code_opens_once(client: Client, official: User, secret: str) -> None:
    code = Authenticator.objects.get(user=official, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    outcomes = []
    for browser in (Client(), Client()):
        by_password(browser)
        browser.post(STEP_TWO, {"code": code})
        outcomes.append(get_user(browser).is_authenticated)
    assert outcomes == [True, False]


def test_guesses_of_the_second_step_are_slowed_down(client: Client, secret: str) -> None:
    by_password(client)
    for _ in range(5):
        client.post(STEP_TWO, {"code": wrong(app_code(secret))})
    client.post(STEP_TWO, {"code": app_code(secret)})
    assert not get_user(client).is_authenticated


def test_phone_code_is_no_way_around_the_factor(client: Client, official: User, secret: str) -> None:
    client.post(f"{SIGN_IN}so-dien-thoai/", {"phone": official.phone})
    client.post(f"{SIGN_IN}ma/", {"code": last_code(official.phone or "")})
    assert not get_user(client).is_authenticated


def test_last_factor_stays_where_it_is_demanded(demanded: None, client: Client, official: User, secret: str) -> None:
    sign_in_freshly(client, official, method="mfa")
    assert "lớp xác minh duy nhất" in client.post(f"{SET_UP}ung-dung/go/").content.decode()
    assert Authenticator.objects.filter(user=official, type=Authenticator.Type.TOTP).exists()


def test_factor_goes_where_it_is_not_demanded(client: Client, official: User, secret: str) -> None:
    sign_in_freshly(client, official)
    client.post(f"{SET_UP}ung-dung/go/")
    assert not Authenticator.objects.filter(user=official).exists()


def test_last_passkey_stays_where_it_is_demanded(demanded: None, client: Client, official: User) -> None:
    key = Authenticator.objects.create(user=official, type=Authenticator.Type.WEBAUTHN, data={"name": "Khóa 1"})
    sign_in_freshly(client, official, method="mfa")
    assert "Khóa 1" in client.get(f"{SET_UP}khoa/{key.pk}/go/").content.decode()
    client.post(f"{SET_UP}khoa/{key.pk}/go/")
    assert Authenticator.objects.filter(pk=key.pk).exists()
    TOTP.activate(official, generate_totp_secret())
    client.post(f"{SET_UP}khoa/{key.pk}/go/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_passkey_of_somebody_else_is_not_there(client: Client, official: User) -> None:
    other = UserFactory.create(role=Role.INSPECTOR)
    key = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={"name": "Khóa 1"})
    sign_in_freshly(client, official)
    assert client.post(f"{SET_UP}khoa/{key.pk}/go/").status_code == 404


@pytest.mark.parametrize("page", ["ung-dung/", "ung-dung/go/", "khoa/them/", "ma-du-phong/", "ma-du-phong/moi/"])
def test_factors_change_only_for_who_has_lately_shown_who_they_are(
    client: Client, official: User, secret: str, page: str
) -> None:
    client.force_login(official)
    for method in (client.get, client.post):
        assert method(SET_UP + page)["Location"].startswith("/tai-khoan/xac-nhan-lai/")
    assert Authenticator.objects.filter(user=official).count() == 2


def test_sign_in_page_says_that_the_factor_is_off(client: Client, settings: Any) -> None:
    assert "không hỏi lớp xác minh thứ hai" in client.get(SIGN_IN).content.decode()
    settings.STAFF_SECOND_FACTOR = True
    assert "không hỏi lớp xác minh thứ hai" not in client.get(SIGN_IN).content.decode()


def test_deployment_without_the_factor_is_warned_of(settings: Any) -> None:
    assert staff_have_a_second_factor()
    settings.STAFF_SECOND_FACTOR = True
    assert staff_have_a_second_factor() == []


# Showing once more who one is


@pytest.mark.urls(__name__)
def test_fresh_sign_in_is_enough_for_five_minutes(client: Client, official: User) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC), tick=False) as clock:
        by_password(client)
        clock.shift(299)
        assert client.get(WEIGHTY).status_code == 200
        clock.shift(2)
        assert client.get(WEIGHTY)["Location"].startswith("/tai-khoan/xac-nhan-lai/?next=")


@pytest.mark.urls(__name__)
def test_password_lets_the_interrupted_post_go_on(client: Client, official: User) -> None:
    client.force_login(official)
    asked = client.post(WEIGHTY, {"what": "xuất danh sách"})["Location"]
    assert client.post(asked, {"password": "sai"}).status_code == 200
    assert client.get(WEIGHTY).status_code == 302
    client.post(WEIGHTY, {"what": "xuất danh sách"})
    response = client.post(asked, {"password": PASSWORD, "next": WEIGHTY})
    assert response.content.decode() == "POST xuất danh sách"
    assert client.get(WEIGHTY).status_code == 200


@pytest.mark.urls(__name__)
def test_app_code_is_asked_of_who_has_an_app(client: Client, official: User, secret: str) -> None:
    client.force_login(official)
    asked = client.get(WEIGHTY)["Location"]
    assert asked.startswith("/tai-khoan/xac-nhan-lai/ung-dung/")
    assert "Mật khẩu" in client.get(asked).content.decode()
    assert client.post(asked, {"code": app_code(secret), "next": WEIGHTY})["Location"] == WEIGHTY
    assert client.get(WEIGHTY).status_code == 200


@pytest.mark.urls(__name__)
def test_trader_without_password_gets_a_fresh_code(client: Client) -> None:
    person = UserFactory.create(phone_verified_at=dt.datetime.now(dt.UTC), password=None)
    client.force_login(person)
    asked = client.post(WEIGHTY, {"what": "xóa"})["Location"]
    assert asked.startswith("/tai-khoan/xac-nhan-lai/dien-thoai/?next=")
    assert client.get(asked).context["asked"] is None
    assert client.post(asked, {"action": "send"}).status_code == 302
    code = last_code(person.phone or "")
    assert client.post(asked, {"code": wrong(code)}).status_code == 422
    assert client.post(asked, {"code": code, "next": WEIGHTY}).content.decode() == "POST xóa"
    assert client.get(WEIGHTY).status_code == 200


@pytest.mark.urls(__name__)
def test_code_of_a_sign_in_is_no_step_up_of_somebody_else(client: Client) -> None:
    person = UserFactory.create(phone_verified_at=dt.datetime.now(dt.UTC), password=None)
    other = UserFactory.create(phone_verified_at=dt.datetime.now(dt.UTC), password=None)
    client.force_login(other)
    client.post("/tai-khoan/xac-nhan-lai/dien-thoai/", {"action": "send"})
    of_other = client.session["step_up_code"]
    client.force_login(person)
    kept = client.session
    kept["step_up_code"] = of_other
    kept.save()
    client.post("/tai-khoan/xac-nhan-lai/dien-thoai/", {"code": last_code(other.phone or "")})
    assert client.get(WEIGHTY).status_code == 302


@pytest.mark.urls(__name__)
def test_who_has_no_way_to_show_it_signs_in_anew(client: Client) -> None:
    client.force_login(UserFactory.create(phone=None, password=None))
    page = client.get(WEIGHTY, follow=True)
    assert page.redirect_chain == [("/tai-khoan/", 302)]
    assert "hãy đăng xuất rồi đăng nhập lại" in page.content.decode()
