"""A plan on one page: to print and pin up, as a table, or in a calendar.

Whoever sees the sheet on a wall should learn what is to be done and nothing about whose it is:
it carries the program's own name only where the caller gives one.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from instruments import plain
from reports import html, pdf
from reports.ics import Day
from reports.ics import render as calendar
from reports.tabular import Row

TITLE: Final = "Plan"
"""The same for everyone, so that a window or a file list gives nothing away."""

PAGE: Final = 190
"""Millimeters that the steps may take on one page."""
LINE: Final = 5.1
SMALL: Final = 4.6
WIDE: Final = 90
"""How tall a line is, and a small one; and how many signs a whole line has."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One step of the plan."""

    id: str
    title: str
    owner: str
    due: dt.date | None
    status: str
    """In words."""
    done: bool
    actions: tuple[tuple[str, bool], ...]
    """What to do, and whether it is done."""
    note: str
    support: str
    changed: dt.datetime
    version: int


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """What is printed of a plan."""

    program: str
    date: dt.date
    """When it last changed."""
    open: tuple[PlanLine, ...]
    done: tuple[PlanLine, ...]

    @property
    def title(self) -> str:
        """What files of it are called inside."""
        return TITLE

    @property
    def tells_actions(self) -> bool:
        """Whether there is room on one page for the first things to do under each step."""
        return sum(_tall(line, actions=True) for line in self.open) <= PAGE

    @property
    def room(self) -> int:
        """How many of the open steps fit on one page; type never shrinks."""
        heights = accumulate(_tall(line, actions=self.tells_actions) for line in self.open)
        return sum(height <= PAGE for height in heights)

    @property
    def names_done(self) -> bool:
        """Whether there is room for the names of what is done."""
        taken = sum(_tall(line, actions=self.tells_actions) for line in self.open)
        return taken + sum(LINE * _lines(line.title, WIDE) for line in self.done) + 12 <= PAGE

    def to_json(self) -> str:
        """Return the sheet as JSON: equal sheets give equal text."""
        return plain.to_json(self)


def next_actions(line: PlanLine) -> tuple[str, ...]:
    """Return the first things of a step that are still to be done."""
    return tuple(html.first_sentence(text) for text, done in line.actions if not done)[:3]


def _tall(line: PlanLine, *, actions: bool) -> float:
    """Estimate in millimeters how tall a step is in print."""
    more = sum(SMALL * _lines(text, 55) for text in next_actions(line)) if actions else 0
    return LINE * max(_lines(f"99. {line.title}", 40), _lines(line.owner, 15)) + more + 3.5


def _lines(text: str, signs: int) -> int:
    width = sum(2 if sign.isupper() or sign > "\u2e80" else 1 for sign in text)
    # Words that do not fit leave the ends of lines empty.
    return -(-width * 8 // (signs * 7)) or 1


def print_document(sheet: PlanSheet) -> str:
    """Return the HTML that the PDF is made from."""
    return html.render(
        "print/plan.jinja2", sheet=sheet, next_actions=next_actions, css=html.style("print.css")
    )


def fragment(sheet: PlanSheet) -> str:
    """Return the sheet for a page that brings `app.css`."""
    return html.render("web/plan.jinja2", sheet=sheet, next_actions=next_actions)


def render_pdf(sheet: PlanSheet) -> bytes:
    """Return the sheet as PDF.

    Raises:
        reports.pdf.RenderError: the PDF could not be made.

    """
    return pdf.render_html(print_document(sheet), data=sheet.to_json(), day=sheet.date.isoformat())


def render_xlsx(sheet: PlanSheet) -> bytes:
    """Return the plan as a workbook."""
    from reports import xlsx  # noqa: PLC0415 -- the web process never needs its library

    head = ("Step", "Who leads it", "By when", "Status", "What to do", "Notes", "Support")
    rows = (_row(line) for line in (*sheet.open, *sheet.done))
    return xlsx.workbook(TITLE, sheet.date, ((TITLE, (44, 22, 14, 14, 60, 50, 40), (head, *rows)),))


def render_ics(sheet: PlanSheet, *, made: dt.datetime) -> bytes:
    """Return the due dates of what is still to be done as a calendar.

    A calendar shows its entries on locked screens: they tell a step's number, not its words.
    """
    days = (
        Day(
            uid=line.id,
            day=line.due,
            title=f"Planning: step {number} is due",
            note="What the step is stands in your plan.",
            changed=line.changed,
            number=line.version,
        )
        for number, line in enumerate(sheet.open, 1)
        if line.due is not None
    )
    return calendar(days, made=made)


def _row(line: PlanLine) -> Row:
    actions = "\n".join(f"[{'x' if done else ' '}] {text}" for text, done in line.actions)
    due = line.due.isoformat() if line.due else ""
    return (line.title, line.owner, due, line.status, actions, line.note, line.support)
