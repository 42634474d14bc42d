"""Files at rest are encrypted, whole, and not to be changed unnoticed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from portal.files import PrivateFileStorage, private_files
from portal.sealed_files import BLOCK, NONCE, TAG, SealedFileBroken, plain_blocks, sealed_blocks

KEY = "khóa thử"
WHOLE = NONCE + BLOCK + TAG


def opened(sealed: bytes, key: str = KEY) -> bytes:
    return b"".join(plain_blocks(io.BytesIO(sealed), len(sealed), key))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_sealed_file_opens_as_it_was(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    sealed = b"".join(sealed_blocks([content[:1000], content[1000:]], KEY))
    assert opened(sealed) == content
    assert content[:64] == b"" or content[:64] not in sealed


def damaged(sealed: bytes) -> dict[str, bytes]:
    first, second, last = sealed[:WHOLE], sealed[WHOLE : 2 * WHOLE], sealed[2 * WHOLE :]
    return {
        "cut": first + second,
        "dropped": first + last,
        "moved": second + first + last,
        "repeated": first + first + last,
        "changed": bytes([sealed[0] ^ 1]) + sealed[1:],
        "torn": sealed[:-1],
        "tiny": sealed[:5],
    }


@pytest.mark.parametrize("how", ["cut", "dropped", "moved", "repeated", "changed", "torn", "tiny"])
def test_sealed_file_that_was_damaged_is_refused(how: str) -> None:
    sealed = b"".join(sealed_blocks([b"a" * (2 * BLOCK + 7)], KEY))
    with pytest.raises(SealedFileBroken):
        opened(damaged(sealed)[how])


def test_sealed_file_with_another_key_is_refused() -> None:
    with pytest.raises(SealedFileBroken):
        opened(b"".join(sealed_blocks([b"abc"], KEY)), "khóa khác")


def test_private_storage_keeps_no_plain_byte_on_the_disk(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    storage = PrivateFileStorage()
    name = storage.save("giay-to/a.pdf", ContentFile(b"so giay phep 0123456789"))
    [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert b"0123456789" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with storage.open(name) as file:
        assert file.read() == b"so giay phep 0123456789"


def test_private_storage_has_no_address_and_is_read_only() -> None:
    storage = private_files()
    assert isinstance(storage, PrivateFileStorage)
    with pytest.raises(ValueError, match="no address"):
        storage.url("giay-to/a.pdf")
    with pytest.raises(ValueError, match="read only"):
        storage.open(storage.save("giay-to/b.pdf", ContentFile(b"b")), "wb")
