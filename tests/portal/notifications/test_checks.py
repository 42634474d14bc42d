"""What production is told before it starts."""

from __future__ import annotations

from typing import Any

import pytest

from portal.notifications.checks import messages_have_a_way_out


@pytest.mark.parametrize(
    ("gateways", "url", "found"),
    [
        ({}, "https://choso.vn", ["notifications.E001"]),
        ({"email": "smtp"}, "https://choso.vn", ["notifications.E001"]),
        ({"sms": "trial"}, "https://choso.vn", ["notifications.E002"]),
        ({"sms": "bo-cau"}, "https://choso.vn", ["notifications.E002"]),
        ({"sms": "esms"}, "http://127.0.0.1:8000", ["notifications.W001"]),
        ({"zalo": "zalo", "sms": "esms", "email": "smtp"}, "https://choso.vn", []),
    ],
)
def test_gateways_of_production(settings: Any, gateways: dict[str, str], url: str, found: list[str]) -> None:
    settings.MESSAGE_GATEWAYS, settings.PORTAL_URL = gateways, url
    assert [message.id for message in messages_have_a_way_out()] == found
