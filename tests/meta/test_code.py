"""The size and the tidiness of the code itself."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPLICATIONS = ("portal", "traders", "training", "livestreams", "ecommerce_stats")
MODULES = {
    path: path.read_text()
    for folder in (*APPLICATIONS, "benchmarks", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
}
MARK = re.compile("[T]ODO|[F]IXME|[X]XX")


def lines_of(function: ast.FunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]


def is_test(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests")


def test_modules_are_short() -> None:
    lengths = {path: len(text.splitlines()) for path, text in MODULES.items()}
    assert [str(path) for path, length in lengths.items() if length > (600 if is_test(path) else 400)] == []


def test_functions_are_short() -> None:
    measured = {(path, each.name): lines_of(each) for path, text in MODULES.items() for each in functions(text)}
    assert [f"{path}: {name}" for (path, name), length in measured.items() if length > 50] == []
    assert statistics.median(length for (path, _), length in measured.items() if not is_test(path)) <= 9


def test_nothing_is_put_off() -> None:
    others = [path for folder in ("templates", "static", "docs") for path in (ROOT / folder).rglob("*.*")]
    texts = MODULES | {path: path.read_text() for path in others if path.suffix in {".html", ".css", ".js", ".md"}}
    assert [str(path) for path, text in texts.items() if MARK.search(text)] == []


def test_exceptions_from_the_rules_say_why() -> None:
    silent = re.compile(r"# noqa(?!: [A-Z0-9, ]+ - \w)|# type: ignore(?!\[[\w-]+\] # \w)")
    assert [
        f"{path}:{number}"
        for path, text in MODULES.items()
        for number, line in enumerate(text.splitlines(), 1)
        if silent.search(line) and path != Path(__file__)
    ] == []


def test_no_test_is_skipped_and_every_mark_is_used() -> None:
    tests = "\n".join(text for path, text in MODULES.items() if is_test(path))
    used = set(re.findall(r"pytest\.mark\.(\w+)", tests))
    assert not used & {"skip", "xfail"}
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert {mark.partition(":")[0] for mark in options["markers"]} <= used


def test_migrations_are_named_by_hand() -> None:
    names = [path.stem for folder in APPLICATIONS for path in (ROOT / folder).rglob("migrations/0*.py")]
    assert names
    assert [name for name in names if re.search(r"auto_\d|_and_more", name)] == []
