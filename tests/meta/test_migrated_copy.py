"""A database of earlier migrations is not copied once they read otherwise."""

import pytest
from django.conf import settings
from django.db import connection

from tests import migrated_copy

PLACES = settings.BASE_DIR / "portal" / "places"


def test_called_by_a_migration_are_its_modules_and_the_data_beside_them() -> None:
    migrated_copy.fingerprint()  # imports every migration
    called = set(migrated_copy.called_by(PLACES / "migrations" / "0002_provinces_and_wards.py"))
    assert {PLACES / "loading.py", PLACES / "data" / "provinces_34.csv"} <= called
    assert all(migrated_copy.is_ours(path) for path in called)


def test_fingerprint_is_of_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = migrated_copy.fingerprint()
    assert before == migrated_copy.fingerprint()
    monkeypatch.setattr(migrated_copy, "called_by", lambda _: iter([PLACES / "models.py", PLACES / "apps.py"]))
    assert before != migrated_copy.fingerprint()


@pytest.mark.django_db
def test_database_of_this_test_is_a_copy() -> None:
    assert connection.settings_dict["TEST"]["TEMPLATE"] == migrated_copy.PREFIX + migrated_copy.fingerprint()
