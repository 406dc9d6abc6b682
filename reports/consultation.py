"""What came of a meeting, for both sides: on a page, on paper and as a document to edit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from instruments import plain
from instruments.reasons import day
from reports import html, pdf
from reports.parts.phrases import plural

TITLE: Final = "Meeting summary"
FILE_NAME: Final = "meeting-summary"


@dataclass(frozen=True, slots=True)
class Talked:
    """One point of the agenda and what was said about it, for both sides to read."""

    title: str
    why: str
    notes: str
    decision: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A next step: what, who leads it, by when, and with what help."""

    title: str
    owner: str
    due: str
    support: str


@dataclass(frozen=True, slots=True)
class Move:
    """An item on which the two sides differed or settled, each view with its reason."""

    name: str
    team: str
    ta: str
    agreed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """All of it. Nothing private stands in here, so that no format can show it."""

    organization: str
    program: str
    provider: str
    number: int
    date: dt.date
    held: bool
    talked: tuple[Talked, ...] = ()
    steps: tuple[Agreed, ...] = ()
    moves: tuple[Move, ...] = ()
    follow_ups: tuple[str, ...] = ()
    next_on: dt.date | None = None

    @property
    def title(self) -> str:
        """A name that gives nothing away, in titles and properties of files."""
        return TITLE

    @property
    def lead(self) -> str:
        """The meeting in one sentence."""
        if not self.held:
            there = " The agenda stands below." if self.talked else " It has no agenda yet."
            return f"This meeting has not been held yet.{there}"
        decided = sum(bool(one.decision) for one in self.talked)
        parts = [
            plural(len(self.talked), "point was on the agenda", "points were on the agenda"),
            plural(decided, "decision was made", "decisions were made"),
            plural(len(self.steps), "next step was agreed", "next steps were agreed"),
        ]
        return f"{parts[0].capitalize()}, {parts[1]}, and {parts[2]}."

    @property
    def next_words(self) -> str:
        """When both sides meet next."""
        return f"The next meeting is on {day(self.next_on)}." if self.next_on else ""

    def to_json(self) -> str:
        """Return it as JSON, which the PDF carries along."""
        return plain.to_json(self)


def follow_ups(
    steps: Iterable[Agreed], *, comments: int = 0, proposals: int = 0, unknown: int = 0
) -> tuple[str, ...]:
    """Return what is still to be done after a meeting, in plain words, the soonest first."""
    steps = tuple(steps)
    found = [f"{one.title}: {one.owner}, by {one.due}" for one in steps if one.owner and one.due]
    found += [f"{one.title}: {one.owner}, no day yet" for one in steps if one.owner and not one.due]
    found += [f"{one.title}: find somebody who leads it" for one in steps if not one.owner]
    if proposals:
        found.append(f"Answer {plural(proposals, 'proposed level', 'proposed levels')}.")
    if comments:
        found.append(f"Answer {plural(comments, 'open comment', 'open comments')}.")
    if unknown:
        found.append(
            f"Find out about {plural(unknown, 'question', 'questions')} that nobody can answer yet."
        )
    return tuple(found)


def fragment(summary: Summary) -> str:
    """Return the summary as an `<article>` for a page that brings `app.css`."""
    return html.render("web/consultation.jinja2", summary=summary)


def render_pdf(summary: Summary) -> bytes:
    """Return the summary as PDF.

    Raises:
        reports.pdf.RenderError: the PDF could not be made.

    """
    text = html.render("print/consultation.jinja2", summary=summary, css=html.style("print.css"))
    return pdf.render_html(text, data=summary.to_json(), day=summary.date.isoformat())
