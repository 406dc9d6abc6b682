"""What must be in place first, most urgent first."""

import pytest

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from reports.parts import first
from tests.reports.samples import S1, S4, all_at, taken

STOPS = {"SUP-1": 2, "CON-1": 2, "CON-2": 2, "CON-5": 2, "SAF-1": 2, "SAF-2": 2}


def items(found):
    return [(thing.answer.item, thing.answer.mark) for thing in found.things]


def test_not_yet_comes_before_not_known_and_that_before_started():
    found = first.safety(taken({**STOPS, "SUP-1": 1, "CON-2": UNKNOWN, "SAF-1": 0}))

    assert items(found) == [("SAF-1", "0"), ("CON-2", "unknown"), ("SUP-1", "1")]
    assert found.done == ("Written privacy policy", "Permission to record", "Crisis plan")


def test_stop_that_does_not_apply_is_in_neither_list():
    found = first.safety(taken({**STOPS, "CON-5": NOT_APPLICABLE}))

    assert found.things == ()
    assert "Permission to record" not in found.done
    assert len(found.done) == 5


def test_thing_shows_what_in_place_looks_like():
    thing = first.safety(taken(S1)).things[0]

    assert thing.answer.item == "CON-1"
    assert thing.in_place == catalogue.find("formative").by_id["CON-1"].levels[2]


@pytest.mark.parametrize(
    ("answers", "intro"),
    [
        ({}, "Six steps keep people safe. Start with these."),
        ({"SUP-1": 2}, "Six steps keep people safe. One is in place."),
        ({"SUP-1": 2, "SAF-1": 3}, "Six steps keep people safe. Two are in place."),
        (
            {"CON-5": NOT_APPLICABLE, "SUP-1": 3},
            "Five steps keep people safe. One is in place.",
        ),
        (STOPS, "The safety steps are in place. Check them again after any change."),
    ],
)
def test_intro_counts_the_steps(answers, intro):
    assert first.safety(taken(answers)).intro == intro


@pytest.mark.parametrize(
    ("sample", "heading"), [(S1, "What must be in place first"), (S4, "The safety steps")]
)
def test_heading_asks_only_for_what_is_open(sample, heading):
    assert first.safety(taken(sample)).heading == heading


def test_evaluation_stands_on_its_process_must_haves_first():
    answers = {**all_at("evaluability", 0), "THE-1": 2, "USE-1": 3}

    found = first.evaluation(taken(answers, "evaluability"))

    assert found.intro == "Any evaluation stands on these."
    assert found.kind == "basic"
    assert [item for item, _ in items(found)] == ["DEL-1", "DAT-1", "ETH-1", "ETH-2", "CAP-1"]
    assert found.done == ("Map of the program", "Use of the results")


def test_outcome_must_haves_follow_when_the_process_ones_are_in_place():
    answers = {**all_at("evaluability", 2), "DAT-2": 1, "ETH-6": 0}

    found = first.evaluation(taken(answers, "evaluability"))

    assert found.intro == "An evaluation of what changes for people stands on these."
    assert items(found) == [("ETH-6", "0"), ("DAT-2", "1")]


def test_evaluation_with_everything_in_place_needs_nothing_first():
    assert first.evaluation(taken(all_at("evaluability", 2), "evaluability")) is None


def test_stops_of_an_earlier_questionnaire_are_told_at_not_yet():
    formative = catalogue.find("formative")

    found = first.earlier_stops(formative, ("SAF-1", "CON-1"))

    assert items(found) == [("SAF-1", "0"), ("CON-1", "0")]
    assert [thing.answer.level for thing in found.things] == ["Not yet", "Not yet"]
    assert found.things[1].answer.words == "There is no written privacy policy."
    assert found.done == ()
