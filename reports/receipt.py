"""The receipt of a share, for both sides: what was shared with whom, what for, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from instruments import plain
from reports import html, pdf

FILE_NAME: Final = "receipt.pdf"
TITLE: Final = "Receipt of sharing"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What both sides hold in their hands."""

    organization: str
    funder: str
    report: date
    """When the shared report was handed in."""
    parts: str
    purpose: str
    since: date
    until: date
    ended: date | None
    limits: str


def to_json(receipt: Receipt) -> str:
    """Return the receipt as JSON; equal receipts give equal text."""
    return plain.to_json(receipt)


def render(receipt: Receipt) -> bytes:
    """Return the receipt as PDF.

    Raises:
        reports.pdf.RenderError: it could not be made.

    """
    made = html.render(
        "print/receipt.jinja2", receipt=receipt, title=TITLE, css=html.style("print.css")
    )
    return pdf.render_html(made, data=to_json(receipt), day=receipt.since.isoformat())
