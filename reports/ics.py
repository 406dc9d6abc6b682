"""Days in a calendar file (RFC 5545): due dates of a plan, and the date of the next meeting.

A calendar shows its entries on lock screens and to other people, so that titles must be
neutral: the caller chooses the words, and no place, person or organization belongs in them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from instruments.text import clean

MEDIA_TYPE: Final = "text/calendar"
PRODUCT: Final = "-//Readiness//Program planning//EN"
LONGEST: Final = 75
"""Bytes in a line, without its end (RFC 5545, 3.1)."""

_UNSAFE_ID: Final = re.compile(r"[^A-Za-z0-9._-]")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Day:
    """One entry that lasts a whole day."""

    uid: str
    """The same for the same thing in every file, so that a calendar updates its entry."""
    day: dt.date
    title: str
    note: str = ""
    changed: dt.datetime | None = None
    """When it was last changed; aware."""
    number: int = 0
    """How often it was changed; a calendar keeps the entry with the highest."""


def render(days: Iterable[Day], *, made: dt.datetime) -> bytes:
    """Return the calendar as UTF-8; `made` is an aware moment that stands on each entry.

    Raises:
        ValueError: a moment has no time zone.

    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for one in days:
        lines += _entry(one, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _entry(one: Day, made: dt.datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    # What stands in a UID is an id of ours; anything else is taken out.
    yield f"UID:{_UNSAFE_ID.sub('', one.uid)}@readiness.invalid"
    yield f"DTSTAMP:{_moment(made)}"
    yield f"DTSTART;VALUE=DATE:{_day(one.day)}"
    # The end of a whole day is the morning after; the last day of the calendar has none.
    if one.day < dt.date.max:
        yield f"DTEND;VALUE=DATE:{_day(one.day + dt.timedelta(days=1))}"
    yield f"SEQUENCE:{one.number}"
    if one.changed is not None:
        yield f"LAST-MODIFIED:{_moment(one.changed)}"
    yield f"SUMMARY:{escaped(one.title)}"
    if one.note:
        yield f"DESCRIPTION:{escaped(one.note)}"
    # A due date takes no time away, and nobody else needs to see it.
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return text as a value (RFC 5545, 3.3.11): cleaned, with its line ends written out."""
    return clean(text).replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPES)


def _day(day: dt.date) -> str:
    # Not strftime: it writes years below 1000 with fewer than four digits.
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _moment(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("A moment in a calendar needs a time zone.")
    utc = moment.astimezone(dt.UTC)
    return f"{_day(utc.date())}T{utc.hour:02}{utc.minute:02}{utc.second:02}Z"


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes, never cutting a character in two."""
    piece, room = "", LONGEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            # The space that marks a line as the rest of another counts too.
            piece, room = " ", LONGEST - 1
        piece += sign
        room -= size
    yield piece
