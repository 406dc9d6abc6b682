"""A comparison as part of a page, as PDF and as a workbook."""

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from instruments.reasons import day
from reports import html, pdf
from reports.colors import INK, LINE, TEAL
from reports.comparison import Area, Comparison
from reports.tabular import Row


def fragment(comparison: Comparison) -> str:
    """Return the comparison for a page that brings `app.css` and the marks."""
    return _render("web/comparison.jinja2", comparison)


def print_document(comparison: Comparison) -> str:
    """Return the HTML that the PDF is made from."""
    return _render("print/comparison.jinja2", comparison, css=html.style("print.css"))


def render_pdf(comparison: Comparison) -> bytes:
    """Return the comparison as PDF.

    Raises:
        reports.pdf.RenderError: the PDF could not be made.

    """
    return pdf.render_html(
        print_document(comparison),
        data=comparison.to_json(),
        day=comparison.after.isoformat(),
    )


def render_xlsx(comparison: Comparison) -> bytes:
    """Return the comparison as a workbook."""
    from reports import xlsx  # noqa: PLC0415 -- the web process never needs its library

    return xlsx.workbook(
        comparison.title,
        comparison.after,
        (
            ("Results", (30, 22, 90), (("Questionnaire", "Date", "What"), *_results(comparison))),
            ("Areas", (30, 40, 12, 12, 20, 28), (_AREAS, *_areas(comparison))),
            ("Answers", (14, 30, 60, 22, 22, 50, 50), (_ANSWERS, *_answers(comparison))),
            ("Steps done", (60, 20), (("Step", "Done on"), *_done(comparison))),
        ),
    )


def screen_slope(area: Area) -> Markup:
    """Return the marks of `slope` on a line that fills the width it is given."""
    then, now = area.then, area.after
    parts = [_level(0, 100, LINE, 2)]
    if then is not None and now is not None and then != now:
        parts.append(_level(then, now, TEAL, 4))
    if now is not None:
        parts.append(Markup('<circle cx="{}%" cy="11" r="5" fill="{}"/>').format(now, TEAL))
    if then is not None:
        parts.append(
            Markup(
                '<circle cx="{}%" cy="11" r="7" fill="none" stroke="{}" stroke-width="2"/>'
            ).format(then, INK)
        )
    return Markup('<svg class="bar" role="img"><title>{}</title>{}</svg>').format(
        title(area), Markup("").join(parts)
    )


def _level(start: int, end: int, color: str, width: int) -> Markup:
    return Markup('<line x1="{}%" x2="{}%" y1="11" y2="11" stroke="{}" stroke-width="{}"/>').format(
        start, end, color, width
    )


def slope(area: Area) -> Markup:
    """Return two marks on a line from 0 to 100: a ring for then, a disc for now.

    It has a fixed size and carries its own colors, because a printed SVG gets no style of the
    page.
    """
    then = area.then
    parts = [Markup('<path d="M5 10h300" stroke="{}" stroke-width="2" fill="none"/>').format(LINE)]
    if then is not None and area.after is not None and then != area.after:
        parts.append(
            Markup('<path d="M{} 10H{}" stroke="{}" stroke-width="4" fill="none"/>').format(
                5 + 3 * then, 5 + 3 * area.after, TEAL
            )
        )
    if area.after is not None:
        parts.append(
            Markup('<circle cx="{}" cy="10" r="5" fill="{}"/>').format(5 + 3 * area.after, TEAL)
        )
    if then is not None:
        parts.append(
            Markup(
                '<circle cx="{}" cy="10" r="7" fill="none" stroke="{}" stroke-width="2"/>'
            ).format(5 + 3 * then, INK)
        )
    return Markup(
        '<svg role="img" viewBox="-4 0 318 20" width="310" height="20"><title>{}</title>{}</svg>'
    ).format(title(area), Markup("").join(parts))


def title(area: Area) -> str:
    """Return what the picture of an area shows, in words."""
    return f"{area.name}: then {said(area.then)}, now {said(area.after)}. {area.words}."


def said(score: int | None) -> str:
    """Return a score in words."""
    return "too few answers" if score is None else f"{score} of 100"


_AREAS: Final = ("Questionnaire", "Area", "Then", "Now", "Then, by today's version", "Change")
_ANSWERS: Final = ("Question no.", "Area", "Question", "Then", "Now", "Note then", "Note now")


def _results(comparison: Comparison) -> Iterator[Row]:
    for one in comparison.compared:
        yield (one.title, "", one.summary)
        for place in (one.before, one.after):
            yield (one.title, day(place.day), f"{place.name}. {place.headline}")
            for reason in place.reasons:
                yield (one.title, day(place.day), reason)
        for sentence in one.versions:
            yield (one.title, "", sentence)
        if one.again:
            yield (one.title, day(one.again.day), f"By today's version: {one.again.name}")
        if one.not_comparable:
            yield (one.title, "", f"Not comparable: {', '.join(one.not_comparable)}")
    for sentence in comparison.only:
        yield ("", "", sentence)


def _areas(comparison: Comparison) -> Iterator[Row]:
    for one in comparison.compared:
        for area in (one.overall, *one.areas):
            scores = ("" if each is None else each for each in (area.before, area.after))
            again = "" if area.again is None else area.again
            yield (one.title, area.name, *scores, again, area.words)


def _answers(comparison: Comparison) -> Iterator[Row]:
    for one in comparison.compared:
        for move in one.moved:
            yield (
                move.after.item, move.area, move.after.question, move.before.level,
                move.after.level, move.before_note, move.after_note,
            )  # fmt: skip


def _done(comparison: Comparison) -> Iterator[Row]:
    for step in comparison.done:
        yield (step.title, day(step.day))


def _render(template: str, comparison: Comparison, **more: object) -> str:
    return html.render(
        template,
        comparison=comparison,
        slope=slope,
        screen_slope=screen_slope,
        said=said,
        **more,
    )
