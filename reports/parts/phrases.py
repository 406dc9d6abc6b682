"""Small pieces of English: counts, lists and numbers the way a person writes them."""

import re
from collections.abc import Sequence
from typing import Final

_WORDS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


NOTHING_LEFT: Final = "No rule stands in the way."
_OTHER_RULES: Final = re.compile(r"\b[A-Z][0-9]-[A-Z][0-9]\b")


def reason_words(text: str) -> str:
    """Return a verdict's reason in plain words.

    The last rule's reason names the rules before it by their numbers, which tell nothing to
    whoever reads a page. Published rules never change, so it gets other words here.
    """
    return NOTHING_LEFT if _OTHER_RULES.search(text) else text


def count(number: int) -> str:
    """Return "three" for 3, and digits above ten."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


def plural(number: int, one: str, many: str) -> str:
    """Return "one answer" or "three answers"."""
    return f"{count(number)} {one if number == 1 else many}"


def listing(names: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(names) < 2:  # noqa: PLR2004 - One name needs no "and".
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def opening(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def inline(name: str) -> str:
    """Return a name as it stands inside a sentence: "a crisis plan", but "VAWA rules"."""
    first = name.split(" ", 1)[0]
    return name if first[1:] != first[1:].lower() else name[:1].lower() + name[1:]
