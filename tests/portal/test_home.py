import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User


@pytest.mark.django_db
def test_home_of_a_visitor_says_what_the_portal_is_and_where_to_sign_in(client: Client) -> None:
    html = client.get(reverse("home")).content.decode()
    assert "<h1>Chợ lên sóng, số liệu rõ ràng</h1>" in html
    assert f'href="{reverse("account_login")}"' in html


def test_home_of_a_person_leads_to_the_places_of_their_role(client: Client, official: User) -> None:
    client.force_login(official)
    html = client.get(reverse("home")).content.decode()
    assert f'href="{reverse("market_list")}"' in html
