"""Django on servers that only benchmarks use."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start(name: str = "bench", *, migrate: bool = True, settings: str = "portal.settings.dev") -> None:
    """Start embedded servers below ``.data/<name>`` and bring the database up to date.

    They are durable like the demo's: what is measured includes the disk.
    """
    for variable in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(variable, None)  # never someone's real database
    os.environ |= {
        "PORTAL_DATA": str(ROOT / ".data" / name),
        "DJANGO_SETTINGS_MODULE": settings,
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
    }
    import django
    from django.core.management import call_command

    from portal import embedded

    django.setup()
    embedded.start()
    if migrate:
        call_command("migrate", verbosity=0)


def use_database(name: str) -> None:
    """Go on in another database of the same server, made and brought up to date when it is new."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    connection.settings_dict["NAME"] = name
    _bring_up_to_date(name)


@cache
def _bring_up_to_date(_name: str) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
