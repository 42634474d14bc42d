"""What ``manage.py check --deploy`` asks of production beyond Django's own checks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def production_has_its_own_servers(**_options: Any) -> list[CheckMessage]:
    """The embedded servers are for demo and tests: no backups, no second machine."""
    missing = {"DATABASE_URL": settings.EMBEDDED.runs_postgres, "REDIS_URL": settings.EMBEDDED.runs_valkey}
    return [Error(f"{name} is not set.", id="portal.E001") for name, is_missing in missing.items() if is_missing]
