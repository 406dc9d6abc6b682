"""The quick screen's three lists (scoring.md, Quick screen)."""

import pytest

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.quick_screen import screen
from tests.instruments.bank import FORMATIVE, at

SELECTION = catalogue.selection("quick-screen", 1)
STOPS = ("SUP-1", "CON-1", "CON-2", "CON-5", "SAF-1", "SAF-2")


def screened(default, changes=()):
    return screen(SELECTION, FORMATIVE, dict.fromkeys(SELECTION.items, default) | dict(changes))


def test_a_safety_stop_at_0_is_to_stop_and_fix():
    found = screened(0)
    assert found.stop_and_fix == STOPS
    assert found.check_these == tuple(item for item in SELECTION.items if item not in STOPS)
    assert found.going_well == ()


@pytest.mark.parametrize("answer", [1, UNKNOWN])
def test_the_rest_below_2_is_to_check(answer):
    found = screened(answer)
    assert (found.stop_and_fix, found.check_these, found.going_well) == ((), SELECTION.items, ())


@pytest.mark.parametrize("answer", [2, 3])
def test_2_and_3_go_well(answer):
    found = screened(answer)
    assert (found.stop_and_fix, found.check_these, found.going_well) == ((), (), SELECTION.items)
    assert found.steps == {}


def test_does_not_apply_is_left_out():
    found = screened(2, at(NOT_APPLICABLE, "CON-5"))
    assert "CON-5" not in (*found.stop_and_fix, *found.check_these, *found.going_well)


def test_no_answer_is_dont_know():
    assert screen(SELECTION, FORMATIVE, {}).check_these == SELECTION.items


def test_each_known_gap_has_its_main_step_in_the_order_of_the_lists():
    found = screened(2, at(0, "SAF-2") | at(1, "STF-1 CON-1") | at(UNKNOWN, "FBK-1"))
    assert list(found.steps.items()) == [("SAF-2", "P-2"), ("STF-1", "L-P4"), ("CON-1", "R-5b")]


def test_answers_to_other_items_change_nothing():
    assert screened(2, {"STF-4": 0}) == screened(2)
