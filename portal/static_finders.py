"""Serve single files out of wheels; a whole package_data folder would publish more than is used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class WheelFilesFinder(BaseFinder):
    """Finds the files named by the setting WHEEL_FILES: address below STATIC_URL → path."""

    def check(self, **_options: Any) -> list[Any]:
        """Nothing to warn of: a missing file fails on collectstatic."""
        return []

    @override
    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        """The file's path, or an empty list as Django's finders answer."""
        found = settings.WHEEL_FILES.get(path)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, _ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every file with a storage that opens it; used by collectstatic."""
        for address, path in settings.WHEEL_FILES.items():
            storage = FileSystemStorage(location=Path(path).parent)
            storage.prefix = str(Path(address).parent)  # type: ignore[attr-defined] # collectstatic reads it
            yield Path(path).name, storage
