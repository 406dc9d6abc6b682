"""A report as an editable document: real headings, real tables, no macros, neutral properties."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from instruments.reasons import day
from reports import model
from reports.model import First, Picture, Report, Sharing, Standing, Start, Step

_FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def render(report: Report) -> bytes:
    """Return the report as DOCX; equal reports give equal bytes."""
    document = Document()
    _set_up(document, report)
    _first_page(document, report)
    if report.steps:
        _steps(document, report)
    for standing in report.standings:
        _standing(document, standing, lead=standing is report.standing, report=report)
    _behind(document, report)
    for standing in report.standings:
        if standing.answers:
            _answers(document, standing)
    _words(document, report)
    out = BytesIO()
    document.save(out)
    return _without_clock(out.getvalue())


class Titled(Protocol):
    """What a document's properties are made from."""

    @property
    def title(self) -> str:
        """A neutral title."""

    @property
    def date(self) -> date:
        """The day it tells of."""


def _set_up(document: Doc, report: Titled) -> None:
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
    moment = datetime.combine(report.date, time(), UTC).replace(tzinfo=None)
    properties.title, properties.language = report.title, "en-US"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    # The library's template brings a small picture of its own empty page along.
    package = document.part.package
    for key in [key for key, one in package.rels.items() if one.reltype.endswith("/thumbnail")]:
        del package.rels[key]


def _first_page(document: Doc, report: Report) -> None:
    standing = report.standing
    about = filter(None, (report.organization, report.program, day(report.date)))
    document.add_paragraph(" · ".join(about))
    document.add_heading(report.heading, 1)
    if standing.name:
        document.add_paragraph(f"Where you stand: {standing.name}").runs[0].bold = True
    if report.sharing:
        _sharing(document, report.sharing)
    _paragraphs(document, (" ".join(report.summary),))
    _paragraphs(document, (*standing.lines, *standing.notices, *_team(standing)))
    if report.first:
        _first(document, report.first)
    if standing.well_heading:
        document.add_heading(standing.well_heading, 2)
        _bullets(document, [f"{each.name}: {each.words}" for each in standing.well])
    if standing.reasons:
        document.add_heading("Why this result", 2)
        _paragraphs(document, (*standing.reasons, standing.provisional))
    if report.start:
        _start(document, report.start)


def _sharing(document: Doc, sharing: Sharing) -> None:
    purpose = f"Shared for: {sharing.purpose}. " if sharing.purpose else ""
    document.add_paragraph(f"{purpose}Until {day(sharing.until)}. {sharing.limits}")


def _first(document: Doc, first: First) -> None:
    document.add_heading(first.heading, 2)
    document.add_paragraph(first.intro)
    rows = [(each.answer.name, each.answer.level, each.in_place) for each in first.things]
    if rows:
        _table(document, ("Step", "Today", "In place looks like this"), rows)
    if first.done:
        document.add_paragraph(f"In place: {', '.join(first.done)}.")


def _start(document: Doc, start: Start) -> None:
    document.add_heading(start.heading, 2)
    document.add_paragraph(start.intro)
    for line in start.lines:
        document.add_paragraph(f"{line.title}. {line.first_action}", style="List Number")


def _steps(document: Doc, report: Report) -> None:
    document.add_heading("All next steps", 1)
    for each in report.steps:
        for tier in each.tiers:
            document.add_heading(f"{each.heading}: {tier.name}", 2)
            document.add_paragraph(tier.intro)
            for step in tier.steps:
                _step(document, step)
            if tier.also:
                titles = "; ".join(also.title for also in tier.also)
                document.add_paragraph(f"These also help here: {titles}.")


def _step(document: Doc, step: Step) -> None:
    document.add_heading(f"{step.number}. {step.title}", 3)
    document.add_paragraph(f"{step.tier_name}. {step.effort}.")
    if step.because or step.rules:
        _labeled(document, "Because you said")
        said = (f"{each.question} “{each.words}” ({each.level})" for each in step.because)
        _bullets(document, (*step.rules, *said))
    _labeled(document, f"{step.learned}: ", step.lesson)
    _labeled(document, "What to do")
    _bullets(document, step.actions)
    if step.legal:
        _labeled(document, "Rules to look at")
        _bullets(document, step.legal)
    if step.ours:
        _labeled(document, "Our own judgment: ", step.ours)
    _labeled(document, "Source: ", "; ".join(source.text for source in step.sources))
    _table(document, ("Who leads it (a role)", "By when", "Status"), [("", "", "")])


