"""Two writers, one answer: what may be put together and what a person must decide.

Every form carries, for each item, a token of what it showed when it was made: the
version and a fingerprint of each field. With it the server can tell the fields a
person changed from those that only stand on an old page, so that a second tab is
merged where it can be, and a change made elsewhere is never overwritten unseen.
"""

from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from typing import Final


class MovedOnError(Exception):
    """Somebody else was faster: what was to be changed or answered is not as the page showed it."""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One item of one sheet, in the words of the form; "" is an empty field."""

    answer: str = ""
    """"0" to "3", "unknown", "not-applicable", or "" while nothing is chosen."""
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent for one item. A field that was not sent is None: leave it."""

    answer: str | None = None
    note: str | None = None
    evidence: str | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of putting `Sent` and the stored answer together."""

    mine: ItemAnswer
    """The stored answer with every field the person changed on their page."""
    clash: tuple[str, ...]
    """Fields changed both here and elsewhere; empty when `mine` may be saved."""


NOTHING: Final = ItemAnswer()
FIELDS: Final = tuple(field.name for field in fields(ItemAnswer))
_EMPTY: Final = "-"


def token(version: int, shown: ItemAnswer) -> str:
    """Make what a form carries so that `merge` can tell old text from new."""
    return ".".join([str(version), *(_fingerprint(getattr(shown, name)) for name in FIELDS)])


def merge(stored: ItemAnswer, version: int, sent: Sent) -> Merged:
    """Put a page's fields and the stored ones together, field by field.

    A token that is missing or no token of ours knows nothing about the page: then
    every field that differs counts as changed on both sides.
    """
    seen = _seen(sent.token, version, stored)
    changes: dict[str, str] = {}
    clash: list[str] = []
    for name in FIELDS:
        new, old = getattr(sent, name), getattr(stored, name)
        if new is None or new == old or _fingerprint(new) == seen.get(name):
            continue
        changes[name] = new
        if _fingerprint(old) != seen.get(name):
            clash.append(name)
    return Merged(replace(stored, **changes), tuple(clash))


def shown_after(sent: Sent, saved: ItemAnswer) -> ItemAnswer:
    """Return what the page shows once it was saved: its own fields, not those merged in.

    The next token is made of this, or the next save would take an old field of the
    page for a change.
    """
    kept = {name: getattr(sent, name) for name in FIELDS if getattr(sent, name) is not None}
    return replace(saved, **kept)


def version_of(sent: str) -> int:
    """Read the version that a page says it showed; -1, which nothing has, where it is none."""
    number = sent.isascii() and sent.isdigit() and len(sent) < 9  # noqa: PLR2004 -- far beyond any
    return int(sent) if number else -1


def _seen(token_text: str, version: int, stored: ItemAnswer) -> dict[str, str]:
    """Read the fingerprints of a page; a bare current version means "as stored"."""
    number, *prints = token_text.split(".")
    if len(prints) == len(FIELDS):
        return dict(zip(FIELDS, prints, strict=True))
    # Where nothing is stored yet, nothing can be overwritten.
    if version == 0 or (number == str(version) and not prints):
        return {name: _fingerprint(getattr(stored, name)) for name in FIELDS}
    return {}


def _fingerprint(text: str) -> str:
    if not text:
        return _EMPTY
    # No secret: it only has to tell a text from another one.
    return blake2b(text.encode(), digest_size=5).hexdigest()
