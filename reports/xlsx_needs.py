"""The figures of a funder as a workbook, under the same rules as the page."""

from datetime import UTC, date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook

from reports.needs import RULES, TITLE, Needs
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
        )
    _sheet(
        book, "Results", ("Result", "How many"), [(name, one.words) for name, one in needs.results]
    )
    _sheet(book, "Rules", ("How to read this",), [(rule,) for rule in RULES])
    book.close()
    return out.getvalue()


def _sheet(book: Workbook, name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet(name)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet.set_column(0, len(head), 34)
    for line, row in enumerate((head, *rows)):
        for column, text in enumerate(row):
            sheet.write_string(line, column, safe(text), wrap if line else bold)
