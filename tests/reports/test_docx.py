"""The document: headings, real tables, neutral properties, and text that stays text."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from reports import docx
from tests.reports.hostile import CLEANED, HOSTILE, on_one_line
from tests.reports.samples import A1, S1, all_at, made_up, report


def opened(made):
    return Document(BytesIO(docx.render(made)))


@pytest.fixture(scope="module")
def s1():
    return opened(report(S1))


def headings(document, level: int) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name == f"Heading {level}"]


def test_document_has_headings_in_reading_order(s1):
    assert headings(s1, 1) == [
        "Some basics need to be in place before people join.",
        "All next steps",
        "Where you are in the four-step process",
        "What the research says, and what it does not",
        "How to read this report",
        "All answers: Readiness questionnaire",
        "Words used here",
        "Sources",
    ]
    assert headings(s1, 2)[:5] == [
        "What must be in place first",
        "What is going well",
        "Why this result",
        "Start here",
        "To run the group: Do first",
    ]
    assert headings(s1, 3)[0] == "1. Make the role and the privacy rules clear"


def test_every_table_has_a_header_row(s1):
    for table in s1.tables:
        assert table._tbl.xpath("w:tr[1]/w:trPr/w:tblHeader")  # noqa: SLF001 -- not in its API
    assert [cell.text for cell in s1.tables[0].rows[0].cells] == [
        "Step",
        "Today",
        "In place looks like this",
    ]


def test_answers_stand_in_tables_with_their_notes(s1):
    table = next(each for each in s1.tables if each.rows[0].cells[0].text == "Question")

    assert [cell.text for cell in table.rows[1].cells] == [
        "How many trained peer leaders could lead the next session?",
        "Started. One trained person could lead it.",
        "One leader took the training last spring.",
    ]


def test_properties_are_neutral(s1):
    properties = s1.core_properties

    assert (properties.title, properties.language) == ("Readiness report", "en-US")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert (properties.created.year, properties.created.month) == (2026, 11)


def test_document_holds_no_macro_and_no_link_outside():
    with ZipFile(BytesIO(docx.render(report(S1)))) as archive:
        assert [name for name in archive.namelist() if "vba" in name.lower()] == []
        assert archive.namelist()[0] == "[Content_Types].xml"
        relations = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
    assert not any(b'TargetMode="External"' in each for each in relations)


def test_same_report_gives_the_same_bytes():
    assert docx.render(report(S1)) == docx.render(report(S1))


def test_both_questionnaires_have_their_parts():
    document = opened(report(A1))

    assert "Evaluability questionnaire: Improve first" in headings(document, 1)
    assert "What must be in place before you evaluate" in headings(document, 2)
    assert "To evaluate it: Do first" in headings(document, 2)


def test_document_without_steps_or_findings_is_still_whole():
    document = opened(made_up(formative=all_at("formative", 3)))

    assert "Keep going" in headings(document, 2)
    assert headings(document, 3) == []


@pytest.fixture(scope="module")
def hostile():
    items = list(all_at("formative", 2))[: len(HOSTILE)]
    notes = dict(zip(items, HOSTILE.values(), strict=True))
    made = made_up(
        formative=dict.fromkeys(items, 2),
        notes=notes,
        organization=HOSTILE["controls"],
        program=HOSTILE["surrogate"],
    )
    return opened(made)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_note_is_text(name, hostile):
    notes = [
        on_one_line(row.cells[2].text)
        for table in hostile.tables
        if len(table.columns) == 3
        for row in table.rows
    ]

    assert on_one_line(CLEANED[name]) in notes


def test_hostile_name_is_text(hostile):
    assert hostile.paragraphs[0].text == ("befo re[31m after · lone and here · November 1, 2026")
