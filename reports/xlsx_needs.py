"""The figures of a funder as a workbook, under the same rules as the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook

from reports.heat import FILLS
from reports.needs import RULES, SAFETY, TITLE, Needs
from reports.tabular import safe
from reports.xlsx import open_book


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet."""

    name: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    shades: Sequence[tuple[int, ...]] = ()
    """How dark each cell below the head is, as in the picture; empty for a plain table."""


def render(needs: Needs, *, day: date) -> bytes:
    """Return the figures as XLSX; equal figures give equal bytes."""
    out = BytesIO()
    book = open_book(out, TITLE, day)
    for table in _tables(needs):
        _add(book, table)
    book.close()
    return out.getvalue()


def _tables(needs: Needs) -> Iterator[_Table]:
    yield _Table(
        "Needs",
        ("What they need", "How many", "What kind of help answers it"),
        [(one.title, one.cell.words, one.help) for one in needs.needs],
    )
    yield _Table(
        "What would help",
        ("What they say would help", "How many"),
        [(words, cell.words) for words, cell in needs.asked],
    )
    if needs.heat:
        yield _Table(
            "Areas",
            ("Area", *needs.heat.columns),
            [(name, *(cell.words for cell in cells)) for name, cells in needs.heat.rows],
            shades=[(0, *(cell.weight for cell in cells)) for _, cells in needs.heat.rows],
        )
    yield _Table("Results", ("Result", "How many", "Of which reports"), tuple(_results(needs)))
    if needs.changes:
        yield _Table(
            "Quarters",
            ("Kind", "What", *needs.periods),
            [
                (trend.title, name, *(one.words if one else "no table" for one in cells))
                for trend in needs.changes
                for name, cells in trend.rows
            ],
        )
    yield _Table("Rules", ("How to read this",), [(rule,) for rule in RULES])


def _results(needs: Needs) -> Iterator[tuple[str, ...]]:
    for name, one in needs.results:
        yield name, one.words, needs.results_about
    if needs.stops:
        yield SAFETY, needs.stops.words, needs.stops_about
    if needs.stops_total is not None:
        yield "Such steps in all", f"about {needs.stops_total}", needs.stops_about


def _add(book: Workbook, table: _Table) -> None:
    sheet = book.add_worksheet(table.name)
    bold = book.add_format({"bold": True})
    plain = book.add_format({"text_wrap": True})
    filled = {
        weight: book.add_format({"text_wrap": True, "bg_color": color})
        for weight, color in (FILLS if table.shades else {}).items()
    }
    sheet.set_column(0, len(table.head), 34)
    for line, row in enumerate((table.head, *table.rows)):
        for column, text in enumerate(row):
            weight = table.shades[line - 1][column] if line and table.shades else 0
            sheet.write_string(
                line, column, safe(text), filled.get(weight, plain) if line else bold
            )
