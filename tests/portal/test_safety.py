"""What a browser is told, and what production is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.base",
    "SECRET_KEY": "x7" * 10 + "-long-enough-and-with-many-different-letters-qwzr",
    "ALLOWED_HOSTS": "choso.example.vn",
    "DATABASE_URL": "postgresql://choso:p%40ss@db:5433/choso?sslmode=require",
    "REDIS_URL": "redis://broker:6379/0",
    "NOTIFY_SMS": "esms",
    "PORTAL_URL": "https://choso.example.vn",
}


def manage(*arguments: str, without: str = "", tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run manage.py as production would, with one variable left out."""
    env = {"PATH": os.environ["PATH"], "PORTAL_DATA": str(tmp_path)} | PRODUCTION
    env.pop(without, None)
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


DEPLOY_CHECK = ("check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
"""Models are not asked: generated columns would have the database answer for its version."""


def test_deploy_check_is_clean_in_production(tmp_path: Path) -> None:
    done = manage(*DEPLOY_CHECK, tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "NOTIFY_SMS", "PORTAL_URL"])
def test_deploy_check_names_what_is_missing(tmp_path: Path, name: str) -> None:
    done = manage(*DEPLOY_CHECK, without=name, tmp_path=tmp_path)
    assert done.returncode != 0
    assert name in done.stderr


def test_pages_forbid_inline_code_and_frames(client: Client) -> None:
    response = client.get("/healthz")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_one_file_of_plotly_is_served() -> None:
    found = finders.find("plotly/plotly.min.js")
    assert found
    assert Path(found).name == "plotly.min.js"
    assert finders.find("plotly/widgetbundle.js") is None


def test_htmx_comes_from_its_wheel() -> None:
    assert finders.find("django_htmx/htmx-2.min.js")


def test_collectstatic_takes_the_files_of_wheels(tmp_path: Path) -> None:
    done = manage("collectstatic", "--noinput", "--dry-run", "-v", "2", tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "plotly.min.js" in done.stdout


def test_database_address_is_read_whole() -> None:
    from portal.settings.environment import database

    assert database(PRODUCTION["DATABASE_URL"]) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "choso",
        "USER": "choso",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert database("postgresql://postgres@/choso?host=/run/x")["HOST"] == "/run/x"
    with pytest.raises(ValueError, match="postgresql://"):
        database("mysql://x/y")
