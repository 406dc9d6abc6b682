"""The quick screen's result: three short lists on a page, or on one or two sheets of paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from instruments import catalogue, plain
from instruments.model import Answer
from instruments.quick_screen import screen
from reports import html, pdf
from reports.model import Chosen
from reports.parts.chosen import chosen
from reports.parts.phrases import plural

TITLE: Final = "Quick screen"
FILE_NAME: Final = "quick-screen.pdf"


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """One answer, what "in place" looks like, and what to do first when it is a gap."""

    answer: Chosen
    in_place: str
    step: str
    """Title of the main step; empty when the answer is not known."""
    first_action: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three lists."""

    id: str
    heading: str
    intro: str
    rows: tuple[ToLookAt, ...]


@dataclass(frozen=True, slots=True)
class QuickReport:
    """What the quick screen says; nothing of it is a score."""

    title: str
    date: date
    lead: str
    parts: tuple[Part, ...]
    more: str


def build(answers: Mapping[str, Answer], *, day: date) -> QuickReport:
    """Return the result for the answers given; an item left out is don't know."""
    selection = catalogue.selection("quick-screen")
    instrument = catalogue.find(selection.instrument, selection.instrument_version)
    lessons = catalogue.lessons(instrument.lessons)
    titles = catalogue.rules(instrument.rules).quick_screen.titles
    found = screen(selection, instrument, answers)

    def row(item: str) -> ToLookAt:
        step = lessons.by_id.get(found.steps.get(item, ""))
        return ToLookAt(
            answer=chosen(instrument, answers, item),
            in_place=instrument.by_id[item].levels[2],
            step=step.title if step else "",
            first_action=step.actions[0] if step else "",
        )

    lists = (
        ("stop_and_fix", "Before anyone joins, put these in place.", found.stop_and_fix),
        ("check_these", "Look into these next, or find out about them.", found.check_these),
        (
            "going_well",
            "Keep these going, and check them again after any change.",
            found.going_well,
        ),
    )
    return QuickReport(
        title=TITLE,
        date=day,
        lead=_lead(len(found.stop_and_fix), len(found.check_these), len(found.going_well)),
        parts=tuple(
            Part(id=name, heading=titles[name], intro=intro, rows=tuple(map(row, items)))
            for name, intro, items in lists
            if items
        ),
        more=(
            "The full questionnaire asks about ten areas, shows how ready you are, and gives each "
            "next step with its reason and its source. It takes about "
            f"{instrument.minutes} minutes, and you can stop and come back."
        ),
    )


def _lead(stop: int, check: int, well: int) -> str:
    if stop:
        steps = plural(stop, "safety step needs", "safety steps need").capitalize()
        return f"{steps} to be in place before people join. Start there."
    if check:
        things = plural(check, "thing needs", "things need").capitalize()
        fine = f"; {plural(well, 'is', 'are')} going well" if well else ""
        return f"No safety step is at “Not yet”. {things} a closer look{fine}."
    return "Everything you were asked about is in place. Check it again after any change."


def fragment(quick: QuickReport) -> str:
    """Return the result as an `<article>` for a page that brings `app.css` and the marks."""
    return html.render("web/quick_screen.jinja2", quick=quick)


def render_pdf(quick: QuickReport) -> bytes:
    """Return the result as PDF.

    Raises:
        reports.pdf.RenderError: the PDF could not be made.

    """
    data = plain.to_json(quick)
    text = html.render("print/quick_screen.jinja2", quick=quick, css=html.style("print.css"))
    return pdf.render_html(text, data=data, day=quick.date.isoformat())
