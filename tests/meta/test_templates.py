"""Templates, style sheets and scripts as files: short, without inline code, all used, every name followed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import NoReverseMatch, get_resolver

from ecommerce_stats.views.home import HOMES
from livestreams.views.imports import STATE_TEMPLATES
from livestreams.views.reviews import TABS
from portal.navigation import ENTRIES

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
STYLES = ROOT / "static" / "css"
SCRIPTS = ROOT / "static" / "js"
CODE = [
    path
    for folder in ("portal", "traders", "training", "livestreams", "ecommerce_stats")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
WRITTEN = {path: path.read_text() for path in (*TEMPLATES, *CODE)}

ERROR_PAGES = {f"{status}.html" for status in (400, 403, 404, 429, 500)} | {"403_csrf.html"}
"""Django and allauth look for them."""
PUT_TOGETHER = (
    {f"livestreams/import_{name}.html" for name in STATE_TEMPLATES.values()}
    | {f"livestreams/review_{name}.html" for name in TABS}
    | {f"ecommerce_stats/{name}.html" for name, _ in HOMES.values()}
)
"""Names that views put together out of a fixed dict."""


def found(pattern: str) -> dict[str, str]:
    """What the pattern's group finds in templates and code, with one file that says it."""
    return {name: str(path.relative_to(ROOT)) for path, text in WRITTEN.items() for name in re.findall(pattern, text)}


def overrides(name: str) -> bool:
    """Whether a package brings a template of this name, so that ours stands in its place."""
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_base_page_stays_short() -> None:
    assert len((FOLDER / "base.html").read_text().splitlines()) < 100


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_template_is_short_compiles_and_has_no_inline_style_script_or_handler(template: Path) -> None:
    text = WRITTEN[template]
    assert len(text.splitlines()) <= 200
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(src=|application/(ld\+)?json))", text)
    assert "//cdn" not in text
    get_template(str(template.relative_to(FOLDER)))  # every tag, filter and library that it names exists


def test_every_template_is_used() -> None:
    named = set(found(r"""["']([\w/]+\.html)(?:#\w+)?["']""")) | ERROR_PAGES | PUT_TOGETHER
    own = {str(template.relative_to(FOLDER)) for template in TEMPLATES}
    assert {name for name in own - named if not overrides(name)} == set()


def test_templates_that_are_named_exist() -> None:
    named = found(r"""{% (?:include|extends) "([^"]+)""") | found(r"""["']((?:\w+/)+\w+\.html)""")
    missing = {name: by for name, by in named.items() if not (FOLDER / name).exists() and not overrides(name)}
    assert missing == {}
    assert {name for name in PUT_TOGETHER if not (FOLDER / name).exists()} == set()


def test_addresses_that_are_named_exist() -> None:
    named = found(r"""{% url ["']([\w:]+)["']""") | found(r"""(?:reverse|redirect|resolve_url)\(\s*["']([\w:]+)["']""")
    named |= {entry.url_name: "portal/navigation.py" for entry in ENTRIES}
    assert len(named) > 40
    assert {name: by for name, by in named.items() if not is_address(name)} == {}


def is_address(name: str) -> bool:
    space, _, rest = name.rpartition(":")
    resolver = get_resolver()
    try:
        return rest in (resolver.namespace_dict[space][1] if space else resolver).reverse_dict
    except KeyError as missing:
        raise NoReverseMatch(name) from missing


def test_static_files_that_are_named_exist() -> None:
    named = found(r"""{% static ["']([^"']+)["']""")
    assert named
    assert {name: by for name, by in named.items() if not finders.find(name)} == {}


def test_every_own_static_file_is_named() -> None:
    named = found(r"""["']((?:css|js|img)/[\w.]+)""")
    own = {str(path.relative_to(ROOT / "static")) for path in (ROOT / "static").rglob("*") if path.is_file()}
    sheets = {f"css/{sheet.name}" for sheet in STYLES.glob("*.css")} - {"css/app.css"}  # imported by app.css
    assert own - sheets - set(named) == set()


def test_icons_that_templates_name_exist() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = found(r'(?:{% icon |icon=)"([a-z]+)"').keys() | {entry.icon for entry in ENTRIES}
    assert named
    assert named <= drawn


def test_every_style_sheet_is_imported_once() -> None:
    imported = re.findall(r'@import "([a-z_]+\.css)"', (STYLES / "app.css").read_text())
    assert sorted(imported) == sorted(sheet.name for sheet in STYLES.glob("*.css") if sheet.name != "app.css")


def test_colours_are_named_in_the_tokens_only() -> None:
    for sheet in STYLES.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#(?!000\b)[0-9a-f]{3,8}\b", sheet.read_text()), sheet.name


def test_scripts_are_small() -> None:
    for script in SCRIPTS.glob("*.js"):
        assert len(script.read_text().splitlines()) <= 60, script.name
