"""Migrating takes long and copying does not: the migrated database is made once, and every worker copies it.

It stays for later runs, under a name that says what it was made from: the migrations, and what they call.
"""

from __future__ import annotations

import ast
import gc
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

PREFIX = "choso_migrated_"
LOCK = 7_201_906
"""Key of PostgreSQL's advisory lock: one worker migrates while the others wait."""


def migrated_database() -> str:
    """The name of the migrated database, which is there when this returns."""
    name = PREFIX + fingerprint()
    with connection._nodb_cursor() as cursor:  # the lock ends with this connection
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        made = names_of_made(cursor)
        if name not in made:
            for old in made:
                cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {PREFIX}unfinished")
            migrate(f"{PREFIX}unfinished")
            cursor.execute(f"ALTER DATABASE {PREFIX}unfinished RENAME TO {name}")
    return name


def names_of_made(cursor: Any) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return [name for (name,) in cursor.fetchall()]


def migrate(database: str) -> None:
    """Lead Django's connection there for the command."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        with few_renderings():
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@contextmanager
def few_renderings() -> Iterator[None]:
    """Twice as fast: for a constraint, an index or a trigger, which most operations add, no model is made anew.

    Django makes the model and all that are related to it again, for one more entry in a list of its Meta; the
    operation does not even look there. ``make demo`` in its own test migrates like everybody else.
    """

    def add_trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
        append_option(state, app_label, self.model_name, "triggers", self.trigger)

    gc.disable()  # it would walk through thousands of models again and again
    try:
        with (
            patch.object(ProjectState, "_append_option", append_option),
            patch.object(AddTrigger, "state_forwards", add_trigger),
        ):
            yield
    finally:
        gc.enable()


def append_option(state: ProjectState, app_label: str, model_name: str, option_name: str, entry: Any) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options.get(option_name, []), entry]
    if "apps" in state.__dict__:
        setattr(state.apps.get_model(app_label, model_name)._meta, option_name, options[option_name])


def fingerprint() -> str:
    """Of the text of all migrations, the wheels' too, and of what ours call."""
    migrations = {source_of(type(each).__module__) for each in MigrationLoader(None).disk_migrations.values()}
    called = {path for migration in migrations if is_ours(migration) for path in called_by(migration)}
    digest = hashlib.sha256()
    for path in sorted(migrations | called):
        digest.update(b"%s\0%s\0" % (bytes(path), path.read_bytes()))
    return digest.hexdigest()[:16]


def called_by(migration: Path) -> Iterator[Path]:
    """Our modules that it imports, and the files in ``data`` beside them."""
    for name in imported_by(ast.parse(migration.read_bytes())):
        if name in sys.modules and is_ours(source := source_of(name)):
            yield source
            yield from source.parent.glob("data/*")


def imported_by(module: ast.Module) -> Iterator[str]:
    """Names of modules, and names in them, of which some are modules again."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}{inside}" for inside in ("", *(f".{alias.name}" for alias in node.names)))


def source_of(name: str) -> Path:
    return Path(str(sys.modules[name].__file__))


def is_ours(source: Path) -> bool:
    return source.is_relative_to(settings.BASE_DIR) and "site-packages" not in source.parts
