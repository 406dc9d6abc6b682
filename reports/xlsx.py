"""A report as a workbook: a plan to fill in, and all answers to sort and filter.

Every cell is text or a number of ours; nothing that people typed becomes a formula or a
link, whatever it begins with.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Final, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from instruments.reasons import day
from reports.model import Report, Standing
from reports.tabular import Row, safe

Sheet: TypeAlias = tuple[str, Sequence[int], Iterable[Row]]
"""The name of a sheet, the width of each column, and its rows."""

_LONGEST_CELL: Final = 32_767
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class CellError(ValueError):
    """A text is too long for a cell; the library would drop it without a word."""


def render(report: Report) -> bytes:
    """Return the report as XLSX; equal reports give equal bytes.

    Raises:
        CellError: a text does not fit in a cell.

    """
    sheets: list[Sheet] = [("Summary", (26, 90), (("Part", "What it says"), *_summary(report)))]
    if report.steps:
        sheets.append(("Next steps", _STEP_WIDTHS, (_STEP_HEAD, *_steps(report))))
    # A sheet without a row would tell that something was left out.
    for name, widths, head, rows in (
        ("Answers", (22, 26, 60, 18, 60, 40, 18), _ANSWER_HEAD, tuple(_answers(report))),
        ("Areas", (20, 40, 12, 12, 12, 14), _AREA_HEAD, tuple(_areas(report))),
        ("Find out", (20, 70, 34, 22, 50), _FIND_HEAD, tuple(_find_out(report))),
    ):
        if rows:
            sheets.append((name, widths, (head, *rows)))
    return workbook(report.title, report.date, sheets)


def workbook(title: str, day: date, sheets: Iterable[Sheet]) -> bytes:
    """Return sheets of text as XLSX, the first row of each its head; the same gives the same.

    Raises:
        CellError: a text does not fit in a cell.

    """
    out = BytesIO()
    book = open_book(out, title, day)
    writer = _Sheets(book)
    for sheet in sheets:
        writer.add(*sheet)
    book.close()
    return out.getvalue()


def open_book(out: BytesIO, title: str, day: date) -> Workbook:
    """Begin a workbook whose properties tell nothing but its title and its day."""
    book = Workbook(out, _OPTIONS)
    moment = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "author": "", "created": moment})
    return book


class _Sheets:
    """Writes rows of text into sheets that all look the same."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._body = book.add_format({"text_wrap": True, "valign": "top"})

    def add(self, name: str, widths: Sequence[int], rows: Iterable[Row]) -> None:
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(sheet, last, column, value, self._body if last else self._head)
        sheet.autofilter(0, 0, last, len(widths) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _write(sheet: Worksheet, row: int, column: int, value: str | int, look: Format) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value, look)
        return
    if not value:
        sheet.write_blank(row, column, None, look)
        return
    text = safe(value)
    if len(text) > _LONGEST_CELL:
        raise CellError(f"A text of {len(text)} characters does not fit in a cell.")
    sheet.write_string(row, column, text, look)


_STEP_HEAD: Final = (
    "List", "Number", "When", "Step", "Because you said", "What others learned", "What to do",
    "Effort", "Source", "Owner (a role)", "By when", "Status",
)  # fmt: skip
_STEP_WIDTHS: Final = (18, 9, 12, 36, 60, 44, 60, 14, 40, 16, 14, 14)
_ANSWER_HEAD: Final = ("Question no.", "Area", "Question", "Answer", "Words", "Note", "How known")
_AREA_HEAD: Final = ("Questionnaire", "Area", "Score", "At least", "At most", "Needed next")
_FIND_HEAD: Final = ("Questionnaire", "Question", "Area", "Why it matters", "Where to look")


def _summary(report: Report) -> Iterator[Row]:
    yield ("Organization", report.organization)
    if report.program:
        yield ("Program", report.program)
    yield ("Date", day(report.date))
    if report.sharing:
        yield ("Shared for", report.sharing.purpose)
        yield ("Shared until", day(report.sharing.until))
        yield ("Limits", report.sharing.limits)
    if report.summary:
        yield ("In short", " ".join(report.summary))
    for standing in report.standings:
        yield from _verdict(standing)
    if report.first:
        for thing in report.first.things:
            text = f"{thing.answer.name}: {thing.answer.level}. In place: {thing.in_place}"
            yield (report.first.heading, text)
    if report.start:
        for line in report.start.lines:
            yield (report.start.heading, f"{line.title}. {line.first_action}")
    for paragraph in (*report.rules.paragraphs, *report.rules.points):
        yield (report.rules.heading, paragraph)


def _verdict(standing: Standing) -> Iterator[Row]:
    if standing.name:
        yield (standing.title, f"{standing.name}. {standing.headline}")
    team = (standing.people, *standing.unsettled)
    lines = (*standing.lines, *standing.notices, *team)
    for text in (*lines, *standing.reasons, standing.provisional):
        if text:
            yield ("", text)


def _steps(report: Report) -> Iterator[Row]:
    for each in report.steps:
        for tier in each.tiers:
            for step in tier.steps:
                said = (f"{one.question} “{one.words}” ({one.level})" for one in step.because)
                yield (
                    each.heading,
                    step.number,
                    tier.name,
                    step.title,
                    "\n".join((*step.rules, *said)),
                    step.lesson,
                    "\n".join((*step.actions, *step.legal)),
                    step.effort,
                    "; ".join(source.text for source in step.sources),
                    "",
                    "",
                    "",
                )


def _answers(report: Report) -> Iterator[Row]:
    for standing in report.standings:
        for group in standing.answers:
            for row in group.rows:
                one = row.answer
                what = (one.item, group.area, one.question)
                yield (*what, one.level, one.words, row.note, row.evidence)


def _areas(report: Report) -> Iterator[Row]:
    for standing in report.standings:
        for area in standing.picture.areas if standing.picture else ():
            numbers = ("" if each is None else each for each in (area.score, area.low, area.high))
            yield (standing.title, area.name, *numbers, area.need)


def _find_out(report: Report) -> Iterator[Row]:
    for standing in report.standings:
        for each in standing.find_out:
            yield (standing.title, each.question, each.area, each.gate, each.look_at)
