"""A report as an editable document: real headings, real tables, no macros, neutral properties."""

from io import BytesIO

from docx import Document
from docx.document import Document as Doc

from instruments.reasons import day
from reports import model
from reports.docx_parts import bullets, labeled, paragraphs, set_up, table, without_clock
from reports.html import ended
from reports.model import First, Picture, Report, Sharing, Standing, Start, Step


def render(report: Report) -> bytes:
    """Return the report as DOCX; equal reports give equal bytes."""
    document = Document()
    set_up(document, report)
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
    return without_clock(out.getvalue())


def _first_page(document: Doc, report: Report) -> None:
    standing = report.standing
    about = filter(None, (report.organization, report.program, day(report.date)))
    document.add_paragraph(" · ".join(about))
    document.add_heading(report.heading, 1)
    if standing.name:
        document.add_paragraph(f"Where you stand: {standing.name}").runs[0].bold = True
    if report.sharing:
        _sharing(document, report.sharing)
    paragraphs(document, (" ".join(report.summary),))
    paragraphs(document, (*standing.lines, *standing.notices, *_team(standing)))
    if report.first:
        _first(document, report.first)
    if standing.well_heading:
        document.add_heading(standing.well_heading, 2)
        bullets(document, [f"{each.name}: {each.words}" for each in standing.well])
    if standing.reasons:
        document.add_heading("Why this result", 2)
        paragraphs(document, (*standing.reasons, standing.provisional))
    if report.start:
        _start(document, report.start)


def _sharing(document: Doc, sharing: Sharing) -> None:
    purpose = f"What for: {ended(sharing.purpose)} " if sharing.purpose else ""
    document.add_paragraph(f"Shared until {day(sharing.until)}. {purpose}{sharing.limits}")


def _first(document: Doc, first: First) -> None:
    document.add_heading(first.heading, 2)
    document.add_paragraph(first.intro)
    rows = [(each.answer.name, each.answer.level, each.in_place) for each in first.things]
    if rows:
        table(document, ("Step", "Today", "In place looks like this"), rows)
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
        labeled(document, "Because you said")
        said = (f"{each.question} “{each.words}” ({each.level})" for each in step.because)
        bullets(document, (*step.rules, *said))
    labeled(document, f"{step.learned}: ", step.lesson)
    labeled(document, "What to do")
    bullets(document, step.actions)
    if step.legal:
        labeled(document, "Rules to look at")
        bullets(document, step.legal)
    if step.ours:
        labeled(document, "Our own judgment: ", step.ours)
    labeled(document, "Source: ", "; ".join(source.text for source in step.sources))
    table(document, ("Who leads it (a role)", "By when", "Status"), [("", "", "")])


def _standing(document: Doc, standing: Standing, *, lead: bool, report: Report) -> None:
    if not lead:
        shown = standing.name or standing.picture
        title = f"{standing.title}: {standing.name}" if standing.name else standing.title
        if shown:
            document.add_heading(title, 1)
        paragraphs(
            document,
            (standing.headline, *standing.lines, *standing.notices, *_team(standing)),
        )
        paragraphs(document, (*standing.reasons, standing.provisional))
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
            table(document, ("What", "Today", "Then"), rows)
        paragraphs(document, standing.path.notes)
    if standing.find_out:
        document.add_heading("Find out", 2)
        bullets(
            document, [f"{each.question} Look at: {each.look_at}." for each in standing.find_out]
        )
    for idea in standing.ideas:
        document.add_heading(f"An idea to consider: {idea.title}", 2)
        document.add_paragraph(idea.lesson)


def _picture(document: Doc, picture: Picture) -> None:
    document.add_heading(picture.heading, 2)
    document.add_paragraph(f"{picture.intro} {picture.overall}")
    rows = [(each.name, each.said, each.could_be, str(each.need)) for each in picture.areas]
    table(document, ("Area", "Score", "Could be", picture.need), rows)


def _behind(document: Doc, report: Report) -> None:
    if report.process:
        document.add_heading(report.process.heading, 1)
        document.add_paragraph(report.process.intro)
        for step in report.process.steps:
            here = " (you are here)" if step.here else ""
            document.add_paragraph(f"{step.name}{here}: {step.text}", style="List Number")
    if report.evidence:
        document.add_heading(report.evidence.heading, 1)
        paragraphs(document, report.evidence.paragraphs)
        for known in report.evidence.tables:
            _known_table(document, known)
        document.add_heading("What it says", 2)
        bullets(document, report.evidence.points)
        document.add_heading("What it does not say", 2)
        bullets(document, report.evidence.limits)
    document.add_heading(report.rules.heading, 1)
    paragraphs(document, (*report.rules.paragraphs, *report.rules.points))


def _known_table(document: Doc, known: model.Table) -> None:
    document.add_heading(known.caption, 2)
    table(document, known.columns, known.rows)
    paragraphs(document, (known.note,))


def _answers(document: Doc, standing: Standing) -> None:
    document.add_heading(f"All answers: {standing.title}", 1)
    for group in standing.answers:
        document.add_heading(group.area, 2)
        rows = [
            (row.answer.question, f"{row.answer.level}. {row.answer.words}", row.note)
            for row in group.rows
        ]
        table(document, ("Question", "Answer", "Note"), rows)


def _words(document: Doc, report: Report) -> None:
    if report.glossary:
        document.add_heading("Words used here", 1)
        for term in report.glossary:
            labeled(document, f"{term.name}: ", term.meaning)
    if report.sources:
        document.add_heading("Sources", 1)
        bullets(document, [source.text for source in report.sources])


def _team(standing: Standing) -> tuple[str, ...]:
    return tuple(filter(None, (standing.people, *standing.unsettled)))
