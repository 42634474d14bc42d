"""The register of breaches: the clock, the states, the history, and that nothing goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.privacy.actions import close_breach, reopen_breach, save_breach
from portal.privacy.errors import PrivacyError
from portal.privacy.models import Breach
from portal.privacy.queries.breaches import clock_of, history_of
from tests.factories.accounts import UserFactory

FOUND = timezone.now().replace(microsecond=0) - timedelta(hours=10)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(role=Role.ADMINISTRATOR)


@pytest.fixture
def breach(administrator: User) -> Breach:
    made = Breach(found_at=FOUND, happened="Mất máy tính có danh sách tiểu thương", data_kinds="họ tên, số điện thoại")
    return save_breach(breach=made, by=administrator)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("hours", "words", "kind"),
    [
        (0, "Còn 72 giờ 0 phút", "attention"),
        (71.5, "Còn 0 giờ 30 phút", "attention"),
        (74, "Quá hạn 2 giờ 0 phút", "bad"),
        (72 + 120, "Quá hạn 5 ngày 0 giờ", "bad"),
    ],
)
def test_clock_counts_72_hours_from_finding(breach: Breach, hours: float, words: str, kind: str) -> None:
    with time_machine.travel(FOUND + timedelta(hours=hours), tick=False):
        clock = clock_of(breach)
    assert (clock.words, clock.kind) == (words, kind)


@pytest.mark.parametrize(("hours", "kind"), [(72, "good"), (73, "bad")])
def test_clock_stands_still_once_reported(breach: Breach, hours: int, kind: str) -> None:
    breach.reported_at = FOUND + timedelta(hours=hours)
    assert (clock_of(breach).words, clock_of(breach).kind) == (f"Đã báo sau {hours} giờ 0 phút", kind)


def test_closing_wants_risk_and_measures_and_a_report_of_what_is_harmful(breach: Breach, administrator: User) -> None:
    with pytest.raises(PrivacyError, match="mức nguy hại"):
        close_breach(breach=breach, by=administrator)
    breach.risk, breach.measures = "high", "Khóa máy từ xa"
    save_breach(breach=breach, by=administrator)
    with pytest.raises(PrivacyError, match="báo cơ quan"):
        close_breach(breach=breach, by=administrator)
    breach.reported_at = FOUND + timedelta(hours=1)
    save_breach(breach=breach, by=administrator)
    closed = close_breach(breach=breach, by=administrator)
    assert (closed.closed_by, clock_of(closed).kind) == (administrator, "good")
    with pytest.raises(PrivacyError, match="khép lại"):
        save_breach(breach=closed, by=administrator)
    assert reopen_breach(breach=closed, by=administrator).closed_at is None


def test_low_risk_is_closed_without_a_report(breach: Breach, administrator: User) -> None:
    breach.risk, breach.measures = "low", "Máy đã mã hóa"
    save_breach(breach=breach, by=administrator)
    assert clock_of(close_breach(breach=breach, by=administrator)).words == "Không phải báo"


def test_history_says_who_wrote_what(breach: Breach, administrator: User) -> None:
    other = UserFactory.create(role=Role.ADMINISTRATOR)
    breach.people_count = 120
    save_breach(breach=breach, by=other)
    newest, first = history_of(breach)
    assert (newest.by, newest.changes) == (other, [("số người bị ảnh hưởng", 120)])
    assert first.by == administrator
    assert dict(first.changes)["mức nguy hại"] == "Chưa rõ"


def test_breaches_cannot_be_deleted(breach: Breach) -> None:
    with pytest.raises(ProgrammingError, match="Cannot delete"):
        breach.delete()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reported_at": FOUND - timedelta(hours=1)}, "phải sau lúc phát hiện"),
        ({"closed_at": FOUND, "risk": "low", "measures": "x"}, "lúc nào và ai"),
        ({"closed_at": FOUND, "has_closed_by": True}, "Chỉ khép lại khi"),
    ],
)
def test_constraint_of_breaches_refuses(administrator: User, fields: dict[str, Any], message: str) -> None:
    fields = {"found_at": FOUND, "happened": "x", "data_kinds": "tên", "recorded_by": administrator} | fields
    if fields.pop("has_closed_by", False):
        fields["closed_by"] = administrator
    row = Breach(**fields)
    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError):
        row.save()


def test_administrator_writes_and_official_reads(breach: Breach, administrator: User, official: User) -> None:
    client, detail = client_of(administrator), reverse("breach_detail", args=[breach.pk])
    assert client.post(reverse("breach_add"), {}).status_code == 422
    form = {"found_at": "2026-11-20T08:00", "happened": "Gửi nhầm", "data_kinds": "tên", "risk": "low"}
    assert client.post(reverse("breach_add"), form).status_code == 302
    assert client.post(reverse("breach_edit", args=[breach.pk]), form | {"measures": "Thu hồi"}).status_code == 302
    assert client.post(reverse("breach_close", args=[breach.pk])).status_code == 302
    breach.refresh_from_db()
    assert breach.closed_by == administrator
    assert client.post(reverse("breach_close", args=[breach.pk]), {"mo-lai": "1"}).status_code == 302
    assert "Thu hồi" in client_of(official).get(detail).text
    assert "Gửi nhầm" in client_of(official).get(reverse("breach_list")).text
    assert client_of(official).post(reverse("breach_close", args=[breach.pk])).status_code == 403
    assert client_of(official).get(reverse("breach_edit", args=[breach.pk])).status_code == 403
