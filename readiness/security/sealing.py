"""Secrets that the database keeps encrypted: a stolen copy does not give them away.

AES-256-GCM with a key of its own and a context: what was sealed for one person cannot be put
in the place of another's.
"""

import base64
import binascii
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE: Final = 12


def seal(key: bytes, text: str, *, context: str) -> str:
    """Encrypt a text for one context."""
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, sealed: str, *, context: str) -> str | None:
    """Decrypt it; None when it was changed, or sealed with another key or for another context."""
    try:
        data = base64.urlsafe_b64decode(sealed)
        return AESGCM(key).decrypt(data[:NONCE], data[NONCE:], context.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return None
