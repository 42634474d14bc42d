"""Whoever holds a number of a list sees nothing of the trader before having said that it is them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.traders import StallFactory, TraderFactory
from traders.models import Market, Trader

PHONE = "+84912345678"
PAGES = (
    "home",
    "my_data",
    "my_data_download",
    "own_tax",
    "figures",
    "market_list",
    "vneid",
    "own_account",
    "own_messages",
)


@pytest.fixture
def holder(ben_thanh: Market) -> User:
    """Signed in by a code to the number that the list has for Lê Thị Mai at stall C1."""
    person = UserFactory.create(full_name="Lê Thị Mai", phone=PHONE, phone_verified_at=timezone.now())
    StallFactory.create(trader=TraderFactory.create(market=ben_thanh, name="Lê Thị Mai", phone=PHONE, user=person))
    return person


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_the_question(client: Client, holder: User, page: str) -> None:
    client.force_login(holder)
    answer = client.get(reverse(page))
    assert urlsplit(answer.headers["Location"]).path == reverse("registration_match")


def test_page_that_was_wanted_is_shown_after_the_answer(client: Client, holder: User) -> None:
    client.force_login(holder)
    question = client.get(reverse("my_data")).headers["Location"]
    assert reverse("my_data") in client.get(question).content.decode()
    answer = client.post(reverse("registration_match"), {"tra-loi": "phai", "next": reverse("my_data")})
    assert answer.headers["Location"] == reverse("my_data")


def test_no_other_site_is_led_to(client: Client, holder: User) -> None:
    client.force_login(holder)
    answer = client.post(reverse("registration_match"), {"tra-loi": "phai", "next": "https://xau.example/"})
    assert answer.headers["Location"] == reverse("home")


def test_fragments_lead_there_too(client: Client, holder: User) -> None:
    client.force_login(holder)
    answer = client.get(reverse("home"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("registration_match")


def test_the_question_names_market_and_stall_but_nobody(client: Client, holder: User, ben_thanh: Market) -> None:
    client.force_login(holder)
    shown = client.get(reverse("registration_match")).content.decode()
    assert ben_thanh.name in shown
    assert "Mai" not in shown


def test_who_says_yes_is_let_in(client: Client, holder: User) -> None:
    client.force_login(holder)
    assert client.post(reverse("registration_match"), {"tra-loi": "phai"}).headers["Location"] == reverse("home")
    assert client.get(reverse("my_data")).status_code == 200


def test_who_says_no_registers_as_somebody_else(client: Client, holder: User) -> None:
    client.force_login(holder)
    client.post(reverse("registration_match"), {"tra-loi": "khong"})
    assert client.session["_auth_user_id"] != str(holder.pk)
    assert client.get(reverse("my_data")).status_code == 200
    assert not Trader.objects.filter(user_id=client.session["_auth_user_id"]).exists()


def test_who_may_leave_does(client: Client, holder: User) -> None:
    client.force_login(holder)
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session
