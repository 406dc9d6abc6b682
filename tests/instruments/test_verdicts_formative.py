"""F1-F6 at their boundaries (scoring.md, Formative verdict)."""

from dataclasses import replace

import pytest

from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.reasons import answer_words
from instruments.verdicts import decide
from tests.instruments.bank import (
    FORMATIVE,
    RULES,
    at,
    card,
    compact,
    reading,
    uniform,
    verdict,
)

STOPS = "SUP-1 CON-1 CON-2 CON-5 SAF-1 SAF-2"
CHECKS = "STF-1 STF-2 STF-3 COF-1 TRN-1 FBK-1"
# Ten items without a gate, one a domain: each takes a point off "all in place".
TEN = "STF-4 SUP-2 CON-3 COF-2 PAR-1 PLN-1 TRN-2 CUR-1 SAF-3 FBK-2"
IN_PLACE = uniform(FORMATIVE, 2)
CHECKED = uniform(FORMATIVE, 3)


def rule(answers):
    return verdict(FORMATIVE, answers).rule


def reasons(answers):
    return [(each.rule, each.items, each.domains) for each in verdict(FORMATIVE, answers).reasons]


@pytest.mark.parametrize("stop", STOPS.split())
def test_f1_any_safety_stop_at_0_builds_first(stop):
    assert reasons(CHECKED | {stop: 0}) == [("F1", (stop,), ())]


def test_f1_goes_before_missing_answers_and_names_every_stop():
    assert reasons({"SAF-2": 0, "CON-1": 0}) == [("F1", ("CON-1", "SAF-2"), ())]


def test_f1_a_stop_that_does_not_apply_stops_nothing():
    assert rule(CHECKED | at(NOT_APPLICABLE, "CON-5")) == "F6"


@pytest.mark.parametrize(("known", "expected"), [(0, "F2"), (24, "F2"), (25, "F4")])
def test_f2_takes_less_than_half_of_the_answers(known, expected):
    given = {item.id: 2 for item in FORMATIVE.items[:known]}
    assert rule(given) == expected


def test_f2_counts_applicable_items_only():
    # 24 of 48 is half; with one answer less it is not.
    given = {item.id: 2 for item in FORMATIVE.items[25:49]} | at(NOT_APPLICABLE, "CON-5 PLN-5")
    known = [name for name in given if given[name] == 2]
    assert (len(known), rule(given)) == (23, "F2")
    assert rule(given | {"STF-1": 2}) == "F4"


@pytest.mark.parametrize(("more", "expected"), [(2, "F3"), (3, "F4")])
def test_f3_takes_an_overall_below_35(more, expected):
    # 52 of 150 points are 34.67, 53 are 35.33.
    raised = at(2, " ".join(TEN.split()[:more]))
    assert rule(uniform(FORMATIVE, 1, raised)) == expected


def test_f3_shows_one_decimal_cut_where_35_would_mislead():
    found = verdict(FORMATIVE, uniform(FORMATIVE, 1, at(2, "STF-4 SUP-2")))
    assert [each.text for each in found.reasons] == ["Your overall score is 34.6, below 35."]


@pytest.mark.parametrize("answer", [1, UNKNOWN])
@pytest.mark.parametrize("stop", STOPS.split())
def test_f4_a_safety_stop_at_1_or_unknown_is_getting_ready(stop, answer):
    assert reasons(CHECKED | {stop: answer}) == [("F4", (stop,), ())]


@pytest.mark.parametrize("answer", [0, UNKNOWN])
@pytest.mark.parametrize("check", CHECKS.split())
def test_f4_a_capacity_check_at_0_or_unknown_is_getting_ready(check, answer):
    assert reasons(CHECKED | {check: answer}) == [("F4", (check,), ())]


def test_f4_overall_of_exactly_60_is_not_below_it():
    given = IN_PLACE | at(1, TEN)
    assert card(FORMATIVE, given).overall.value == 60
    assert rule(given) == "F5"


def test_f4_overall_just_below_60_is_getting_ready():
    given = IN_PLACE | at(1, TEN + " PAR-2")
    assert reasons(given) == [("F4", (), ())]
    assert verdict(FORMATIVE, given).reasons[0].text == "Your overall score is 59, below 60."


def test_f4_shows_one_decimal_cut_where_60_would_mislead():
    # 86 of 144 points are 59.72.
    given = IN_PLACE | at(1, TEN) | at(NOT_APPLICABLE, "CON-5 PLN-5")
    assert verdict(FORMATIVE, given).reasons[0].text == "Your overall score is 59.7, below 60."


@pytest.mark.parametrize(
    ("below", "enough"),
    [
        ("STF 22210", "STF 22211"),
        ("SUP 21211", "SUP 22211"),
        ("CON 22102", "CON 22112"),
        ("COF 21211", "COF 22211"),
        ("PAR 11212", "PAR 12212"),
        ("SAF 22111", "SAF 22211"),
    ],
)
def test_f4_a_main_domain_has_a_floor_of_50(below, enough):
    # 7 of 15 points are 46.7, 8 are 53.3.
    assert reasons(CHECKED | compact(below)) == [("F4", (), (below[:3],))]
    assert rule(CHECKED | compact(enough)) == "F5"


def test_f4_a_main_domain_of_exactly_50_is_not_below_the_floor():
    # PAR without one answer: 6 of 12 points.
    given = CHECKED | compact("PAR 2211?")
    assert card(FORMATIVE, given).domain_value("PAR") == 50
    assert rule(given) == "F5"


@pytest.mark.parametrize("domain", ["PLN", "CUR"])
def test_f4_another_domain_has_a_floor_of_33(domain):
    assert rule(CHECKED | compact(f"{domain} 11111")) == "F5"  # 33.3
    assert reasons(CHECKED | compact(f"{domain} 11110")) == [("F4", (), (domain,))]  # 26.7