def _standing(document: Doc, standing: Standing, *, lead: bool, report: Report) -> None:
    if not lead:
        shown = standing.name or standing.picture
        title = f"{standing.title}: {standing.name}" if standing.name else standing.title
        if shown:
            document.add_heading(title, 1)
        _paragraphs(
            document,
            (standing.headline, *standing.lines, *standing.notices, *_team(standing)),
        )
        _paragraphs(document, (*standing.reasons, standing.provisional))
        if report.evaluation_first:
            _first(document, report.evaluation_first)
        if report.evaluation_start:
            _start(document, report.evaluation_start)
    if standing.picture:
        _picture(document, standing.picture)
    if standing.path:
        document.add_heading(standing.path.heading, 2)
        document.add_paragraph(standing.path.intro)
        rows = [(each.name, each.before, each.after) for each in standing.path.changes]
        if rows:
            _table(document, ("What", "Today", "Then"), rows)
        _paragraphs(document, standing.path.notes)
    if standing.find_out:
        document.add_heading("Find out", 2)
        _bullets(
            document, [f"{each.question} Look at: {each.look_at}." for each in standing.find_out]
        )
    for idea in standing.ideas:
        document.add_heading(f"An idea to consider: {idea.title}", 2)
        document.add_paragraph(idea.lesson)


def _picture(document: Doc, picture: Picture) -> None:
    document.add_heading(picture.heading, 2)
    document.add_paragraph(f"{picture.intro} {picture.overall}")
    rows = [(each.name, each.said, each.could_be, str(each.need)) for each in picture.areas]
    _table(document, ("Area", "Score", "Could be", picture.need), rows)


def _behind(document: Doc, report: Report) -> None:
    if report.process:
        document.add_heading(report.process.heading, 1)
        document.add_paragraph(report.process.intro)
        for step in report.process.steps:
            here = " (you are here)" if step.here else ""
            document.add_paragraph(f"{step.name}{here}: {step.text}", style="List Number")
    if report.evidence:
        document.add_heading(report.evidence.heading, 1)
        _paragraphs(document, report.evidence.paragraphs)
        for table in report.evidence.tables:
            _known_table(document, table)
        document.add_heading("What it says", 2)
        _bullets(document, report.evidence.points)
        document.add_heading("What it does not say", 2)
        _bullets(document, report.evidence.limits)
    document.add_heading(report.rules.heading, 1)
    _paragraphs(document, (*report.rules.paragraphs, *report.rules.points))


def _known_table(document: Doc, table: model.Table) -> None:
    document.add_heading(table.caption, 2)
    _table(document, table.columns, table.rows)
    _paragraphs(document, (table.note,))


def _answers(document: Doc, standing: Standing) -> None:
    document.add_heading(f"All answers: {standing.title}", 1)
    for group in standing.answers:
        document.add_heading(group.area, 2)
        rows = [
            (row.answer.question, f"{row.answer.level}. {row.answer.words}", row.note)
            for row in group.rows
        ]
        _table(document, ("Question", "Answer", "Note"), rows)


def _words(document: Doc, report: Report) -> None:
    if report.glossary:
        document.add_heading("Words used here", 1)
        for term in report.glossary:
            _labeled(document, f"{term.name}: ", term.meaning)
    if report.sources:
        document.add_heading("Sources", 1)
        _bullets(document, [source.text for source in report.sources])


def _labeled(document: Doc, label: str, text: str = "") -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)


def _paragraphs(document: Doc, texts: Iterable[str]) -> None:
    for text in filter(None, texts):
        document.add_paragraph(text)


def _bullets(document: Doc, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(text, style="List Bullet")


def _table(document: Doc, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
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


def _without_clock(content: bytes) -> bytes:
    """Return the same archive with every file of one date: the time of writing tells nothing."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in sorted(old.namelist()):
            new.writestr(ZipInfo(entry, _FIRST_ZIP_DAY), old.read(entry), ZIP_DEFLATED)
    return out.getvalue()


# Pieces that other documents are made of as well.
set_up = _set_up
labeled = _labeled
paragraphs = _paragraphs
table = _table
without_clock = _without_clock


def _team(standing: Standing) -> tuple[str, ...]:
    return tuple(filter(None, (standing.people, *standing.unsettled)))
