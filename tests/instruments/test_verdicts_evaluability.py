"""E1-E6 at their boundaries, and the research rule (scoring.md, Evaluability verdict)."""

from datetime import date

import pytest

from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.results import EarlierFormative
from instruments.verdicts import one_year_earlier, research_holds, stops_at_zero, taken_by_e1
from tests.instruments.bank import EVALUABILITY, FORMATIVE, RULES, at, compact, uniform, verdict

PROCESS = "THE-1 DEL-1 DAT-1 ETH-1 ETH-2 CAP-1 USE-1"
OUTCOME = "THE-3 DEL-2 DEL-4 DEL-6 DAT-2 DAT-4 ETH-5 ETH-6 CAP-3"
IN_PLACE = uniform(EVALUABILITY, 2)
CHECKED = uniform(EVALUABILITY, 3)
DAY = date(2026, 11, 1)
RESEARCH = {"model": "seeking-safety", "evaluation_reason": "research"}


def rule(answers, **more):
    return verdict(EVALUABILITY, answers, **more).rule


def reasons(answers, **more):
    found = verdict(EVALUABILITY, answers, **more).reasons
    return [(each.rule, each.items, each.domains) for each in found]


def texts(answers, **more):
    return [each.text for each in verdict(EVALUABILITY, answers, **more).reasons]


def test_e1_a_safety_stop_at_0_decides_and_is_never_provisional():
    earlier = EarlierFormative(DAY, ("CON-1", "SAF-2"))
    found = verdict(EVALUABILITY, {"THE-1": 3}, earlier=earlier, stops=FORMATIVE.by_id)
    assert (found.id, found.rule, found.provisional) == ("improve-first", "E1", False)
    assert [each.items for each in found.reasons] == [("CON-1", "SAF-2")]
    assert [each.text for each in found.reasons] == [
        (
            "Your readiness questionnaire of November 1, 2026 shows safety steps that are not there"
            f" yet: {FORMATIVE.by_id['CON-1'].name} and {FORMATIVE.by_id['SAF-2'].name}."
        )
    ]


def test_e1_a_formative_assessment_without_a_stop_at_0_decides_nothing():
    assert rule(CHECKED, earlier=EarlierFormative(DAY, ()), stops=FORMATIVE.by_id) == "E6"


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2026, 11, 1), date(2025, 11, 1)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1)),
        (date(2024, 3, 1), date(2023, 3, 1)),
    ],
)
def test_e1_a_year_earlier_is_the_same_calendar_day(day, earlier):
    assert one_year_earlier(day) == earlier


@pytest.mark.parametrize(
    ("submitted", "day", "counts"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), True),
        (date(2025, 11, 1), date(2026, 11, 1), True),
        (date(2025, 10, 31), date(2026, 11, 1), False),
        (date(2026, 11, 2), date(2026, 11, 1), False),
        (date(2023, 2, 28), date(2024, 2, 29), True),
        (date(2023, 2, 27), date(2024, 2, 29), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
    ],
)
def test_e1_counts_a_year_up_to_the_day_itself(submitted, day, counts):
    earlier = EarlierFormative(submitted, ("CON-1",))
    assert taken_by_e1(earlier, day) == (earlier if counts else None)


def test_e1_without_a_formative_assessment_takes_none():
    assert taken_by_e1(None, DAY) is None


def test_e1_dont_know_and_does_not_apply_are_not_0():
    given = {"SAF-1": 0, "SAF-2": UNKNOWN, "CON-5": NOT_APPLICABLE, "CON-1": 1, "STF-1": 0}
    assert stops_at_zero(FORMATIVE, given) == ("SAF-1",)


@pytest.mark.parametrize("item", PROCESS.split())
def test_e2_a_process_must_have_at_0_goes_before_missing_answers(item):
    assert reasons({item: 0}) == [("E2", (item,), ())]
    assert not verdict(EVALUABILITY, CHECKED | {item: 0}).provisional


@pytest.mark.parametrize(("known", "expected"), [(16, "E3"), (17, "E4")])
def test_e3_takes_less_than_half_of_the_answers(known, expected):
    given = {item.id: 3 for item in EVALUABILITY.items[:known]}
    assert rule(given) == expected


def test_e3_says_the_share_answered():
    assert texts({"THE-2": 3}) == [
        "You answered 3 % of the questions. A result needs at least 50 %."
    ]


@pytest.mark.parametrize("answer", [1, UNKNOWN])
@pytest.mark.parametrize("item", PROCESS.split())
def test_e4_a_process_must_have_below_2_or_unknown_improves_first(item, answer):
    assert reasons(CHECKED | {item: answer}) == [("E4", (item,), ())]


def test_e4_overall_of_exactly_50_is_not_below_it():
    # 17 items at 1 among 34 in place: 51 of 102 points.
    given = IN_PLACE | at(
        1,
        "THE-2 THE-3 THE-4 DEL-2 DEL-3 DEL-4 DAT-2 DAT-3 DAT-4 ETH-3 CAP-2 CAP-3 CAP-4 USE-2 USE-3"
        " USE-4 USE-5",
    )
    assert rule(given) == "E5"
    assert texts(given | {"DAT-5": 1}) == ["Your overall score is 49, below 50."]


