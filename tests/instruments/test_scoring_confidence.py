"""Confidence (scoring.md S6)."""

import pytest

from instruments.agreement import Agreed, count
from instruments.confidence import Consultation, confidence
from instruments.model import NOT_APPLICABLE, UNKNOWN
from tests.instruments.bank import FORMATIVE, RULES, at, uniform

ITEMS = [item.id for item in FORMATIVE.items]
FULL = uniform(FORMATIVE, 2)


def label(*sheets, agreed=None, **consultation):
    named = {str(place): sheet for place, sheet in enumerate(sheets)}
    found = count(FORMATIVE, named, agreed or {}, RULES)
    return confidence(named, found, RULES, Consultation(**consultation) if consultation else None)


def without(count, sheet=FULL):
    return sheet | dict.fromkeys(ITEMS[:count], UNKNOWN)


def test_s6_three_full_sheets_are_high():
    assert label(FULL, FULL, FULL) == "high"


def test_s6_two_full_sheets_are_medium_and_one_is_low():
    assert label(FULL, FULL) == "medium"
    assert label(FULL) == "low"


@pytest.mark.parametrize(
    ("unknown", "expected"), [(5, "high"), (6, "medium"), (12, "medium"), (13, "low")]
)
def test_s6_answered_needs_90_percent_for_high_and_75_for_medium(unknown, expected):
    sheet = without(unknown)
    assert label(sheet, sheet, sheet) == expected


@pytest.mark.parametrize(("seen", "expected"), [(25, "high"), (24, "low")])
def test_s6_items_seen_stand_in_for_people(seen, expected):
    assert label(FULL, seen=frozenset(ITEMS[:seen])) == expected


def test_s6_a_consultation_stands_in_for_the_second_person():
    assert label(FULL, held=True) == "medium"
    assert label(without(13), held=True) == "low"


@pytest.mark.parametrize(("apart", "expected"), [(5, "high"), (6, "medium")])
def test_s6_at_most_10_percent_may_be_far_apart(apart, expected):
    other = FULL | dict.fromkeys(ITEMS[:apart], 0)
    assert label(FULL, FULL, other) == expected


def test_s6_agreeing_does_not_change_the_spread():
    other = FULL | dict.fromkeys(ITEMS[:6], 0)
    agreed = {name: Agreed(2, {}) for name in ITEMS[:6]}
    assert label(FULL, FULL, other, agreed=agreed) == "medium"


@pytest.mark.parametrize(("alone", "expected"), [(5, "high"), (6, "medium")])
def test_s6_at_most_10_percent_may_rest_on_one_person(alone, expected):
    assert label(FULL, without(alone), without(alone)) == expected


@pytest.mark.parametrize(("alone", "expected"), [(5, "high"), (6, "medium")])
def test_s6_two_people_may_not_rest_on_one_either_when_enough_was_seen(alone, expected):
    assert label(FULL, without(alone), seen=frozenset(ITEMS)) == expected


def test_s6_one_person_may_rest_on_themselves_when_enough_was_seen():
    assert label(FULL, seen=frozenset(ITEMS)) == "high"


@pytest.mark.parametrize(("levels", "expected"), [(25, "high"), (24, "medium")])
def test_s6_a_person_has_a_level_on_half_of_the_items(levels, expected):
    assert label(FULL, FULL, dict.fromkeys(ITEMS[:levels], 2)) == expected


def test_s6_shares_are_of_the_applicable_items():
    sheet = without(5) | at(NOT_APPLICABLE, "CON-5 PLN-5")
    # 43 of 48 are 89.6 %.
    assert label(sheet, sheet, sheet) == "medium"


def test_s7_case_one_level_and_five_dont_knows_is_not_high():
    nothing = {}
    assert label({"SAF-2": 3}, *[nothing] * 5) == "low"
    assert label(uniform(FORMATIVE, 3), *[nothing] * 5) == "low"


def test_s6_no_sheet_is_low():
    assert label() == "low"
