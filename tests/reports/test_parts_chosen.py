"""Answers in the words of their questions."""

import pytest

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN, Gate
from reports.model import Chosen
from reports.parts.chosen import chosen, gate_words
from tests.reports.samples import S1, taken

POLICY = "Do you have a written privacy policy that covers the peer group?"


def test_answer_is_told_with_question_level_and_its_words():
    assert taken(S1).chosen("CON-1") == Chosen(
        item="CON-1",
        name="Written privacy policy",
        question=POLICY,
        mark="0",
        level="Not yet",
        words="There is no written privacy policy.",
    )


@pytest.mark.parametrize(
    ("answer", "mark", "level"),
    [
        (0, "0", "Not yet"),
        (1, "1", "Started"),
        (2, "2", "In place"),
        (3, "3", "In place and checked"),
        (UNKNOWN, "unknown", "Don't know yet"),
        (NOT_APPLICABLE, "not-applicable", "Does not apply"),
    ],
)
def test_every_answer_has_its_mark_and_its_level(answer, mark, level):
    found = taken({"CON-5": answer}).chosen("CON-5")

    assert (found.mark, found.level) == (mark, level)


@pytest.mark.parametrize("answer", [UNKNOWN, NOT_APPLICABLE])
def test_answer_without_a_level_has_no_words(answer):
    assert taken({"CON-5": answer}).chosen("CON-5").words == ""


def test_item_left_out_is_not_known():
    assert taken({"STF-1": 1}).answer("CON-1") is UNKNOWN
    assert chosen(catalogue.find("formative"), {}, "CON-1").mark == "unknown"


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        (Gate.SAFETY_STOP, "Safety step"),
        (Gate.CAPACITY_CHECK, "Check for a pilot"),
        (Gate.PROCESS_MUST_HAVE, "Needed to evaluate"),
        (Gate.OUTCOME_MUST_HAVE, "Needed to measure change"),
        (None, ""),
    ],
)
def test_gate_is_called_by_what_it_is_for(gate, words):
    assert gate_words(gate) == words
