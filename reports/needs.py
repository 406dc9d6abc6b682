"""What a group of organizations needs, in the lessons' words, and what kind of help answers it.

It is made from published figures only (`portfolio`), for a page, a workbook and two pages to
take to a meeting.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from instruments import catalogue
from instruments.plain import to_plain
from reports import html, pdf
from reports.portfolio import (
    FEW,
    LEAST,
    OTHERS,
    VERDICTS,
    Cell,
    Kind,
    Name,
    Release,
    together,
)
from reports.sharing_words import ASKS

FILE_NAME: Final = "needs.pdf"
TITLE: Final = "Needs brief"
MOST: Final = 8
"""Needs that two pages have room for."""

HELP: Final[Mapping[str, str]] = {
    "STF": "Paid hours to plan, lead and follow up; someone who helps to plan staffing.",
    "SUP": "A supervisor who knows this work; time for it in the budget.",
    "CON": "Someone who helps to write privacy rules, and looks at the law of the place.",
    "COF": "A clinician's time that several organizations can call on.",
    "PAR": "Introductions to partners, and time to meet them.",
    "PLN": "Dates that may move; planning time that counts as work.",
    "TRN": "Places in training, and a look at what a certificate really takes.",
    "CUR": "Advice on choosing and adapting a curriculum, with survivors paid for their part.",
    "SAF": "Help with crisis plans and safe ways to reach people.",
    "FBK": "Someone who helps to ask, to listen and to change things by it.",
}
"""What kind of TA answers a need, by the area it belongs to: our own judgment."""

RULES: Final = (
    f"A table is made from at least {LEAST} organizations that shared what it is about.",
    "Each report is counted once, in the quarter after it was shared.",
    "Tables are never changed afterwards, and no table is a part of another one.",
    "A figure is rounded to tenths.",
    f"It is not shown where fewer than {FEW} organizations stand on one side of it.",
    "Where results add up, more than one is hidden, so that none can be worked out.",
    "A sum is shown only where no organization makes more than half of it.",
    "A table disappears as a whole when too few of those behind it still share.",
)


@dataclass(frozen=True, slots=True)
class Need:
    """A next step that recurs."""

    title: str
    lesson: str
    help: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Heat:
    """The areas by result, as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything a funder reads about all that is shared with it."""

    count: int
    needs: tuple[Need, ...]
    asked: tuple[tuple[str, Cell], ...]
    heat: Heat | None
    results: tuple[tuple[str, Cell], ...]
    stops: Cell | None
    stops_total: int | None
    periods: tuple[tuple[str, int], ...]
    """Quarters with the organizations counted in each, the newest first."""
    changes: tuple[tuple[str, tuple[Cell, ...]], ...]
    """What recurred in each quarter; every quarter is about other reports."""


def build(published: Mapping[Name, Sequence[tuple[str, Release]]]) -> Needs:
    """Return what follows from published tables, the newest quarter first."""
    steps = [made for _, made in published[Name.STEPS]]
    asks = [made for _, made in published[Name.ASKS]]
    cells = together(steps)
    order = sorted(cells, key=lambda step: (-_size(cells[step]), _title(step)))
    results = next((made for _, made in published[Name.RESULTS]), None)
    stops = next((made for _, made in published[Name.STOPS]), None)
    areas = next((made for _, made in published[Name.AREAS]), None)
    asked = together(asks)
    return Needs(
        count=max((sum(made.count for made in each) for each in (steps, asks)), default=0),
        needs=tuple(_need(step, cells[step]) for step in order),
        asked=tuple(
            (ASKS[ask], asked[ask])
            for ask in sorted(asked, key=lambda ask: (-_size(asked[ask]), ask))
        ),
        heat=_heat(areas) if areas else None,
        results=tuple((_verdict(name), one) for name, one in results.columns[0].cells.items())
        if results and any(one.kind is not Kind.HIDDEN for one in results.columns[0].cells.values())
        else (),
        stops=stops.columns[0].cells.get("any", Cell(Kind.FEW)) if stops else None,
        stops_total=stops.total if stops else None,
        periods=tuple((period, made.count) for period, made in published[Name.STEPS]),
        changes=tuple(
            (
                _title(step),
                tuple(
                    made.columns[0].cells.get(step, Cell(Kind.FEW))
                    for _, made in published[Name.STEPS]
                ),
            )
            for step in order
        )
        if len(steps) > 1
        else (),
    )


def to_json(needs: Needs) -> str:
    """Return the figures as JSON; equal figures give equal text."""
    return json.dumps(to_plain(needs), ensure_ascii=False, sort_keys=True)


def render(needs: Needs, *, funder: str, day: date) -> bytes:
    """Return the needs brief as PDF.

    Raises:
        reports.pdf.RenderError: it could not be made.

    """
    page = html.environment().get_template("print/needs.jinja2")
    made = page.render(
        needs=needs,
        funder=funder,
        date=day,
        title=TITLE,
        rules=RULES,
        most=MOST,
        css=html.style("print.css"),
    )
    return pdf.render_html(made, data=to_json(needs), day=day.isoformat())


def _size(cell: Cell) -> int:
    return {Kind.MOST: 10, Kind.SOME: cell.tenths or 0}.get(cell.kind, 0)


def _title(step: str) -> str:
    return catalogue.lessons().by_id[step].title


def _verdict(name: str) -> str:
    known = {str(verdict): words.name for verdict, words in catalogue.rules().verdicts.items()}
    return {"": "All", OTHERS: "Other results"}.get(name) or known[name]


def _need(step: str, cell: Cell) -> Need:
    lesson = catalogue.lessons().by_id[step]
    items = catalogue.find("formative").items
    # The area whose question leads to this step first of all.
    leading = [item.domain for item in items if item.steps[:1] == (step,)]
    area = next(iter((*leading, *(item.domain for item in items if step in item.steps))), "")
    return Need(
        title=lesson.title, lesson=lesson.lesson, help=HELP.get(area, HELP["FBK"]), cell=cell
    )


def _heat(areas: Release) -> Heat:
    ordered = sorted(areas.columns, key=lambda one: (*VERDICTS, OTHERS, "").index(one.name))
    return Heat(
        columns=tuple(_verdict(one.name) for one in ordered),
        rows=tuple(
            (domain.name, tuple(one.cells.get(domain.id, Cell(Kind.FEW)) for one in ordered))
            for domain in catalogue.find("formative").domains
        ),
    )
