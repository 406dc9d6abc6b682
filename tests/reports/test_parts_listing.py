"""Lists drawn from the answers."""

from instruments.model import NOT_APPLICABLE, UNKNOWN
from reports.parts.listing import all_answers, find_out, going_well
from tests.reports.samples import A1, S1, all_at, taken


def test_find_out_names_question_area_gate_and_where_to_look():
    only = find_out(taken(S1))[0]

    assert (only.item, only.gate) == ("CUR-4", "")
    assert only.question == "Do the materials work for the people you serve?"
    assert only.area == "Curriculum fit and adaptation"
    assert only.look_at == "Sample materials"


def test_find_out_begins_with_the_safety_steps():
    found = find_out(taken(A1))

    assert [each.item for each in found[:5]] == ["SUP-1", "CON-1", "CON-2", "SAF-1", "SAF-2"]
    assert {each.gate for each in found[:5]} == {"Safety step"}
    assert "Safety step" not in {each.gate for each in found[5:]}


def test_find_out_leaves_out_what_does_not_apply():
    answers = {**all_at("formative", 2), "CON-5": NOT_APPLICABLE, "PLN-5": UNKNOWN}

    assert [each.item for each in find_out(taken(answers))] == ["PLN-5"]


def test_going_well_tells_the_chosen_words():
    heading, well = going_well(taken(S1))

    assert heading == "What is going well"
    assert [each.item for each in well] == ["PLN-3", "STF-4", "PAR-2"]
    assert {each.level for each in well} == {"In place", "In place and checked"}


def test_what_is_started_stands_in_for_what_goes_well():
    heading, started = going_well(taken({"STF-1": 1, "SAF-2": 1, "STF-2": 0}))

    assert heading == "You have started"
    assert {each.item for each in started} == {"STF-1", "SAF-2"}


def test_all_answers_stand_by_area_in_the_order_of_the_questions():
    found = all_answers(taken(S1))

    assert [len(area.rows) for area in found] == [5] * 10
    assert found[0].area == "Staffing capacity"
    assert [row.answer.mark for row in found[0].rows] == ["1", "1", "0", "2", "1"]
    assert [row.gate for row in found[0].rows] == ["Check for a pilot"] * 3 + ["", ""]


def test_answer_stands_with_its_note_and_how_it_is_known():
    made = taken(
        {"STF-1": 1, "STF-2": 2, "STF-3": 0, "STF-4": 0},
        notes={"STF-1": "  two\r\n\n\n\nlines "},
        evidence={
            "STF-1": "document",
            "STF-2": "observed",
            "STF-3": "told",
            "STF-4": "not-checked",
        },
    )

    rows = all_answers(made)[0].rows

    assert rows[0].note == "two\n\nlines"
    assert [row.evidence for row in rows] == [
        "a document says so",
        "seen",
        "told",
        "not checked",
        "",
    ]
