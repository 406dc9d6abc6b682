"""A meeting's summary: what it says, and that every format says the same."""

import datetime as dt
from dataclasses import replace
from io import BytesIO

import pikepdf
import pymupdf
import pytest
from bs4 import BeautifulSoup
from docx import Document

from reports import consultation, docx_consultation
from reports.consultation import Agreed, Move, Summary, Talked, follow_ups
from reports.text import clean
from tests.reports.checking import assert_tagged
from tests.reports.hostile import HOSTILE

STEPS = (
    Agreed("Write the policy", "Supervisor", "December 9, 2026", "We send a sample."),
    Agreed("Find a backup", "", "", ""),
)
SUMMARY = Summary(
    organization="River Circle",
    program="Circle group",
    provider="Ridge Assistance",
    number=2,
    date=dt.date(2026, 11, 25),
    held=True,
    talked=(
        Talked("Privacy policy", "A safety step.", "It is <b>half</b> written.", "Finish it."),
        Talked("Backup leader", "", "", ""),
    ),
    steps=STEPS,
    moves=(Move("Privacy policy", "In place", "Started", "Started", "We read it together."),),
    follow_ups=follow_ups(STEPS, comments=1, proposals=2, unknown=3),
    next_on=dt.date(2026, 12, 16),
)
EMPTY = Summary("River Circle", "", "Ridge", 1, dt.date(2026, 11, 25), held=False)
WORDS = (
    "River Circle", "Circle group", "Ridge Assistance", "Privacy policy", "A safety step.",
    "It is <b>half</b> written.", "Finish it.", "Write the policy", "Supervisor",
    "December 9, 2026", "We send a sample.", "We read it together.",
    "December 16, 2026", "Find out about three questions",
)  # fmt: skip


def test_lead_counts_what_came_of_it():
    assert SUMMARY.lead == (
        "Two points were on the agenda, one decision was made, and two next steps were agreed."
    )
    assert EMPTY.lead == "This meeting has not been held yet. It has no agenda yet."
    planned = replace(EMPTY, talked=SUMMARY.talked)
    assert planned.lead == "This meeting has not been held yet. The agenda stands below."


def test_follow_ups_name_who_and_when_then_what_nobody_has_taken():
    assert follow_ups(STEPS, comments=1, proposals=2, unknown=3) == (
        "Write the policy: Supervisor, by December 9, 2026",
        "Find a backup: find somebody who leads it",
        "Answer two proposed levels.",
        "Answer one open comment.",
        "Find out about three questions that nobody can answer yet.",
    )
    assert follow_ups(()) == ()


def test_page_says_all_of_it_and_escapes_what_people_wrote():
    page = BeautifulSoup(consultation.fragment(SUMMARY), "html.parser")
    text = " ".join(page.get_text(" ").split())

    assert [word for word in WORDS if word not in text] == []
    assert page.find("b") is None
    assert len(page.find_all("h1")) == 1


def test_page_of_an_empty_meeting_has_no_empty_parts():
    page = BeautifulSoup(consultation.fragment(EMPTY), "html.parser")

    assert page.find_all("h2") == []


@pytest.fixture(scope="module")
def pdf():
    return consultation.render_pdf(SUMMARY)


def test_pdf_says_all_of_it_under_a_neutral_title(pdf):
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        title = document.metadata["title"]

    assert [word for word in WORDS if word not in text] == []
    assert title == "Meeting summary"


LONG = replace(
    SUMMARY,
    organization=clean(HOSTILE["long-word"]),
    talked=tuple(
        Talked(f"{place}. {clean(text)}", clean(text), clean(text), clean(text))
        for place, text in enumerate(HOSTILE.values(), 1)
    ),
    steps=STEPS * 12,
    moves=SUMMARY.moves * 30,
    follow_ups=follow_ups(STEPS * 12, comments=40),
)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(SUMMARY, id="usual"),
        pytest.param(EMPTY, id="empty", marks=pytest.mark.long),
        pytest.param(LONG, id="long and hostile", marks=pytest.mark.long),
    ],
)
def test_pdf_is_readable_aloud(made, tmp_path):
    assert_tagged(consultation.render_pdf(made), tmp_path, long_tables=made is LONG)


def test_pdf_is_tagged_and_carries_its_data(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("en")
        assert len(document.attachments) == 1


def test_equal_summaries_give_equal_files(pdf):
    assert consultation.render_pdf(replace(SUMMARY)) == pdf
    assert docx_consultation.render(SUMMARY) == docx_consultation.render(replace(SUMMARY))


def test_docx_says_all_of_it_with_neutral_properties():
    document = Document(BytesIO(docx_consultation.render(SUMMARY)))
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    text = " ".join([*(one.text for one in document.paragraphs), *cells])

    assert [word for word in WORDS if word not in text] == []
    assert (document.core_properties.title, document.core_properties.author) == (
        "Meeting summary",
        "",
    )
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert headings == [
        "What we talked about", "Next steps", "Answers seen differently or agreed on",
        "To follow up",
    ]  # fmt: skip


def test_docx_of_an_empty_meeting_is_a_document():
    assert Document(BytesIO(docx_consultation.render(EMPTY))).paragraphs
