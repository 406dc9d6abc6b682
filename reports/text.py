"""People's own words, made safe to print: cleaned once, before any format sees them."""

import re
from typing import Final

from instruments.text import clean, one_line

NAME_LENGTH: Final = 200
NOTE_LENGTH: Final = 1000

_LINE_ENDS: Final = re.compile(r"[ \t]*\n[ \t]*")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def note(text: str, most: int = NOTE_LENGTH) -> str:
    """Return a note without what no format can carry, and without runs of empty lines.

    `most` is how many characters it may have; what is longer is cut and ends in "…".
    """
    lines = _LINE_ENDS.sub("\n", clean(text))
    return _cut(_EMPTY_LINES.sub("\n\n", lines).strip(), most)


def name(text: str) -> str:
    """Return a name on one line."""
    return _cut(one_line(text), NAME_LENGTH)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
