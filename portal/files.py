"""Files that people hand in: public pictures in the default storage, papers in one that no address serves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from portal.sealed_files import plain_blocks, sealed_blocks

IN_MEMORY = 1 << 20
"""A file that is read again lies on the disk, without a name, once it is larger."""


def private_files() -> Storage:
    """Where papers lie; only views that ask who wants them read from here."""
    return storages["private"]


class PrivateFileStorage(FileSystemStorage):
    """Below ``PRIVATE_ROOT``, encrypted, without an address, for the program's own eyes only."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.PRIVATE_ROOT, base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        file = content if isinstance(content, File) else File(content, name)
        return super().save(name or file.name, _Sealed(file), max_length)

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        """The plain file, for reading only. Raises SealedFileBroken for one that is not as it was kept."""
        if mode != "rb":
            raise ValueError("Private files are read only")
        plain = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the file given back closes it
        sealed = Path(self.path(name))
        with sealed.open("rb") as source:
            for block in plain_blocks(source, sealed.stat().st_size, settings.PERSONAL_DATA_KEY):
                plain.write(block)
        plain.seek(0)
        return File(plain, name)

    def url(self, name: str | None) -> str:
        """There is none: without this, Django would fall back on the address of public files."""
        raise ValueError(f"{name} has no address")


class _Sealed(ContentFile[bytes]):
    """A file on its way into the storage, encrypted while it is written."""

    def __init__(self, content: File[Any]) -> None:
        super().__init__(b"", name=content.name)
        self.content = content

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from sealed_blocks(self.content.chunks(chunk_size), settings.PERSONAL_DATA_KEY)
