"""Retention: what is old goes, what is not stays, each run is recorded, and the documentation has the table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.accounts.models import Role, User
from portal.notifications.actions import notify
from portal.privacy import retention, tasks
from portal.privacy.actions import apply_rule, ask_correction, give_consent, record_reading, take_back, withdraw_consent
from portal.privacy.erasing import histories
from portal.privacy.models import Consent, DataRequest, PersonalDataReading, RetentionRun
from portal.privacy.retention import RETENTION, Rule, period
from tests.factories.accounts import UserFactory
from traders.enums import ApplicationState
from traders.models import Market, TraderApplication

NOW = timezone.now()


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create()


def at(days: int) -> Any:
    """The time so many days ago."""
    return time_machine.travel(NOW - timedelta(days=days), tick=False)


def rows(name: str) -> int | None:
    with at(0):
        return apply_rule(name).rows


def test_readings_go_after_24_months(person: User) -> None:
    reader = UserFactory.create()
    for days in (731, 729):
        with at(days):
            record_reading(people=[person.pk], reader=reader, what="tên", where="trang")
    assert rows("readings") == 1
    assert PersonalDataReading.objects.count() == 1
    assert rows("readings") == 0


def test_withdrawn_consents_go_after_five_years_and_open_ones_stay(person: User) -> None:
    with at(300):
        give_consent(person=person, purposes=["pictures", "messages"], how="web", by=person)
        withdraw_consent(person=person, purpose="pictures", how="web", by=person)
    assert rows("consents") == 0
    closed = NOW - timedelta(days=1826)
    Consent.objects.filter(purpose="pictures").update(given_at=closed, withdrawn_at=closed)
    assert rows("consents") == 1
    assert [each.purpose for each in Consent.objects.all()] == ["messages"]
    [history] = histories(Consent)
    assert set(history.objects.values_list("purpose", flat=True)) == {"messages"}


def test_words_of_old_requests_go(person: User) -> None:
    with at(731):
        take_back(request=ask_correction(person=person, wish="Tên tôi là Bí Ẩn", by=person), by=person)
    ask_correction(person=person, wish="Mới", by=person)
    assert rows("requests") == 1
    assert rows("requests") == 0
    assert set(DataRequest.objects.values_list("wish", flat=True)) == {"(đã xóa theo thời hạn lưu)", "Mới"}
    [history] = histories(DataRequest)
    assert not history.objects.filter(wish__contains="Bí Ẩn").exists()


def test_old_messages_lose_their_words(person: User) -> None:
    with at(settings.MESSAGE_KEEP_DAYS + 1):
        message = notify(person=person, template="general", values={"text": "Bí mật"}, key="cu")
    type(message).objects.filter(pk=message.pk).update(state="skipped", reason="cũ")
    assert rows("messages") == 1
    message.refresh_from_db()
    assert "Bí mật" not in message.text


def test_unfinished_registrations_go_after_30_days(person: User, ben_thanh: Market) -> None:
    with at(31):
        draft = TraderApplication.objects.create(user=person, name="Nguyễn Dở Dang")
        handed_in = TraderApplication.objects.create(
            user=UserFactory.create(), name="Trần Đã Gửi", market=ben_thanh, state=ApplicationState.WAITING,
            submitted_at=timezone.now(),
        )  # fmt: skip
    assert rows("drafts") == 1
    assert list(TraderApplication.objects.all()) == [handed_in]
    [history] = histories(TraderApplication)
    assert not history.objects.filter(pgh_obj_id=draft.pk).exists()


def test_ended_sessions_go(person: User) -> None:
    Session.objects.create(session_key="cu", session_data="", expire_date=NOW - timedelta(days=1))
    Session.objects.create(session_key="moi", session_data="", expire_date=NOW + timedelta(days=1))
    assert rows("sessions") == 1
    assert [each.session_key for each in Session.objects.all()] == ["moi"]


def test_machine_and_address_of_an_ended_sign_in_go(person: User) -> None:
    Session.objects.create(session_key="moi", session_data="", expire_date=NOW + timedelta(days=1))
    for key in ("cu", "moi"):
        UserSession.objects.create(user=person, ip="127.0.0.1", user_agent="Chrome", session_key=key)
    rows("sessions")
    assert [each.session_key for each in UserSession.objects.all()] == ["moi"]


def test_every_rule_has_a_function_and_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RETENTION}) == len(RETENTION)
    assert all(callable(import_string(rule.function)) for rule in RETENTION)


def test_nightly_task_applies_every_rule(person: User, runs_tasks: Any) -> None:
    with runs_tasks():
        tasks.apply_retention()
    runs = RetentionRun.objects.all()
    assert {run.rule for run in runs} == {rule.name for rule in RETENTION}
    assert all(run.finished_at for run in runs)


def fails() -> int:
    raise RuntimeError("the disk is full")


def test_rule_that_fails_leaves_a_run_without_an_end(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Rule("broken", "x", 1, "y", f"{__name__}.fails")
    monkeypatch.setattr(retention, "RETENTION", (rule,))
    monkeypatch.setattr("portal.privacy.actions.retention.import_string", lambda _name: fails)
    with pytest.raises(RuntimeError):
        apply_rule("broken")
    assert RetentionRun.objects.get().finished_at is None


def test_administrator_sees_rules_and_runs(person: User) -> None:
    rows("sessions")
    client = Client()
    client.force_login(UserFactory.create(role=Role.ADMINISTRATOR))
    page = client.get(reverse("retention_runs")).text
    assert all(rule.what in page for rule in RETENTION)
    assert "Xong" in page


@pytest.mark.parametrize(
    ("days", "words"), [(0, "không giữ thêm"), (30, "30 ngày"), (730, "24 tháng"), (1825, "5 năm"), (180, "180 ngày")]
)
def test_period_is_said_as_people_do(days: int, words: str) -> None:
    assert period(days) == words


def test_documentation_has_the_table() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "personal-data.md").read_text()
    assert retention.as_markdown() in text


def test_constraint_of_runs_refuses_an_end_without_a_count(db: None) -> None:
    run = RetentionRun(rule="x", started_at=NOW, finished_at=NOW)
    with pytest.raises(ValidationError):
        run.full_clean()
    with pytest.raises(IntegrityError):
        run.save()
