"""How static files are stored in production: hashed names, compressed, and the style sheets as one file."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "css/app.css"
IMPORT = re.compile(r'@import "(?P<file>[\w.]+)" layer\((?P<layer>\w+)\)(?P<media> \w+)?;')


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise carries no types
    """Puts what ``app.css`` imports in its place: a phone far from the server asks once, not thirty times."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002 - Django's signature
        """Bundle, then hash and compress as always."""
        if STYLES in paths and not dry_run:
            storage, path = paths[STYLES]
            bundled = bundle(storage.open(path).read().decode(), lambda name: _read(paths, f"css/{name}"))
            StaticFilesStorage.delete(self, STYLES)
            StaticFilesStorage.save(self, STYLES, ContentFile(bundled.encode()))
            paths |= {STYLES: (self, STYLES)}
        yield from super().post_process(paths, dry_run, **options)


def bundle(styles: str, read: Any) -> str:
    """``styles`` with every ``@import "a.css" layer(b) print;`` replaced by the file, in its layer and medium."""

    def inline(found: re.Match[str]) -> str:
        content = f"@layer {found['layer']} {{\n{read(found['file'])}\n}}"
        return f"@media{found['media']} {{\n{content}\n}}" if found["media"] else content

    return IMPORT.sub(inline, styles)


def _read(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    content: bytes = storage.open(path).read()
    return content.decode()
