"""A report as HTML: a part of a page, a file that stands alone, and the print version."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from instruments.reasons import day
from reports import charts
from reports.model import Report

NO_ACTIONS: Final = Markup()
NOTHING_PLANNED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({})
_OPEN: Final = Markup(" open")
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
STYLES: Final = Path(__file__).with_name("styles")


class Part(StrEnum):
    """The pages that a report is read on; the first one holds what to know and do first."""

    MAIN = ""
    STEPS = "steps"
    ANSWERS = "answers"
    BACKGROUND = "background"

    @property
    def heading(self) -> str:
        """What the part is called, on its own page and in links; it names nobody."""
        return _HEADINGS[self]

    @property
    def template(self) -> str:
        """Where the part is written out, without its heading."""
        return f"web/{self}.jinja2"


_HEADINGS: Final = {
    Part.MAIN: "The report",
    Part.STEPS: "All next steps",
    Part.ANSWERS: "All answers",
    Part.BACKGROUND: "What stands behind this",
}


def fragment(
    report: Report,
    *,
    part: Part = Part.MAIN,
    address: str = "",
    actions: Markup = NO_ACTIONS,
    planned: Mapping[str, tuple[str, str]] = NOTHING_PLANNED,
) -> str:
    """Return a part of the report as an `<article>` for a page that has `app.css` and the marks.

    It holds the page's one h1, and no script, style attribute or address outside the report.
    The parts are found at `address` with their name as `part` in the query. `actions` is what
    the page offers under the summary of the first part, such as the PDF. `planned` gives, by
    step, what a plan says about it (who leads it, and by when) and where: files never have it.
    """

    def link(to: Part, place: str = "") -> str:
        query = f"?part={to}" if to else ""
        page = "" if to is part and place else f"{address}{query}"
        return f"{page}#{place}" if place else page

    template = "web/part.jinja2" if part else "web/report.jinja2"
    # A part that has a page of its own has room to show what the whole report folds.
    return _page(
        template, report, here=part, link=link, unfolded=_OPEN, actions=actions, planned=planned
    )


def parts_of(report: Report) -> tuple[Part, ...]:
    """Return the parts that this report has: one that its reader may not see is no page."""
    there = {
        Part.STEPS: bool(report.steps),
        Part.ANSWERS: any(standing.answers for standing in report.standings),
    }
    return tuple(part for part in Part if there.get(part, True))


def document(report: Report) -> str:
    """Return the report as one HTML file with its style sheet in it."""

    def link(_to: Part, place: str) -> str:
        return f"#{place}"

    body = _page("web/report.jinja2", report, whole=True, link=link)
    return render("web/document.jinja2", report=report, body=body, css=style("screen.css"))


def print_document(report: Report) -> str:
    """Return the HTML that the PDF is made from."""
    return render("print/report.jinja2", report=report, css=style("print.css"))


@cache
def style(*names: str) -> str:
    """Return one of our own style sheets, or several in a row."""
    return "".join((STYLES / name).read_text(encoding="utf-8") for name in names)


@cache
def environment() -> Environment:
    """Return the templates' environment: everything is escaped, nothing may be undefined."""
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(screen_bar=charts.screen_bar, print_bar=charts.print_bar)
    made.filters["day"] = day
    made.filters["sentence"] = first_sentence
    made.filters["brief"] = without_asides
    made.filters["ended"] = ended
    return made


def first_sentence(text: str) -> str:
    """Return the first sentence of an action; page one has no room for more."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def ended(title: str) -> str:
    """Return a title as a sentence of its own, for more to follow it."""
    return title if title.endswith((".", "?", "!")) else f"{title}."


def without_asides(text: str) -> str:
    """Return a question without its remarks in brackets, which help only while answering."""
    return _ASIDE.sub("", text)


def _page(template: str, report: Report, **more: object) -> str:
    values: dict[str, object] = {
        "whole": False,
        "unfolded": "",
        "actions": NO_ACTIONS,
        "planned": NOTHING_PLANNED,
        "parts": tuple(Part),
        "shown": parts_of(report),
    }
    return render(template, report=report, **values | more)


def render(template: str, **values: object) -> str:
    """Fill a template of this package, such as "print/report.jinja2"; all text is escaped."""
    return environment().get_template(template).render(**values)
