"""Makes text that people typed or pasted safe for every later use (trust.md F2).

One control character from a word processor would break each later export; a
surrogate breaks JSON and the database; direction marks can make text read backwards.
"""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

# Word writes a line break as U+000B; words must not run together where one was.
_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_UNWANTED: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1, but tab and the breaks above
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # controls of direction
    "\ud800-\udfff"  # surrogates
    "\ufeff\ufffe\uffff"  # byte order mark and no characters at all
    "]"
)


def clean(text: str) -> str:
    """Return text in NFC with only printable characters, tabs and line feeds.

    Cleaning twice changes nothing more. Emoji, joiners and every script stay.
    """
    return normalize("NFC", _UNWANTED.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return clean text with each run of spaces and line breaks as one space."""
    return " ".join(clean(text).split())


def in_a_row(parts: Iterable[str], conjunction: str) -> str:
    """Return at least one part as a list in a sentence: a, b and c."""
    *most, last = parts
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def quoted(text: str, limit: int = 60) -> str:
    """Return text in quotes for a message: one line, at most `limit` characters."""
    line = one_line(text[: 4 * limit])
    return f'"{line[:limit]}..."' if len(line) > limit else f'"{line}"'
