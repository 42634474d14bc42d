"""Personal numbers at rest: encrypted for reading, and a keyed digest for finding an equal one.

AES-256-GCM with a fresh nonce each time, so that equal numbers do not look equal; HMAC-SHA-256 for the digest.
Both keys come from ``PERSONAL_DATA_KEY``.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


class SealBroken(Exception):
    """The text was sealed with another key, or is none of ours."""


def seal(text: str) -> str:
    """Encrypt ``text`` for a column; the empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    return base64.urlsafe_b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()


def unseal(sealed: str) -> str:
    """The text behind ``seal``. Raises SealBroken when the key is another one, or the text was never sealed."""
    if not sealed:
        return ""
    try:
        raw = base64.urlsafe_b64decode(sealed)
        return _cipher().decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except InvalidTag:
        raise SealBroken("Sealed with another PERSONAL_DATA_KEY") from None
    except ValueError:
        raise SealBroken("None of our seals") from None


def digest(text: str) -> str:
    """64 hexadecimal digits, equal for equal texts; without the key nobody can try numbers out. Empty for empty."""
    return hmac.new(_key("digest"), text.encode(), hashlib.sha256).hexdigest() if text else ""


def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


def _key(use: str) -> bytes:
    return hashlib.sha256(f"{use}:{settings.PERSONAL_DATA_KEY}".encode()).digest()
