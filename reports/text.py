"""People's own words, made safe to print: cleaned once, before any format sees them."""

import re
import unicodedata
from typing import Final

NAME_LENGTH: Final = 200
NOTE_LENGTH: Final = 1000

_KEPT: Final = {"\n", "\t"}
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINES: Final = re.compile(r"[ \t]*\n[ \t]*")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_NON_CHARACTERS: Final = (0xFFFE, 0xFFFF)


def note(text: str) -> str:
    """Return a note in several lines at most, without what no format can carry."""
    lines = _LINES.sub("\n", _clean(text))
    return _cut(_EMPTY_LINES.sub("\n\n", lines).strip(), NOTE_LENGTH)


def name(text: str) -> str:
    """Return a name on one line."""
    return _cut(" ".join(_clean(text).split()), NAME_LENGTH)


def _clean(text: str) -> str:
    """Drop what breaks an export: controls, surrogates, non-characters and text direction marks."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    kept = "".join(char for char in unified if char in _KEPT or _is_text(char))
    return unicodedata.normalize("NFC", kept)


def _is_text(char: str) -> bool:
    if char in _BIDI or ord(char) & 0xFFFF in _NON_CHARACTERS:
        return False
    return unicodedata.category(char) not in {"Cc", "Cs"}


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
