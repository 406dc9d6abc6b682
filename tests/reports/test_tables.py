"""XLSX and CSV: text that stays text, numbers that are ours, the same bytes every time."""

import csv as csv_module
from dataclasses import replace
from io import BytesIO, StringIO

import openpyxl
import pytest

from reports import csv, xlsx
from reports.tabular import safe
from tests.reports.hostile import CLEANED, HOSTILE, on_one_line
from tests.reports.samples import A1, S1, S3, made_up, report


def book(made) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx.render(made)))


def rows(made, sheet: str) -> list[tuple]:
    return list(book(made)[sheet].iter_rows(values_only=True))


def test_workbook_has_the_sheets_of_a_plan():
    assert book(report(S1)).sheetnames == [
        "Summary",
        "Next steps",
        "Answers",
        "Areas",
        "Find out",
    ]


def test_next_steps_have_columns_for_owner_date_and_status():
    head, first, *_ = rows(report(S1), "Next steps")

    assert head[-3:] == ("Owner (a role)", "By when", "Status")
    assert first[:4] == (
        "To run the group",
        1,
        "Do first",
        "Make the role and the privacy rules clear",
    )
    assert "“There is no written privacy policy.” (Not yet)" in first[4]
    assert first[-3:] == (None, None, None)
    assert len(rows(report(S1), "Next steps")) == 30


def test_answers_stand_one_a_row():
    _, first, *_ = rows(report(S1), "Answers")

    assert len(rows(report(S3), "Answers")) == 1 + 50 + 34
    assert first[0] == "STF-1"
    assert first[3:6] == (
        "Started",
        "One trained person could lead it.",
        "One leader took the training last spring.",
    )


def test_areas_are_numbers_and_an_area_without_a_score_is_empty():
    found = {row[1]: row[2:] for row in rows(report(A1), "Areas")[1:]}

    assert found["Staffing capacity"] == (33, 33, 33, 50)
    assert found["Supervision and staff care"] == (None, 7, 87, 50)
    assert found["Participant safety and choice"] == (None, None, None, 50)


def test_find_out_names_the_safety_steps_first():
    _, first, *rest = rows(report(A1), "Find out")

    assert first[3] == "Safety step"
    assert len(rest) == 20 + 19


def test_summary_says_verdict_and_first_steps():
    found = rows(report(S1), "Summary")

    assert ("Organization", "Lantern House Collective (sample data)") in found
    assert any(row[0] == "Start here" for row in found)
    assert any("Build first" in str(row[1]) for row in found)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_becomes_no_formula_and_no_link(name):
    text = HOSTILE[name]
    made = made_up(formative={"STF-1": 1}, notes={"STF-1": text}, organization=text, program=text)

    opened = book(made)

    cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert [cell for cell in cells if cell.hyperlink] == []
    note = opened["Answers"]["F2"].value
    assert on_one_line(note.removeprefix("'")) == on_one_line(CLEANED[name])
    assert (
        opened["Summary"]["B2"].value.removeprefix("'")[:190] == (on_one_line(CLEANED[name])[:190])
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_text_in_csv(name):
    made = made_up(formative={"STF-1": 1}, notes={"STF-1": HOSTILE[name]})

    content = csv.render(made).decode("utf-8-sig")

    note = next(iter(csv_module.DictReader(StringIO(content, newline=""))))["note"]
    assert on_one_line(note.removeprefix("'")) == on_one_line(CLEANED[name])
    assert not note.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1", "'=1"),
        ("  +1", "'  +1"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_formula_signs_get_a_mark_before_them(text, shown):
    assert safe(text) == shown


def test_text_that_fits_no_cell_is_an_error_and_never_lost():
    made = made_up(formative={"STF-1": 1})
    huge = type(made.rules)(heading="x", paragraphs=("y" * 32_768,), points=())

    with pytest.raises(xlsx.CellError, match="32768"):
        xlsx.render(_with_rules(made, huge))


def _with_rules(made, rules):
    return replace(made, rules=rules)


def test_workbook_is_the_same_every_time_and_names_nobody():
    first = xlsx.render(report(S1))
    properties = openpyxl.load_workbook(BytesIO(first)).properties

    assert xlsx.render(report(S1)) == first
    assert (properties.title, properties.creator) == ("Readiness report", None)
    assert properties.created.year == 2026


def test_csv_holds_every_answer():
    content = csv.render(report(S3)).decode("utf-8-sig")

    assert len(list(csv_module.reader(StringIO(content, newline="")))) == 1 + 50 + 34
    assert content.startswith("question,area,text,answer,words,note,how known\r\n")
