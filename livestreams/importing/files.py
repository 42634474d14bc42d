"""Uploaded files: kept encrypted under random names outside the web root, until they are deleted.

A file is sealed in blocks of 1 MiB with AES-256-GCM. Each block is bound to its place and to whether
it is the last one, so that a block cannot be dropped, repeated or moved unnoticed.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

BLOCK = 1 << 20
NONCE = 12
TAG = 16


@dataclass(frozen=True, slots=True)
class Stored:
    """A sealed file: its random name, the SHA-256 of its content and its size in bytes."""

    name: str
    sha256: str
    size: int


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(settings.UPLOAD_KEY.encode()).digest())


def folder() -> Path:
    root = Path(settings.UPLOAD_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def whole_blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Blocks of exactly ``BLOCK`` bytes and a last one, each with whether it is the last."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) > BLOCK:
            yield bytes(buffer[:BLOCK]), False
            del buffer[:BLOCK]
    yield bytes(buffer), True


def seal(chunks: Iterable[bytes]) -> Stored:
    """Encrypt and keep a file; a file that fails half-way is removed."""
    name, cipher, digest, size = secrets.token_urlsafe(24), _cipher(), hashlib.sha256(), 0
    path = folder() / name
    try:
        with path.open("xb") as target:
            for index, (block, is_last) in enumerate(whole_blocks(chunks)):
                digest.update(block)
                size += len(block)
                nonce = secrets.token_bytes(NONCE)
                target.write(nonce + cipher.encrypt(nonce, block, _place(index, is_last=is_last)))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, digest.hexdigest(), size)


def _place(index: int, *, is_last: bool) -> bytes:
    return f"{index}:{int(is_last)}".encode()


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The plain file for as long as it is read, in a private temporary place."""
    sealed, cipher = folder() / name, _cipher()
    left = sealed.stat().st_size
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="reading-") as plain:
        with sealed.open("rb") as source:
            index = 0
            while left > 0:
                piece = source.read(NONCE + BLOCK + TAG)
                left -= len(piece)
                plain.write(cipher.decrypt(piece[:NONCE], piece[NONCE:], _place(index, is_last=left == 0)))
                index += 1
        plain.flush()
        yield Path(plain.name)


def remove(name: str) -> None:
    (folder() / name).unlink(missing_ok=True)


def read_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
