"""The pieces that every editable document is made of: real headings, real tables, no clock."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Final, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

_FIRST_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)


class Titled(Protocol):
    """What a document's properties are made from."""

    @property
    def title(self) -> str:
        """A neutral title."""

    @property
    def date(self) -> date:
        """The day it tells of."""


def set_up(document: Doc, about: Titled) -> None:
    """Give a document its page, its styles, and properties that tell nothing of anybody."""
    for section in document.sections:
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(0.9)
        section.top_margin = section.bottom_margin = Inches(0.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    normal.element.get_or_add_rPr().append(language)
    for level in (1, 2, 3):
        heading = document.styles[f"Heading {level}"].font
        heading.name, heading.color.rgb = "Georgia", RGBColor(0x0F, 0x52, 0x57)
    properties = document.core_properties
    moment = datetime.combine(about.date, time(), UTC).replace(tzinfo=None)
    properties.title, properties.language = about.title, "en-US"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    # The library's template brings a small picture of its own empty page along.
    package = document.part.package
    for key in [key for key, one in package.rels.items() if one.reltype.endswith("/thumbnail")]:
        del package.rels[key]


def labeled(document: Doc, label: str, text: str = "") -> None:
    """Add a paragraph that begins with a bold label."""
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)


def paragraphs(document: Doc, texts: Iterable[str]) -> None:
    """Add a paragraph for each text that is not empty."""
    for text in filter(None, texts):
        document.add_paragraph(text)


def bullets(document: Doc, texts: Iterable[str]) -> None:
    """Add a list with a bullet for each text."""
    for text in texts:
        document.add_paragraph(text, style="List Bullet")


def table(document: Doc, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a table whose first row is a header row that repeats on every page."""
    table = document.add_table(rows=0, cols=len(head), style="Table Grid")
    for number, row in enumerate((head, *rows)):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
            if not number:
                cell.paragraphs[0].runs[0].bold = True
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001 - There is no public way.
    document.add_paragraph()


def without_clock(content: bytes) -> bytes:
    """Return the same archive with every file of one date: the time of writing tells nothing."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in sorted(old.namelist()):
            new.writestr(ZipInfo(entry, _FIRST_ZIP_DAY), old.read(entry), ZIP_DEFLATED)
    return out.getvalue()
