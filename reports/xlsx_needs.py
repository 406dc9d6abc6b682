"""The figures of a funder as a workbook, under the same rules as the page."""

from datetime import UTC, date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook

from reports.heat import FILLS
from reports.needs import RULES, SAFETY, TITLE, Needs
from reports.tabular import safe


def render(needs: Needs, *, day: date) -> bytes:
    """Return the figures as XLSX; equal figures give equal bytes."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    moment = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": TITLE, "author": "", "created": moment})
    _sheet(
        book,
        "Needs",
        ("What they need", "How many", "What kind of help answers it"),
        [(one.title, one.cell.words, one.help) for one in needs.needs],
    )
    _sheet(
        book,
        "What would help",
        ("What they say would help", "How many"),
        [(words, cell.words) for words, cell in needs.asked],
    )
    if needs.heat:
        _sheet(
            book,
            "Areas",
            ("Area", *needs.heat.columns),
            [(name, *(cell.words for cell in cells)) for name, cells in needs.heat.rows],
            shades=[(0, *(cell.weight for cell in cells)) for _, cells in needs.heat.rows],
        )
    standing: list[tuple[str, ...]] = [
        (name, one.words, needs.results_about) for name, one in needs.results
    ]
    if needs.stops:
        standing.append((SAFETY, needs.stops.words, needs.stops_about))
    if needs.stops_total is not None:
        standing.append(("Such steps in all", f"about {needs.stops_total}", needs.stops_about))
    _sheet(book, "Results", ("Result", "How many", "Of which reports"), standing)
    if needs.changes:
        _sheet(
            book,
            "Quarters",
            ("Kind", "What", *needs.periods),
            [
                (trend.title, name, *(one.words if one else "no table" for one in cells))
                for trend in needs.changes
                for name, cells in trend.rows
            ],
        )
    _sheet(book, "Rules", ("How to read this",), [(rule,) for rule in RULES])
    book.close()
    return out.getvalue()


def _sheet(
    book: Workbook,
    name: str,
    head: tuple[str, ...],
    rows: list[tuple[str, ...]],
    *,
    shades: list[tuple[int, ...]] | None = None,
) -> None:
    """Write a table; `shades` says how dark each cell below the head is, as in the picture."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    plain = book.add_format({"text_wrap": True})
    filled = {
        weight: book.add_format({"text_wrap": True, "bg_color": color})
        for weight, color in (FILLS if shades else {}).items()
    }
    sheet.set_column(0, len(head), 34)
    for line, row in enumerate((head, *rows)):
        for column, text in enumerate(row):
            weight = shades[line - 1][column] if line and shades else 0
            sheet.write_string(
                line, column, safe(text), filled.get(weight, plain) if line else bold
            )
