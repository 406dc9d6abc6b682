"""A report's answers as CSV, for a program that reads nothing else."""

import csv
from collections.abc import Iterable
from io import StringIO

from reports.model import Report
from reports.tabular import Row, safe


def render(report: Report) -> bytes:
    """Return all answers, one a row."""
    head = ("question", "area", "text", "answer", "words", "note", "how known")
    rows = (
        (
            row.answer.item,
            group.area,
            row.answer.question,
            row.answer.level,
            row.answer.words,
            row.note,
            row.evidence,
        )
        for standing in report.standings
        for group in standing.answers
        for row in group.rows
    )
    return _csv((head, *rows))


def _csv(rows: Iterable[Row]) -> bytes:
    """Return rows as CSV in UTF-8; the mark at its start tells spreadsheets so."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")
