"""The summary of a meeting for both sides, its files, and the date for a calendar."""

from io import BytesIO

import pymupdf
import pytest
from docx import Document
from sqlalchemy import select

from readiness.models import (
    AgendaItem,
    AgendaKind,
    AuditEvent,
    ConsultationNote,
    ConsultationStep,
    NoteKind,
    PrintedFile,
)

NOTES = {
    NoteKind.SHARED: "We read the policy.",
    NoteKind.DECISION: "Finish it by spring.",
    NoteKind.PRIVATE: "CANARY-PRIVATE",
}


@pytest.fixture
def meeting(scene):
    scene.sheet({"CON-1": 1})
    return scene.meet()


@pytest.fixture
def held(scene, meeting):
    """A meeting that was held, with every kind of note, a step and a next date."""
    point = AgendaItem(
        consultation_id=scene.consultation.id,
        kind=AgendaKind.OWN,
        title="Privacy policy",
        position=0,
    )
    scene.session.add(point)
    scene.session.flush()
    for kind, text in NOTES.items():
        scene.session.add(
            ConsultationNote(
                agenda_item_id=point.id,
                kind=kind,
                text=text,
                provider_id=scene.advisor.organization_id if kind is NoteKind.PRIVATE else None,
                updated_at=scene.clock.now,
            )
        )
    scene.session.add(
        ConsultationStep(
            consultation_id=scene.consultation.id,
            title="Write the policy",
            owner="supervisor",
            due_on=scene.day(14),
            support="We send a sample.",
            created_at=scene.clock.now,
            updated_at=scene.clock.now,
        )
    )
    scene.consultation.held_on = scene.day(0)
    scene.consultation.next_on = scene.day(30)
    scene.session.commit()
    return meeting


def fetch(scene, address):
    """Ask for a file until it is made; jobs run at once in tests."""
    assert scene.app.get(address).status_int == 202
    return scene.app.get(address)


def test_both_sides_read_the_same_summary(scene, held):
    pages = []
    for membership in (scene.advisor, scene.lead, scene.peer()):
        scene.be(membership)
        page = scene.app.get(f"{held}/summary")
        pages.append(str(page.html.select_one("article")))

    assert len(set(pages)) == 1
    for words in (
        "We read the policy.",
        "Finish it by spring.",
        "Write the policy",
        "Supervisor",
    ):
        assert words in pages[0]
    assert "CANARY-PRIVATE" not in pages[0]


def test_long_note_of_one_paragraph_is_not_cut(scene, held):
    note = scene.session.scalars(
        select(ConsultationNote).where(ConsultationNote.kind == NoteKind.SHARED)
    ).one()
    note.text = "word " * 799 + "last."
    scene.session.commit()
    scene.be(scene.lead)

    assert "word last." in scene.app.get(f"{held}/summary").text


def test_what_the_sides_saw_differently_stands_in_it_with_its_reason(scene, held):
    scene.be(scene.advisor)
    fields = {"CON-1-level": "0", "CON-1-reason": "There is no text yet."}
    scene.press(f"{held}/items/formative/CON", "save", **fields).follow()
    page = f"{held}/items/formative/CON/CON-1"
    scene.press(page, "propose", proposed="0", proposal_reason="We looked together.").follow()
    scene.be(scene.lead)
    scene.press(page, "accept").follow()

    summary = scene.app.get(f"{held}/summary")
    assert "There is no text yet. We looked together." in summary


def test_pdf_and_docx_are_made_outside_the_request(scene, held):
    scene.be(scene.lead)
    made = fetch(scene, f"{held}/summary.pdf")
    with pymupdf.open(stream=made.body, filetype="pdf") as document:
        text = " ".join(page.get_text() for page in document)
    assert "Finish it by spring." in text
    assert "CANARY-PRIVATE" not in text
    assert made.headers["Content-Disposition"] == 'attachment; filename="meeting-summary.pdf"'

    document = Document(BytesIO(fetch(scene, f"{held}/summary.docx").body))
    assert "We read the policy." in [one.text for one in document.paragraphs]
    assert len(scene.session.scalars(select(PrintedFile)).all()) == 2