@pytest.mark.parametrize(("marks", "expected"), [("21111", "E5"), ("21110", "E4")])
def test_e4_any_domain_has_a_floor_of_40(marks, expected):
    # 6 of 15 points are exactly 40.
    assert rule(CHECKED | compact(f"THE {marks}")) == expected


def test_e4_a_domain_without_a_score_improves_first():
    assert reasons(CHECKED | compact("USE 333???")) == [("E4", (), ("USE",))]


def test_e4_ethics_has_a_floor_of_60():
    assert reasons(CHECKED | compact("ETH 220222")) == [("E4", (), ("ETH",))]  # 55.6
    assert rule(CHECKED | compact("ETH 221222")) == "E6"  # 61.1


def test_e4_reasons_stand_in_the_order_of_the_rule():
    given = uniform(EVALUABILITY, 1, {"DAT-1": UNKNOWN, "ETH-3": 0, "ETH-4": 0})
    assert reasons(given) == [
        ("E4", ("THE-1", "DEL-1", "DAT-1", "ETH-1", "ETH-2", "CAP-1", "USE-1"), ()),
        ("E4", (), ()),
        ("E4", (), ("THE", "DEL", "DAT", "ETH", "CAP", "USE")),
        ("E4", (), ("ETH",)),
    ]


@pytest.mark.parametrize("answer", [0, 1, UNKNOWN])
@pytest.mark.parametrize("item", OUTCOME.split())
def test_e5_an_outcome_must_have_below_2_or_unknown_is_a_process_evaluation(item, answer):
    assert reasons(CHECKED | {item: answer}) == [("E5", (item,), ())]


@pytest.mark.parametrize(("unknown", "expected"), [(6, "E6"), (7, "E5")])
def test_e5_takes_less_than_80_percent_answered(unknown, expected):
    # 28 of 34 are 82.4 %, 27 are 79.4 %.
    missing = ["THE-2", "THE-4", "DEL-3", "DEL-5", "DAT-3", "CAP-2", "USE-2"][:unknown]
    assert rule(CHECKED | at(UNKNOWN, " ".join(missing))) == expected


def test_e5_everything_in_place_is_below_70_and_says_so():
    assert texts(IN_PLACE) == [
        (
            "Your overall score is 67, below 70. Most answers are in place. An outcome"
            " evaluation needs some of them checked."
        )
    ]


def test_e5_overall_just_below_70_shows_one_decimal_cut():
    # 71 of 102 points are 69.6, 72 are 70.6.
    given = IN_PLACE | at(3, "THE-2 THE-4 USE-2")
    assert texts(given)[0].startswith("Your overall score is 69.6, below 70.")
    assert rule(given | {"USE-3": 3}) == "E6"


def test_e5_does_not_say_most_are_in_place_when_they_are_not():
    # 17 of 34 are in place, which is half and not most.
    given = uniform(EVALUABILITY, 1, at(2, f"{PROCESS} {OUTCOME} ETH-3 USE-2") | {"CAP-3": 1})
    assert texts(given)[1] == (
        "Your overall score is 50, below 70. An outcome evaluation needs most answers in place, and"
        " some of them checked."
    )


def test_e5_says_most_are_in_place_when_one_more_than_half_is():
    # 18 of 34 are in place; 52 of 102 points are 50.98.
    given = uniform(EVALUABILITY, 1, at(2, f"{PROCESS} {OUTCOME} ETH-3 USE-2"))
    assert texts(given)[0] == (
        "Your overall score is 51, below 70. Most answers are in place. An outcome evaluation"
        " needs some of them checked."
    )


@pytest.mark.parametrize(("marks", "expected"), [("22221", "E6"), ("22211", "E5")])
def test_e5_any_domain_has_a_floor_of_60(marks, expected):
    assert rule(CHECKED | compact(f"CAP {marks}")) == expected


def test_e5_the_research_rule_holds_an_outcome_evaluation_back():
    assert reasons(CHECKED, research=True) == [("E5", (), ())]
    assert texts(CHECKED, research=True) == [
        "You plan to publish research with Seeking Safety, and leaders are not certified yet."
    ]


def test_e6_nothing_stands_in_the_way():
    assert texts(CHECKED) == ["Nothing in E1-E5 stands in the way."]


@pytest.mark.parametrize("certified", ["in-process", "no", "not-needed", None])
def test_research_rule_holds_for_anything_but_yes(certified):
    profile = RESEARCH | ({} if certified is None else {"leaders_certified": certified})
    assert research_holds(profile, RULES)


@pytest.mark.parametrize(
    "profile",
    [
        {},
        RESEARCH | {"leaders_certified": "yes"},
        RESEARCH | {"model": "our-own"},
        RESEARCH | {"evaluation_reason": "improve"},
        {"model": "seeking-safety"},
    ],
)
def test_research_rule_does_not_hold_otherwise(profile):
    assert not research_holds(profile, RULES)
