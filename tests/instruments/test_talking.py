"""In which order to talk, and why."""

import pytest

from instruments import catalogue
from instruments.agreement import count
from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.talking import Why, in_order, to_talk_about, why

FORMATIVE = catalogue.find("formative")
EVALUABILITY = catalogue.find("evaluability")
RULES = catalogue.rules(1)


def talk(instrument=FORMATIVE, **items):
    """The marked items, given what each sheet says of some."""
    number = max(len(given) for given in items.values())
    sheets = {
        str(place): {name.replace("_", "-"): given[place] for name, given in items.items()}
        for place in range(number)
    }
    return to_talk_about(instrument, count(instrument, sheets, {}, RULES), RULES)


def test_safety_stops_come_before_capacity_checks_before_the_rest():
    assert talk(PAR_3=(0, 3), STF_1=(1, 2), CON_1=(1, 2)) == ("CON-1", "STF-1", "PAR-3")


def test_process_must_haves_come_before_outcome_must_haves():
    assert talk(EVALUABILITY, THE_3=(0, 3), THE_1=(2, 3)) == ("THE-1", "THE-3")


def test_further_apart_comes_first_among_equals():
    assert talk(CON_1=(1, 2), SAF_1=(0, 3)) == ("SAF-1", "CON-1")


def test_lower_level_weighs_more_at_the_same_distance():
    assert talk(STF_4=(1, 3), PAR_3=(0, 2)) == ("PAR-3", "STF-4")


def test_what_one_alone_knows_is_one_level_apart():
    assert talk(SUP_1=(1, UNKNOWN), SAF_1=(0, 1), CON_1=(1, 3)) == ("CON-1", "SAF-1", "SUP-1")


def test_ties_keep_the_order_of_the_questionnaire():
    assert talk(SAF_2=(1, 2), CON_1=(1, 2), SUP_1=(1, 2)) == ("SUP-1", "CON-1", "SAF-2")


def test_order_has_every_item_once():
    counted = count(FORMATIVE, {}, {}, RULES)

    assert sorted(in_order(FORMATIVE, counted, RULES)) == sorted(FORMATIVE.by_id)


@pytest.mark.parametrize(
    ("item", "answers", "reason"),
    [
        ("SAF-2", (3, UNKNOWN, UNKNOWN), Why.ONE_LEVEL),
        ("CON-1", (2, 2, 1), Why.GATE_DIFFERS),
        ("PAR-3", (0, 3), Why.FAR_APART),
        ("PLN-5", (NOT_APPLICABLE, 2, 2), Why.APPLIES),
        ("PLN-5", (NOT_APPLICABLE, 0, 2), Why.FAR_APART),
        ("CON-5", (NOT_APPLICABLE, UNKNOWN), Why.APPLIES),
    ],
)
def test_reason_is_the_first_that_holds(item, answers, reason):
    sheets = {str(place): {item: answer} for place, answer in enumerate(answers)}
    counted = count(FORMATIVE, sheets, {}, RULES)[item]

    assert counted.talk
    assert why(FORMATIVE.by_id[item], answers, counted) is reason