def test_the_agenda_is_printed_with_the_points_that_both_read_and_no_note(scene, held):
    for membership in (scene.advisor, scene.lead, scene.peer()):
        scene.be(membership)
        page = scene.app.get(f"{held}/agenda")
        made = page.click("Print it")
        if made.status_int == 202:
            made = scene.app.get(f"{held}/agenda.pdf")
        with pymupdf.open(stream=made.body, filetype="pdf") as document:
            text = " ".join(page.get_text() for page in document)
            title = document.metadata["title"]
        assert "Privacy policy" in text
        assert "What we decided on point 1" in text
        assert [words for words in (*NOTES.values(), "CANARY", "Ridge") if words in text] == []
        assert title == "Meeting agenda"
        assert made.headers["Content-Disposition"] == 'attachment; filename="agenda.pdf"'

    # What the consultant took along stands on the organization's page; what others took does not.
    kinds = [one.kind for one in scene.session.scalars(select(AuditEvent)).all()]
    assert kinds.count("consultation-downloaded") == 1


def test_an_agenda_that_was_edited_is_printed_anew_at_once(scene, held):
    scene.be(scene.advisor)
    fetch(scene, f"{held}/agenda.pdf")
    scene.press(f"{held}/agenda", "save", title="One more point").follow()

    again = fetch(scene, f"{held}/agenda.pdf")
    with pymupdf.open(stream=again.body, filetype="pdf") as document:
        assert "One more point" in " ".join(page.get_text() for page in document)


def test_an_agenda_without_a_point_is_not_printed(scene, meeting):
    for membership in (scene.advisor, scene.lead):
        scene.be(membership)
        assert "Print it" not in scene.app.get(f"{meeting}/agenda")
        assert scene.app.get(f"{meeting}/agenda.pdf").location.endswith(f"{meeting}/agenda")


def test_a_file_is_made_again_when_something_was_written(scene, held):
    scene.be(scene.lead)
    fetch(scene, f"{held}/summary.docx")
    scene.press(f"{held}/steps", "save", title="One more step").follow()

    again = fetch(scene, f"{held}/summary.docx")
    document = Document(BytesIO(again.body))
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    assert "One more step" in cells


def test_calendar_has_the_next_date_under_a_neutral_title(scene, held):
    scene.be(scene.advisor)
    given = scene.app.get(f"{held}/next.ics")

    day = scene.day(30)
    assert given.content_type == "text/calendar"
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in given.text
    assert "SUMMARY:Planning meeting" in given.text
    assert "CANARY" not in given.text
    assert given.body.count(b"\n") == given.body.count(b"\r\n")


def test_without_a_date_there_is_no_calendar(scene, meeting):
    scene.be(scene.lead)
    scene.app.get(f"{meeting}/next.ics", status=404)
    assert "for your calendar" not in scene.app.get(f"{meeting}/summary")


def test_what_the_consultant_takes_along_is_written_down(scene, held):
    scene.be(scene.advisor)
    fetch(scene, f"{held}/summary.docx")
    scene.app.get(f"{held}/next.ics")

    scene.session.expire_all()
    taken = scene.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.kind == "consultation-downloaded")
        .order_by(AuditEvent.id)
    ).all()
    assert [one.details["format"] for one in taken] == ["docx", "ics"]
    scene.be(scene.lead)
    page = scene.app.get(f"/organizations/{scene.lead.organization_id}/who-looked")
    assert "downloaded the summary of a meeting as a Word file." in page


@pytest.mark.parametrize("page", ["/summary", "/summary.pdf", "/summary.docx", "/next.ics"])
def test_after_the_end_the_organization_keeps_it_and_the_consultant_has_nothing(scene, held, page):
    scene.be(scene.advisor)
    scene.app.get(held + page)
    with scene.app.app.registry.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE engagement SET ends_on = '2020-01-01'")

    scene.app.get(held + page, status=404)
    scene.be(scene.lead)
    assert scene.app.get(held + page, status="*").status_int in {200, 202}
