"""Several people (scoring.md S7), with every one of its cases."""

import pytest

from instruments.agreement import (
    Agreed,
    count,
    count_item,
    is_team_result,
    marked_gates,
    shown_counts,
    shown_word,
)
from instruments.model import NOT_APPLICABLE, UNKNOWN
from tests.instruments.bank import FORMATIVE, RULES, compact, uniform


def counted(item, marks, agreed=None):
    """Count the answers of an item, one sheet a mark."""
    given = {f"sheet {place}": answer for place, answer in enumerate(_answers(marks))}
    return count_item(FORMATIVE.by_id[item], given, agreed, RULES)


def _answers(marks):
    table = {"?": UNKNOWN, "-": NOT_APPLICABLE}
    return [table[mark] if mark in table else int(mark) for mark in marks]


@pytest.mark.parametrize(
    ("item", "marks", "answer", "talk"),
    [
        ("CON-1", "222221", 1, True),
        ("SAF-2", "3?????", 3, True),
        ("CON-5", "-0", 0, True),
        ("CON-5", "-?????", NOT_APPLICABLE, True),
        ("PAR-3", "03", 0, True),
        ("PAR-3", "033", 3, True),
    ],
)
def test_s7_cases(item, marks, answer, talk):
    found = counted(item, marks)
    assert (found.answer, found.talk) == (answer, talk)


def test_s7_case_of_an_agreement_and_a_new_sheet():
    agreed = Agreed(2, {"sheet 0": 2, "sheet 1": 3})
    found = counted("CON-1", "230", agreed)
    assert (found.answer, found.agreed, found.changed, found.talk) == (2, True, True, False)


def test_s7_an_agreement_stays_as_long_as_nothing_changes():
    agreed = Agreed(2, {"sheet 0": 2, "sheet 1": 0})
    found = counted("CON-1", "20", agreed)
    assert (found.answer, found.changed, found.talk, found.spread) == (2, False, False, 2)


@pytest.mark.parametrize("answer", [0, 3, UNKNOWN, NOT_APPLICABLE])
def test_s7_any_answer_can_be_agreed_on(answer):
    assert counted("CON-5", "22", Agreed(answer, {"sheet 0": 2, "sheet 1": 2})).answer == answer


@pytest.mark.parametrize(
    ("marks", "answer"),
    [("2", 2), ("12", 1), ("123", 2), ("1233", 2), ("3210", 1), ("?3?1", 1), ("01233", 2)],
)
def test_s7_an_item_without_a_gate_counts_the_lower_median(marks, answer):
    assert counted("PAR-1", marks).answer == answer


@pytest.mark.parametrize(("marks", "answer"), [("32", 2), ("3?0", 0), ("333", 3)])
def test_s7_a_gate_counts_the_lowest_level(marks, answer):
    assert counted("SAF-1", marks).answer == answer


@pytest.mark.parametrize(
    ("marks", "answer"),
    [("", UNKNOWN), ("??", UNKNOWN), ("?-", NOT_APPLICABLE), ("--", NOT_APPLICABLE)],
)
def test_s7_with_no_level_does_not_apply_goes_before_dont_know(marks, answer):
    assert counted("PLN-5", marks).answer == answer


@pytest.mark.parametrize(
    ("item", "marks", "talk"),
    [
        ("PAR-1", "13", True),
        ("PAR-1", "12", False),
        ("PAR-1", "2?", False),
        ("PAR-1", "??", False),
        ("SAF-1", "23", True),
        ("SAF-1", "22", False),
        ("SAF-1", "22?", False),
        ("SAF-1", "2?", True),
        ("SAF-1", "??", False),
        ("PLN-5", "-2", True),
        ("PLN-5", "-?", True),
        ("PLN-5", "--", False),
        ("SAF-1", "2", False),
        ("PAR-1", "0", False),
        ("PAR-1", "", False),
    ],
)
def test_s7_talk_about_this(item, marks, talk):
    assert counted(item, marks).talk is talk


@pytest.mark.parametrize(("marks", "spread"), [("", 0), ("2", 0), ("2?", 0), ("203", 3), ("22", 0)])
def test_s6_spread_is_highest_minus_lowest(marks, spread):
    assert counted("PAR-1", marks).spread == spread


def test_s7_every_item_is_counted_in_instrument_order():
    sheets = {"a": compact("STF 3"), "b": compact("STF 1 SUP 2")}
    found = count(FORMATIVE, sheets, {"SUP-2": Agreed(3, {})}, RULES)
    assert list(found) == [item.id for item in FORMATIVE.items]
    assert (found["STF-1"].answer, found["SUP-1"].answer) == (1, 2)
    assert (found["SUP-2"].answer, found["FBK-5"].answer) == (3, UNKNOWN)


def test_s7_marked_gates_are_named_in_instrument_order():
    sheets = {"a": compact("STF 3 SAF 22 PAR 0"), "b": compact("STF 2 SAF 2 PAR 3")}
    found = count(FORMATIVE, sheets, {}, RULES)
    assert marked_gates(FORMATIVE, found) == ("STF-1", "SAF-2")


def team(*sheets, needed=None):
    named = {str(place): sheet for place, sheet in enumerate(sheets)}
    return is_team_result(named, count(FORMATIVE, named, {}, RULES), RULES, needed=needed)


HALF = {item.id: 2 for item in FORMATIVE.items[:25]}
LESS = {item.id: 2 for item in FORMATIVE.items[:24]}


def test_s7_a_team_result_needs_two_sheets_until_the_lead_says_otherwise():
    assert team(HALF, HALF)
    assert not team(HALF)
    assert team(HALF, needed=1)
    assert not team(HALF, HALF, needed=3)


def test_s7_a_sheet_needs_an_answer_on_half_of_the_items():
    assert not team(HALF, LESS)
    assert not team(LESS, needed=0)


def test_s7_does_not_apply_is_an_answer():
    other = LESS | {"PLN-5": NOT_APPLICABLE}
    # The first sheet's level on PLN-5 keeps the item applicable.
    assert team(HALF | {"PLN-5": 2}, other)


def test_s7_counts_are_shown_from_three_sheets_on():
    assert shown_counts(_answers("22"), RULES) is None
    assert shown_counts(_answers("223?"), RULES) == {2: 2, 3: 1, UNKNOWN: 1}


@pytest.mark.parametrize(
    ("marks", "word"),
    [
        ("22", "same"),
        ("21", "close"),
        ("31", "far apart"),
        ("03", "far apart"),
        ("2?", ""),
        ("222", ""),
    ],
)
def test_s7_two_sheets_are_shown_as_one_word(marks, word):
    assert shown_word(_answers(marks), RULES) == word


def test_s7_one_sheet_counts_as_it_is():
    sheet = uniform(FORMATIVE, 2, compact("CON 0???-"))
    found = count(FORMATIVE, {"a": sheet}, {}, RULES)
    assert {name: each.answer for name, each in found.items()} == sheet
    assert marked_gates(FORMATIVE, found) == ()
