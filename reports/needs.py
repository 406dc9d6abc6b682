"""What a group of organizations needs, in the lessons' words, and what kind of help answers it.

It is made from published figures only (`portfolio`), for a page, a workbook and two pages to
take to a meeting.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from instruments import catalogue, plain
from reports import heat, html, pdf
from reports.heat import Heat
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
SAFETY: Final = "A safety step to take first"
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

UNNAMED: Final = (
    f"No next step can be named: fewer than {LEAST} organizations shared theirs, or none recurs "
    "often enough."
)
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
class Trend:
    """Figures of one kind side by side, a column for each quarter."""

    title: str
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    """None where a quarter has no such table."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything a funder reads about all that is shared with it."""

    count: int
    needs: tuple[Need, ...]
    asked: tuple[tuple[str, Cell], ...]
    heat: Heat | None
    results: tuple[tuple[str, Cell], ...]
    results_about: str
    stops: Cell | None
    stops_total: int | None
    stops_about: str
    periods: tuple[str, ...]
    """Quarters in words, the newest first."""
    changes: tuple[Trend, ...]
    """What recurred in each quarter; every quarter is about other reports."""


def build(published: Mapping[Name, Sequence[tuple[str, Release]]]) -> Needs:
    """Return what follows from published tables, the newest quarter first."""
    steps = [made for _, made in published[Name.STEPS]]
    asks = [made for _, made in published[Name.ASKS]]
    cells = together(steps)
    order = sorted(cells, key=lambda step: (-_size(cells[step]), _title(step)))
    results, results_about = _newest(published[Name.RESULTS])
    stops, stops_about = _newest(published[Name.STOPS])
    areas, areas_about = _newest(published[Name.AREAS])
    asked = together(asks)
    quarters = sorted({period for each in published.values() for period, _ in each}, reverse=True)
    return Needs(
        count=max((sum(made.count for made in each) for each in (steps, asks)), default=0),
        needs=tuple(_need(step, cells[step]) for step in order),
        asked=tuple(
            (ASKS[ask], asked[ask])
            for ask in sorted(asked, key=lambda ask: (-_size(asked[ask]), ask))
        ),
        heat=_heat(areas, areas_about) if areas else None,
        results=tuple((_verdict(name), one) for name, one in results.columns[0].cells.items())
        if results and _tells(results)
        else (),
        results_about=results_about,
        stops=stops.columns[0].cells.get("any", Cell(Kind.FEW)) if stops else None,
        stops_total=stops.total if stops else None,
        stops_about=stops_about,
        periods=tuple(map(quarter_words, quarters)),
        changes=_changes(published, quarters, order) if len(quarters) > 1 else (),
    )


def quarter_words(period: str) -> str:
    """Return a quarter such as "2026-Q3" as people say it."""
    year, _, number = period.partition("-Q")
    return f"{_QUARTERS[int(number) - 1]} {year}"


_QUARTERS: Final = ("January to March", "April to June", "July to September", "October to December")


def _newest(releases: Sequence[tuple[str, Release]]) -> tuple[Release | None, str]:
    for period, made in releases:
        return made, f"{made.count} reports of {quarter_words(period)}"
    return None, ""


def _tells(results: Release) -> bool:
    return any(one.kind is not Kind.HIDDEN for one in results.columns[0].cells.values())


def _changes(
    published: Mapping[Name, Sequence[tuple[str, Release]]],
    quarters: Sequence[str],
    steps: Sequence[str],
) -> tuple[Trend, ...]:
    """Put the tables of all quarters side by side: nothing in them is told for the first time."""

    def row(table: Name, key: str) -> tuple[Cell | None, ...]:
        made = dict(published[table])
        return tuple(
            made[one].columns[0].cells.get(key, Cell(Kind.FEW)) if one in made else None
            for one in quarters
        )

    found = []
    if steps:
        rows = tuple((_title(step), row(Name.STEPS, step)) for step in steps)
        found.append(Trend("Next steps", rows))
    if any(_tells(made) for _, made in published[Name.RESULTS]):
        rows = tuple((_verdict(one), row(Name.RESULTS, one)) for one in VERDICTS)
        found.append(Trend("Results", rows))
    if published[Name.STOPS]:
        found.append(Trend("Safety", ((SAFETY, row(Name.STOPS, "any")),)))
    return tuple(found)


def to_json(needs: Needs) -> str:
    """Return the figures as JSON; equal figures give equal text."""
    return plain.to_json(needs)


def render(needs: Needs, *, funder: str, day: date) -> bytes:
    """Return the needs brief as PDF.

    Raises:
        reports.pdf.RenderError: it could not be made.

    """
    made = html.render(
        "print/needs.jinja2",
        needs=needs,
        funder=funder,
        date=day,
        title=TITLE,
        rules=RULES,
        unnamed=UNNAMED,
        most=MOST,
        picture=heat.picture(needs.heat) if needs.heat else "",
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
    # The area with most of the questions that lead to this step first of all, or at all.
    leading = Counter(item.domain for item in items if item.steps[:1] == (step,))
    among = leading or Counter(item.domain for item in items if step in item.steps)
    area = next((area for area, _ in among.most_common(1)), "FBK")
    return Need(title=lesson.title, lesson=lesson.lesson, help=HELP[area], cell=cell)


def _heat(areas: Release, about: str) -> Heat:
    ordered = sorted(areas.columns, key=lambda one: (*VERDICTS, OTHERS, "").index(one.name))
    return Heat(
        columns=tuple(_verdict(one.name) for one in ordered),
        rows=tuple(
            (domain.name, tuple(one.cells.get(domain.id, Cell(Kind.FEW)) for one in ordered))
            for domain in catalogue.find("formative").domains
        ),
        about=about,
    )
