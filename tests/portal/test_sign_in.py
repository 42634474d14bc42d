"""Signing in, and what is closed to whom."""

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from portal.accounts.demo import PEOPLE, create_people
from portal.accounts.models import Role, User
from portal.accounts.permissions import SignedInRequest, may
from portal.accounts.roles import Action
from portal.places.models import Province
from tests.codes import sign_in_freshly
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/"


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["hoa", "HOA", "hoa@cho.example", "Hoa@Cho.example"])
def test_person_signs_in_by_name_or_mail(client: Client, login: str) -> None:
    person = UserFactory.create(username="hoa", email="hoa@cho.example")
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert get_user(client) == person


def test_wrong_password_is_refused(client: Client) -> None:
    UserFactory.create(username="hoa")
    response = sign_in(client, "hoa", "sai-mat-khau")
    assert response.status_code in {200, 422}
    assert not get_user(client).is_authenticated


def test_left_person_is_refused(client: Client) -> None:
    UserFactory.create(username="hoa", is_active=False)
    sign_in(client, "hoa")
    assert not get_user(client).is_authenticated


def test_guessing_is_slowed_down(client: Client) -> None:
    UserFactory.create(username="hoa")
    for _ in range(5):
        sign_in(client, "hoa", "doan-mo")
    sign_in(client, "hoa")
    assert not get_user(client).is_authenticated


def test_nobody_signs_up(client: Client) -> None:
    url = "/tai-khoan/dang-ky/"
    client.post(url, {"username": "la", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="la").exists()


def test_admin_sign_in_is_ours(client: Client) -> None:
    response = client.get("/quan-tri-he-thong/login/")
    assert response.status_code == 302
    assert response["Location"].startswith(SIGN_IN)


def test_admin_is_closed_to_a_board(client: Client) -> None:
    client.force_login(UserFactory.create(role=Role.MARKET_MANAGER))
    assert client.get("/quan-tri-he-thong/").status_code == 302
    assert client.get("/quan-tri-he-thong/login/").status_code == 403


def test_administrator_makes_an_account(client: Client) -> None:
    sign_in_freshly(client, UserFactory.create(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True))
    fields = {"username": "moi", "full_name": "Người Mới", "role": Role.TRADER, "usable_password": "true"}
    url = "/quan-tri-he-thong/accounts/user/add/"
    response = client.post(url, fields | {"password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 302
    made = User.objects.get(username="moi")
    assert (made.email, made.phone) == (None, None)
    assert client.get(f"/quan-tri-he-thong/accounts/user/{made.pk}/change/").status_code == 200


def test_official_needs_a_city() -> None:
    with pytest.raises(IntegrityError, match="user_city_role_has_city"):
        User.objects.create_user("can-bo", role=Role.OFFICIAL)


def test_many_people_have_no_mail() -> None:
    for name in ("mot", "hai"):
        assert User.objects.create_user(name, email="").email is None


def test_role_changes_are_kept() -> None:
    person: Any = UserFactory.create(role=Role.TRADER)
    User.objects.filter(pk=person.pk).update(role=Role.MARKET_MANAGER)
    roles = list(person.events.order_by("pgh_id").values_list("role", flat=True))
    assert roles == [Role.TRADER, Role.MARKET_MANAGER]
    assert not hasattr(person.events.model, "password")


def test_may_lets_only_the_roles_of_the_table_in(rf: RequestFactory) -> None:
    @may(Action.SEE_BREACHES)
    def view(request: SignedInRequest, market: str) -> HttpResponse:
        return HttpResponse(f"{request.user.role} {market}")

    def ask(role: Role) -> HttpResponseBase:
        request: HttpRequest = rf.get("/")
        request.user = User(role=role)
        return view(request, market="ben-thanh")

    answer = ask(Role.INSPECTOR)
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"inspector ben-thanh"
    with pytest.raises(PermissionDenied):
        ask(Role.TRADER)


def test_demo_people_are_made_once() -> None:
    Province.objects.get_or_create(code="79", defaults={"name": "Hồ Chí Minh"})
    assert create_people() == create_people()
    assert {person.role for person in PEOPLE} == set(Role)
    assert User.objects.get(role=Role.ADMINISTRATOR).is_superuser
