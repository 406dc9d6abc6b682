"""Agendas to print: what to talk about, and room to write.

That of a team says how many chose an answer, from three sheets on; of two sheets only how far
apart they are (scoring.md S7). It never says who. That of a meeting with a TA provider holds
the points that both sides read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from instruments import plain
from instruments.agreement import shown_counts, shown_word
from instruments.model import LEVELS, NOT_APPLICABLE, UNKNOWN, Answer, Gate, Item
from instruments.rules import Rules
from reports import html, pdf
from reports.paper import DO_NOT_KNOW, DOES_NOT_APPLY
from reports.parts.phrases import plural

TITLE: Final = "What to talk about"
FILE_NAME: Final = "agenda.pdf"
MEETING_TITLE: Final = "Meeting agenda"
START: Final = "Read the answers out loud. Ask what each of you has seen. All of you can be right."
HOW: Final = (
    START,
    "Choose the words that fit best today. You may leave one open and come back.",
    "This paper shows how many, never who. Write no names. Shred it when you have agreed.",
)
HOW_TO_MEET: Final = (
    "Take the points in this order: what keeps people safe comes first. You may leave one open.",
    "Decide who leads a next step, and by when. Name a role, never a person.",
    "Both sides may read this paper. Shred it when the meeting is written up.",
)
GATES: Final[Mapping[Gate | None, str]] = {
    Gate.SAFETY_STOP: "A safety step. Until you agree, the lowest answer counts.",
    Gate.CAPACITY_CHECK: "A check for a pilot. Until you agree, the lowest answer counts.",
    Gate.PROCESS_MUST_HAVE: (
        "Needed for a first evaluation. Until you agree, the lowest answer counts."
    ),
    Gate.OUTCOME_MUST_HAVE: (
        "Needed to look at what changes. Until you agree, the lowest answer counts."
    ),
    None: "",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """An item to talk about, and what each sheet says to it."""

    item: Item
    part: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer, with how many chose it; empty where that is not shown."""

    words: str
    said: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One question of the agenda."""

    number: int
    part: str
    text: str
    hint: str
    """Why it stands here; empty where that is plain."""
    standing: str
    """How far apart two sheets are; empty where there are counts."""
    choices: tuple[Choice, ...]
    look_at: str
    room: str
    """What the room to write is for."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a meeting, as both sides read it."""

    title: str
    why: str
    look_at: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole agenda."""

    title: str
    date: date
    sheets: int
    about: str
    """What kind of meeting it is for, in the properties of the file."""
    lead: str
    how: tuple[str, ...]
    topics: tuple[Topic, ...]

    @property
    def content_hash(self) -> str:
        """Change with what is said, and with nothing else."""
        text = plain.to_json(self)
        return sha256(text.encode()).hexdigest()


def build(marked: Sequence[Marked], *, sheets: int, day: date, rules: Rules) -> Agenda:
    """Make the agenda of the items given, in their order."""
    count = len(marked)
    if not count:
        lead = "There is nothing that you see in very different ways."
    else:
        things = "one thing" if count == 1 else f"{count} things"
        lead = (
            f"You see {things} in different ways. Each of you knows a different part of the work."
        )
    return Agenda(
        title=TITLE,
        date=day,
        sheets=sheets,
        about="For a meeting of the team",
        lead=lead,
        how=HOW,
        topics=tuple(_topic(number, one, rules) for number, one in enumerate(marked, 1)),
    )


def build_meeting(points: Sequence[Point], *, number: int, day: date) -> Agenda:
    """Make the agenda of a meeting with a TA provider.

    Nobody is named on it, so that a sheet left on a table gives nothing away.
    """
    count = plural(len(points), "point", "points") if points else "No point yet"
    return Agenda(
        title=MEETING_TITLE,
        date=day,
        sheets=0,
        about="For a planning meeting",
        lead=f"Meeting {number}. {count.capitalize()} to talk about.",
        how=HOW_TO_MEET,
        topics=tuple(
            Topic(
                number=place,
                part="",
                text=one.title,
                hint=one.why,
                standing="",
                choices=(),
                look_at=one.look_at,
                room=f"What we decided on point {place}, who leads it, and by when:",
            )
            for place, one in enumerate(points, 1)
        ),
    )


def _topic(number: int, marked: Marked, rules: Rules) -> Topic:
    item = marked.item
    counts = shown_counts(marked.answers, rules)
    word = shown_word(marked.answers, rules)
    words: list[tuple[Answer, str]] = [(level, item.levels[level]) for level in LEVELS]
    words.append((UNKNOWN, DO_NOT_KNOW[1]))
    if item.may_not_apply:
        words.append((NOT_APPLICABLE, DOES_NOT_APPLY[1]))
    return Topic(
        number=number,
        part=marked.part,
        text=item.text,
        hint=GATES[item.gate],
        standing=f"Your two answers are: {word}." if word else "",
        choices=tuple(Choice(text, _said(counts, answer)) for answer, text in words),
        look_at=item.look_at,
        room=f"What we decided on question {number}, and why:",
    )


def _said(counts: Mapping[Answer, int] | None, answer: Answer) -> str:
    many = (counts or {}).get(answer, 0)
    return f"{many}\u00a0of\u00a0you" if many else ""


def print_document(agenda: Agenda) -> str:
    """Return the HTML that the PDF is made from."""
    return html.render(
        "print/agenda.jinja2", agenda=agenda, css=html.style("print.css", "paper.css")
    )


def fragment(agenda: Agenda) -> str:
    """Return the agenda as an `<article>` for a page that brings `app.css`."""
    return html.render("web/agenda.jinja2", agenda=agenda)


def render(agenda: Agenda) -> bytes:
    """Return the agenda as PDF/UA-1.

    Raises:
        reports.pdf.RenderError: the PDF could not be made.

    """
    return pdf.render_html(print_document(agenda), day=agenda.date.isoformat())
