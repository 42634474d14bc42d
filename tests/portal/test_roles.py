from io import StringIO
from pathlib import Path

from django.core.management import call_command

from portal.accounts.roles import ALLOWED, REACH, Action, Role

ROLES_DOC = Path(__file__).parents[2] / "docs" / "roles.md"


def test_every_action_and_role_is_in_the_table() -> None:
    assert set(ALLOWED) == set(Action)
    assert set(REACH) == set(Role)


def test_inspector_and_ward_office_only_look() -> None:
    watchers = {Role.INSPECTOR, Role.WARD_OFFICE}
    looks = {action for action, roles in ALLOWED.items() if watchers & roles and "own" not in action.value}
    assert {action.value.split("_")[0] for action in looks} <= {"see", "read", "have"}


def test_manager_may_all_that_a_clerk_may() -> None:
    assert all(Role.MARKET_MANAGER in roles for roles in ALLOWED.values() if Role.MARKET_CLERK in roles)


def test_document_is_printed_from_the_table() -> None:
    out = StringIO()
    call_command("roles", stdout=out)
    assert ROLES_DOC.read_text() == out.getvalue(), "manage.py roles > docs/roles.md"
