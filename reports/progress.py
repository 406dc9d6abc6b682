"""How far a plan is, for a funder that may follow along: no notes, no reasons, no words of tasks.

`audience.follow` makes it, and nothing else does.
"""

from dataclasses import dataclass
from datetime import date

from reports import html


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One adopted step."""

    title: str
    owner: str
    """A role; empty while nobody leads it."""
    due: date | None
    status: str
    """In words."""
    ticked: int
    """Things on its checklist that are done."""
    things: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The adopted steps as they are now: what is open first, then what is done."""

    lines: tuple[ProgressLine, ...]


def fragment(progress: Progress) -> str:
    """Return the progress for a page that brings `app.css`."""
    return html.render("web/progress.jinja2", progress=progress)
