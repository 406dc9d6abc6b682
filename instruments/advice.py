"""The words that problems share: what is allowed, and what was perhaps meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

_MOST_LISTED: Final = 12
_LONGEST_COMPARED: Final = 40


def allowed(word: str, words: Iterable[str]) -> str:
    """Return 'Did you mean "gate"? Allowed: gate, id, name.'; long lists are cut."""
    return _allowed(word[:_LONGEST_COMPARED], tuple(dict.fromkeys(words)))


@lru_cache(maxsize=256)
def _allowed(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, 1)
    meant = f'Did you mean "{near[0]}"? ' if near else ""
    listed = ", ".join(known[:_MOST_LISTED])
    more = f" and {len(known) - _MOST_LISTED} more" if len(known) > _MOST_LISTED else ""
    return f"{meant}Allowed: {listed}{more}." if known else "Nothing more is allowed here."
