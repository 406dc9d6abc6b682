"""Scores (scoring.md S1-S5) and how numbers are shown."""

from fractions import Fraction

import pytest

from instruments.model import NOT_APPLICABLE, UNKNOWN, Gate
from instruments.results import Score
from instruments.scoring import applicable_gates, complete, rounded, shown_below
from tests.instruments.bank import FORMATIVE, at, card, compact, uniform


def test_s1_does_not_apply_leaves_the_applicable_items():
    found = card(FORMATIVE, uniform(FORMATIVE, 2, at(NOT_APPLICABLE, "CON-5 PLN-5")))
    assert found.overall == Score(points=96, known=48, applicable=48)


def test_s1_dont_know_and_a_missing_answer_are_applicable_but_not_known():
    found = card(FORMATIVE, {"STF-1": 3, "STF-2": UNKNOWN})
    assert found.overall == Score(points=3, known=1, applicable=50)


def test_s1_an_answer_to_no_item_changes_nothing():
    assert card(FORMATIVE, {"STF-1": 3, "XYZ-1": 3}) == card(FORMATIVE, {"STF-1": 3})


@pytest.mark.parametrize(
    ("marks", "value"),
    [
        ("00000", Fraction(0)),
        ("33333", Fraction(100)),
        ("11021", Fraction(500, 15)),
        ("2?1?0", Fraction(300, 9)),
        ("22222", Fraction(1000, 15)),
    ],
)
def test_s2_domain_score_is_the_share_of_points_over_known_items(marks, value):
    assert card(FORMATIVE, compact(f"STF {marks}")).domain_value("STF") == value


@pytest.mark.parametrize(
    ("marks", "scored"),
    [
        ("CON 222??", True),  # 3 of 5 is 60 %.
        ("CON 22???", False),  # 2 of 5 is 40 %.
        ("CON 222?-", True),  # 3 of 4 is 75 %.
        ("CON 22??-", False),  # 2 of 4 is 50 %.
        ("CON ?????", False),
    ],
)
def test_s2_domain_is_scored_from_60_percent_known(marks, scored):
    assert ("CON" in card(FORMATIVE, compact(marks)).scored) is scored


def test_s3_overall_counts_every_known_item_alike():
    found = card(FORMATIVE, compact("STF 3???? SUP 00000"))
    assert found.overall.value == Fraction(300, 18)


def test_s4_range_counts_unknowns_as_0_and_as_3():
    found = card(FORMATIVE, compact("CON 21??-")).domains["CON"]
    assert (found.low, found.high) == (Fraction(300, 12), Fraction(900, 12))


def test_s4_range_is_the_score_when_everything_is_known():
    found = card(FORMATIVE, uniform(FORMATIVE, 1)).overall
    assert (found.low, found.value, found.high) == (Fraction(100, 3),) * 3


def test_s4_nothing_known_has_no_score_and_no_range():
    found = card(FORMATIVE, {}).overall
    assert (found.value, found.low, found.high, found.answered) == (None, None, None, 0)


def test_s5_answered_is_known_over_applicable():
    found = card(FORMATIVE, uniform(FORMATIVE, UNKNOWN, compact("STF 22222 CON ????-"))).overall
    assert found.answered == Fraction(500, 49)


def test_s5_shares_are_compared_before_they_are_rounded():
    score = Score(points=0, known=39, applicable=49)  # 79.59 %
    assert (rounded(score.answered), score.answered_at_least(80)) == (80, False)
    assert Score(0, 40, 50).answered_at_least(80)


def test_score_of_nothing_reaches_no_threshold():
    empty = Score(0, 0, 0)
    assert (empty.answered, empty.answered_at_least(0), empty.at_least(0)) == (0, False, False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(73, 2), 37),
        (Fraction(69, 2), 35),
        (Fraction(3449, 100), 34),
        (Fraction(0), 0),
        (Fraction(100), 100),
    ],
)
def test_numbers_are_rounded_half_up(value, shown):
    assert rounded(value) == shown


@pytest.mark.parametrize(
    ("value", "threshold", "shown"),
    [
        (Fraction(5200, 150), 35, "34.6"),  # 34.67 would round to 35.
        (Fraction(69, 2), 35, "34.5"),
        (Fraction(3499, 100), 35, "34.9"),
        (Fraction(5100, 150), 35, "34"),
        (Fraction(8999, 100), 90, "89.9"),
        (Fraction(37), 60, "37"),
        (Fraction(60), 60, "60"),
        (Fraction(605, 10), 60, "61"),
    ],
)
def test_a_number_below_a_threshold_looks_below_it(value, threshold, shown):
    assert shown_below(value, threshold) == shown


def test_complete_gives_one_answer_an_item_in_instrument_order():
    found = complete(FORMATIVE, {"CON-5": NOT_APPLICABLE, "STF-1": 2, "XYZ-1": 3})
    assert list(found) == [item.id for item in FORMATIVE.items]
    assert (found["STF-1"], found["STF-2"], found["CON-5"]) == (2, UNKNOWN, NOT_APPLICABLE)


def test_a_gate_that_does_not_apply_is_no_gate():
    found = applicable_gates(FORMATIVE, {"CON-5": NOT_APPLICABLE}, Gate.SAFETY_STOP)
    assert [item.id for item in found] == ["SUP-1", "CON-1", "CON-2", "SAF-1", "SAF-2"]
