"""Text in a note that could give a person away: noticed, never refused.

A note is about an organization. Where it looks as if it held a way to reach or to
recognize a person, the page asks to look again; the note is kept either way, because
the pattern may be wrong and the person who wrote it knows better.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class LooksLike(StrEnum):
    """What a piece of a note resembles, in the words of the page."""

    EMAIL = "an e-mail address"
    BIRTH = "a date of birth"
    CASE = "a case or ID number"
    PHONE = "a phone number"


@dataclass(frozen=True, slots=True)
class NoteWarning:
    """One piece of text to look at again."""

    looks_like: LooksLike
    found: str
    """The piece as it stands in the note, so that it can be found again."""

    @property
    def text(self) -> str:
        """One sentence for the page."""
        return f"“{self.found}” looks like {self.looks_like}."


_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
# Later years are dates of policies and meetings; people in a group are born before.
_BIRTH_YEAR: Final = r"(?:19\d\d|200\d|201[0-5])"
_FULL_DATE: Final = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{_BIRTH_YEAR}"
    rf"|{_BIRTH_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_BIRTH_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s{_BIRTH_YEAR})"
)
_BORN: Final = (
    r"(?:\b(?:born|birthday|birth\s?date|date of birth|d\.?o\.?b\.?)\W{1,3}(?:(?:is|on|in)\s)?)"
)
_BORN_DATE: Final = rf"(?:\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?|{_MONTH}\s\d{{1,4}}|\d{{4}})"

# A word for a file, then a number; a social security number; a court's docket; an
# immigration file.
_CASE: Final = (
    r"\b(?:case|docket|file|client|record|id|ssn)\s?(?:no|number|num|nr)?\b[\s.:#-]{1,3}"
    r"(?=[\w-]{0,12}\d{3})[\w-]{3,20}"
    r"|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"
    r"|\b\d{2}-?[a-z]{2,3}-?\d{4,8}\b"
    r"|\ba[\s-]?\d{8,9}\b"
)
# International; ten digits in any grouping; seven as 555-0134.
_PHONE: Final = (
    r"\+\d(?:[\s().-]{0,2}\d){7,14}(?!\d)"
    r"|(?<![\d-])(?:1[\s.-])?\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}(?![\d-])"
    r"|(?<![\d.-])\d{3}[\s.-]\d{4}(?![\d-])"
)
# The order matters: a piece is named once, by the first pattern that takes it.
_PATTERNS: Final = (
    (LooksLike.EMAIL, r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,24}){1,4}"),
    (LooksLike.BIRTH, rf"{_BORN}{_BORN_DATE}\b|(?<!\d){_FULL_DATE}(?!\d)"),
    (LooksLike.CASE, _CASE),
    (LooksLike.PHONE, _PHONE),
)
_COMPILED: Final = tuple((kind, re.compile(text, re.IGNORECASE)) for kind, text in _PATTERNS)


def look_again(note: str) -> tuple[NoteWarning, ...]:
    """Every piece of the note that looks like a way to reach or recognize a person.

    In the order of the note; each piece once. An empty answer is no promise: a name
    is not noticed.
    """
    taken: list[tuple[int, int, NoteWarning]] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(note):
            start, end = match.span()
            if not any(start < stop and begin < end for begin, stop, _ in taken):
                taken.append((start, end, NoteWarning(kind, match.group().strip())))
    return tuple(warning for _, _, warning in sorted(taken, key=lambda piece: piece[0]))