@pytest.mark.parametrize("domain", ["PAR", "PLN", "CUR"])
def test_f4_a_domain_without_a_score_is_getting_ready(domain):
    assert reasons(CHECKED | compact(f"{domain} 33???")) == [("F4", (), (domain,))]
    assert rule(CHECKED | compact(f"{domain} 333??")) == "F6"


def test_f4_reasons_stand_in_the_order_of_the_rule():
    given = IN_PLACE | at(1, "SAF-1 SUP-1") | at(0, "FBK-1 COF-1") | at(1, TEN)
    given |= compact("PAR 1111? CUR 0001?")
    assert reasons(given) == [
        ("F4", ("SUP-1", "SAF-1"), ()),
        ("F4", ("COF-1", "FBK-1"), ()),
        ("F4", (), ()),
        ("F4", (), ("COF", "PAR")),
        ("F4", (), ("CUR",)),
    ]


@pytest.mark.parametrize(("unknown", "expected"), [(10, "F6"), (11, "F5")])
def test_f5_takes_less_than_80_percent_answered(unknown, expected):
    missing = "PAR-1 PAR-2 PLN-1 PLN-2 CUR-1 CUR-2 STF-4 STF-5 SUP-2 SUP-3 TRN-2"
    given = CHECKED | at(UNKNOWN, " ".join(missing.split()[:unknown]))
    assert rule(given) == expected


@pytest.mark.parametrize(("threes", "expected"), [(20, "F6"), (19, "F5")])
def test_f5_takes_an_overall_below_80(threes, expected):
    # 120 of 150 points are exactly 80.
    given = {item.id: 3 if place < threes else 2 for place, item in enumerate(FORMATIVE.items)}
    assert rule(given) == expected


def test_f5_shows_one_decimal_cut_where_80_would_mislead():
    # 117 of 147 points are 79.59.
    given = {item.id: 3 if place < 19 else 2 for place, item in enumerate(FORMATIVE.items)}
    found = verdict(FORMATIVE, given | at(NOT_APPLICABLE, "PLN-5"))
    assert [each.text for each in found.reasons] == ["Your overall score is 79.5, below 80."]


@pytest.mark.parametrize("check", CHECKS.split())
def test_f5_a_capacity_check_at_1_is_a_small_pilot(check):
    assert reasons(CHECKED | {check: 1}) == [("F5", (check,), ())]


@pytest.mark.parametrize(("marks", "expected"), [("22221", "F6"), ("22211", "F5")])
def test_f5_any_domain_has_a_floor_of_60(marks, expected):
    # 9 of 15 points are exactly 60.
    assert rule(CHECKED | compact(f"CUR {marks}")) == expected


def test_f6_nothing_stands_in_the_way():
    found = verdict(FORMATIVE, CHECKED)
    assert (found.id, found.provisional) == ("ready-to-run-and-learn", False)
    assert [each.text for each in found.reasons] == ["Nothing in F1-F5 stands in the way."]


@pytest.mark.parametrize(
    ("known", "provisional"), [(50, False), (40, False), (39, True), (25, True), (24, False)]
)
def test_s5_a_result_is_provisional_from_50_to_below_80_percent(known, provisional):
    given = {item.id: 2 for item in FORMATIVE.items[:known]}
    assert verdict(FORMATIVE, given).provisional is provisional


def test_s5_a_result_by_f1_is_never_provisional():
    given = {item.id: 2 for item in FORMATIVE.items[:30]} | {"CON-1": 0}
    assert (verdict(FORMATIVE, given).rule, verdict(FORMATIVE, given).provisional) == ("F1", False)


def test_a_reason_says_in_words_what_was_answered():
    given = CHECKED | {"SUP-1": 1, "CON-1": UNKNOWN}
    assert verdict(FORMATIVE, given).reasons[0].text == (
        f"Safety steps to finish or to find out about: {FORMATIVE.by_id['SUP-1'].name} (Started)"
        f" and {FORMATIVE.by_id['CON-1'].name} (don't know yet)."
    )


def test_a_reason_lists_three_names_with_commas():
    names = [FORMATIVE.by_id[item].name for item in ("CON-1", "CON-2", "SAF-1")]
    assert verdict(FORMATIVE, CHECKED | at(0, "CON-1 CON-2 SAF-1")).reasons[0].text == (
        f"Safety steps that are not there yet: {names[0]}, {names[1]} and {names[2]}."
    )


def test_a_reason_says_the_share_answered():
    found = verdict(FORMATIVE, compact("STF 22222 CON ????-"))
    assert [each.text for each in found.reasons] == [
        "You answered 10 % of the questions. A result needs at least 50 %."
    ]


def test_a_reason_shows_domains_with_their_scores():
    found = verdict(FORMATIVE, CHECKED | compact("PAR 33??? COF 22200"))
    assert found.reasons[0].text == (
        "Main parts that score below 50 or need more answers: Clinician co-facilitation (40)"
        " and Partnerships (not enough answers yet)."
    )


def test_every_answer_has_words():
    words = [answer_words(answer, FORMATIVE, RULES) for answer in (0, 3, UNKNOWN, NOT_APPLICABLE)]
    assert words == ["Not yet", "In place and checked", "don't know yet", "does not apply"]


def test_a_list_whose_last_rule_can_fail_is_refused():
    rules = replace(RULES, decisions={"formative": RULES.decisions["formative"][:1]})
    with pytest.raises(ValueError, match="must match always"):
        decide(replace(reading(FORMATIVE, CHECKED), rules=rules))
