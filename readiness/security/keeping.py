"""What was typed into a page that ran out, sealed until its author has signed in again.

The seal is a keyed hash over the fields, the page and the person. Nobody else can make one, so
a stranger's form cannot ride along with a sign-in; and it opens only for the same person.
"""

import base64
import binascii
import hmac
import json
import zlib
from dataclasses import dataclass
from typing import Final

from readiness.settings import Settings

LARGEST: Final = 500_000
"""Bytes after unpacking; the largest section form has about a tenth."""


@dataclass(frozen=True)
class Kept:
    """A form that waits."""

    user_id: str
    path: str
    fields: tuple[tuple[str, str], ...]


def seal(settings: Settings, kept: Kept) -> str:
    """Return the form as text for a hidden field."""
    data = json.dumps([kept.user_id, kept.path, kept.fields]).encode()
    packed = base64.urlsafe_b64encode(zlib.compress(data)).decode()
    return f"{packed}.{_mark(settings, packed)}"


def unseal(settings: Settings, text: str, *, user_id: str) -> Kept | None:
    """Return the form when it is whole and this person's; None otherwise."""
    packed, _, mark = text.partition(".")
    expected = _mark(settings, packed)
    if not hmac.compare_digest(expected.encode(), mark.encode(errors="replace")):
        return None
    try:
        data = zlib.decompressobj().decompress(base64.urlsafe_b64decode(packed), LARGEST)
        owner, path, fields = json.loads(data)
    except (binascii.Error, zlib.error, ValueError):
        return None
    if owner != user_id:
        return None
    return Kept(owner, path, tuple((name, value) for name, value in fields))


def _mark(settings: Settings, packed: str) -> str:
    key = settings.key("kept-form")
    return hmac.new(key, packed.encode(errors="replace"), "sha256").hexdigest()
