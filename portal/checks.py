"""What ``manage.py check --deploy`` asks of production beyond Django's own checks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def production_has_its_own_servers(**_options: Any) -> list[CheckMessage]:
    """The embedded servers are for demo and tests: no backups, no second machine."""
    missing = {"DATABASE_URL": settings.EMBEDDED.runs_postgres, "REDIS_URL": settings.EMBEDDED.runs_valkey}
    return [Error(f"{name} is not set.", id="portal.E001") for name, is_missing in missing.items() if is_missing]


@register(Tags.security, deploy=True)
def staff_have_a_second_factor(**_options: Any) -> list[CheckMessage]:
    """Officials, inspectors and administrators see whole cities; a password alone is for the demo."""
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [Error("STAFF_SECOND_FACTOR is off.", id="portal.E002")]
