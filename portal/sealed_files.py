"""Files at rest: encrypted in blocks, so that a large one is never in memory as a whole.

A file is sealed in blocks of 1 MiB with AES-256-GCM. Each block is bound to its place and to whether
it is the last one, so that a block cannot be dropped, repeated or moved unnoticed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK = 1 << 20
NONCE = 12
TAG = 16


class SealedFileBroken(Exception):
    """The file was sealed with another key, or is not as it was written."""


def sealed_blocks(chunks: Iterable[bytes], key: str) -> Iterator[bytes]:
    """What to write to the disk for a file that comes in ``chunks`` of any size."""
    cipher = _cipher(key)
    for index, (block, is_last) in enumerate(_whole_blocks(chunks)):
        nonce = secrets.token_bytes(NONCE)
        yield nonce + cipher.encrypt(nonce, block, _place(index, is_last=is_last))


def plain_blocks(sealed: IO[bytes], size: int, key: str) -> Iterator[bytes]:
    """The file again, block by block, out of ``size`` sealed bytes. Raises SealedFileBroken."""
    cipher, left, index = _cipher(key), size, 0
    while left > 0:
        piece = sealed.read(NONCE + BLOCK + TAG)
        left -= len(piece)
        try:
            yield cipher.decrypt(piece[:NONCE], piece[NONCE:], _place(index, is_last=left == 0))
        except (InvalidTag, ValueError):
            raise SealedFileBroken(f"Block {index} is not as it was sealed") from None
        index += 1


def _whole_blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Blocks of exactly ``BLOCK`` bytes and a last one, each with whether it is the last."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) > BLOCK:
            yield bytes(buffer[:BLOCK]), False
            del buffer[:BLOCK]
    yield bytes(buffer), True


def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(key.encode()).digest())


def _place(index: int, *, is_last: bool) -> bytes:
    return f"{index}:{int(is_last)}".encode()
