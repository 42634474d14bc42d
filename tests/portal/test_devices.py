from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client

from portal.accounts.models import User
from portal.accounts.views.devices import device_name
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

DEVICES = "/tai-khoan/thiet-bi/"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (ANDROID, "Chrome trên điện thoại Android"),
        (f"{ANDROID} Zalo android/12", "Zalo trên điện thoại Android"),
        (IPHONE, "Safari trên iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge trên máy Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/125 Chrome/119 Safari/537.36", "Cốc Cốc trên máy Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox trên máy Linux"),
        ("", "Trình duyệt trên thiết bị khác"),
    ],
)
def test_device_is_called_what_people_call_it(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def signed_in(person: User, user_agent: str) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post("/tai-khoan/dang-nhap/", {"login": person.username, "password": PASSWORD})
    return client


@pytest.fixture
def person() -> User:
    return UserFactory.create()


@pytest.fixture
def phone(person: User) -> Client:
    return signed_in(person, ANDROID)


@pytest.fixture
def tablet(person: User) -> Client:
    return signed_in(person, IPHONE)


def test_devices_are_listed_with_this_one_marked(phone: Client, tablet: Client) -> None:
    page = phone.get(DEVICES).content.decode()
    assert "Chrome trên điện thoại Android" in page
    assert "Safari trên iPhone" in page
    assert page.count("Thiết bị này</span>") == 1
    assert "Mozilla" not in page


def test_one_device_is_signed_out(phone: Client, tablet: Client) -> None:
    other = UserSession.objects.get(user_agent=IPHONE)
    assert phone.post(f"{DEVICES}{other.pk}/dang-xuat/").status_code == 302
    assert not get_user(tablet).is_authenticated
    assert get_user(phone).is_authenticated


def test_device_of_somebody_else_stays(phone: Client) -> None:
    stranger = signed_in(UserFactory.create(), IPHONE)
    phone.post(f"{DEVICES}{UserSession.objects.get(user_agent=IPHONE).pk}/dang-xuat/")
    assert get_user(stranger).is_authenticated


def test_all_devices_are_signed_out(phone: Client, tablet: Client) -> None:
    stranger = signed_in(UserFactory.create(), IPHONE)
    assert phone.post(f"{DEVICES}dang-xuat/")["Location"] == "/tai-khoan/dang-nhap/"
    assert [get_user(client).is_authenticated for client in (phone, tablet, stranger)] == [False, False, True]


def test_device_that_signed_out_is_no_longer_listed(phone: Client, tablet: Client) -> None:
    tablet.post("/tai-khoan/dang-xuat/")
    assert "iPhone" not in phone.get(DEVICES).content.decode()
