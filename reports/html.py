"""A report as HTML: a part of a page, a file that stands alone, and the print version."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from instruments.reasons import day
from reports import charts
from reports.model import Report

NO_ACTIONS: Final = Markup()
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
STYLES: Final = Path(__file__).with_name("styles")


def fragment(report: Report, *, actions: Markup = NO_ACTIONS) -> str:
    """Return the report as an `<article>` for a page that brings `app.css` and the marks.

    It holds the page's one h1, and no script, style attribute or address outside itself.
    `actions` is what the page offers under the summary, such as the PDF.
    """
    return _render("web/report.jinja2", report, actions=actions)


def document(report: Report) -> str:
    """Return the report as one HTML file with its style sheet in it."""
    return (
        environment()
        .get_template("web/document.jinja2")
        .render(report=report, body=fragment(report), css=style("screen.css"))
    )


def print_document(report: Report) -> str:
    """Return the HTML that the PDF is made from."""
    return _render("print/report.jinja2", report, css=style("print.css"))


@cache
def style(name: str) -> str:
    """Return one of our own style sheets."""
    return (STYLES / name).read_text(encoding="utf-8")


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
    return made


def first_sentence(text: str) -> str:
    """Return the first sentence of an action; page one has no room for more."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def without_asides(text: str) -> str:
    """Return a question without its remarks in brackets, which help only while answering."""
    return _ASIDE.sub("", text)


def _render(template: str, report: Report, **more: str) -> str:
    return environment().get_template(template).render(report=report, **more)
