"""Uploaded files: kept encrypted (portal/sealed_files.py) under random names outside the web root, until deleted."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.sealed_files import BLOCK, plain_blocks, sealed_blocks


@dataclass(frozen=True, slots=True)
class Stored:
    """A sealed file: its random name, the SHA-256 of its content and its size in bytes."""

    name: str
    sha256: str
    size: int


class _Measure:
    """Chunks on their way, with what they are as a whole once they have passed."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks, self.digest, self.size = chunks, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.digest.update(chunk)
            self.size += len(chunk)
            yield chunk


def folder() -> Path:
    root = Path(settings.UPLOAD_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def seal(chunks: Iterable[bytes]) -> Stored:
    """Encrypt and keep a file; a file that fails half-way is removed."""
    name, measure = secrets.token_urlsafe(24), _Measure(chunks)
    path = folder() / name
    try:
        with path.open("xb") as target:
            for block in sealed_blocks(measure, settings.UPLOAD_KEY):
                target.write(block)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, measure.digest.hexdigest(), measure.size)


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The plain file for as long as it is read, in a private temporary place."""
    sealed = folder() / name
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="reading-") as plain:
        with sealed.open("rb") as source:
            for block in plain_blocks(source, sealed.stat().st_size, settings.UPLOAD_KEY):
                plain.write(block)
        plain.flush()
        yield Path(plain.name)


def remove(name: str) -> None:
    (folder() / name).unlink(missing_ok=True)


def read_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
