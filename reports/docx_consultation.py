"""A meeting's summary as an editable document: real headings, real tables, neutral properties."""

from io import BytesIO

from docx import Document

from instruments.reasons import day
from reports.consultation import Summary
from reports.docx_parts import bullets, labeled, paragraphs, set_up, table, without_clock


def render(summary: Summary) -> bytes:
    """Return the summary as DOCX; equal summaries give equal bytes."""
    document = Document()
    set_up(document, summary)
    about = (summary.organization, summary.program, summary.provider, day(summary.date))
    document.add_paragraph(" · ".join(filter(None, about)))
    document.add_heading(f"Meeting {summary.number}", 1)
    paragraphs(document, (summary.lead, summary.next_words))
    if summary.talked:
        document.add_heading("What we talked about", 2)
    for number, one in enumerate(summary.talked, 1):
        document.add_heading(f"{number}. {one.title}", 3)
        paragraphs(document, (one.why, one.notes))
        if one.decision:
            labeled(document, "Decided: ", one.decision)
    if summary.steps:
        document.add_heading("Next steps", 2)
        rows = [
            (one.title, one.owner or "Nobody yet", one.due, one.support) for one in summary.steps
        ]
        table(document, ("What", "Who leads it", "By when", "Help from the TA provider"), rows)
    if summary.moves:
        document.add_heading("Answers seen differently or agreed on", 2)
        moves = [
            (one.name, one.team, one.ta or "The same", one.agreed or "Not yet", one.reason)
            for one in summary.moves
        ]
        table(document, ("Question", "Team", "TA provider", "Agreed", "Reason"), moves)
    if summary.follow_ups:
        document.add_heading("To follow up", 2)
        bullets(document, summary.follow_ups)
    out = BytesIO()
    document.save(out)
    return without_clock(out.getvalue())
