"""N1-N10 (scoring.md, Next steps)."""

import pytest

from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.next_steps import severities, tier
from instruments.results import Tier, Verdict, VerdictId
from tests.instruments.bank import (
    EVALUABILITY,
    FORMATIVE,
    RULES,
    at,
    compact,
    listed,
    steps,
    uniform,
)

NUMBERS = RULES.next_steps
IN_PLACE = uniform(FORMATIVE, 2)
READY = uniform(EVALUABILITY, 2)


def only(**levels):
    """Return the list when only these formative items are known."""
    return listed(
        steps(FORMATIVE, {name.replace("_", "-"): level for name, level in levels.items()})
    )


@pytest.mark.parametrize(
    ("item", "at_0", "at_1"),
    [
        (FORMATIVE.by_id["SAF-1"], 100, 80),
        (FORMATIVE.by_id["COF-1"], 75, 50),
        (EVALUABILITY.by_id["ETH-1"], 75, 60),
        (EVALUABILITY.by_id["DEL-4"], 50, 45),
        (FORMATIVE.by_id["PAR-5"], 45, 35),
    ],
)
def test_n1_severity_of_the_first_step_goes_by_gate_and_level(item, at_0, at_1):
    assert (severities(item, 0, NUMBERS)[0], severities(item, 1, NUMBERS)[0]) == (at_0, at_1)


@pytest.mark.parametrize(
    ("item", "at_0", "at_1"), [("SAF-2", 60, 48), ("STF-2", 45, 30), ("PAR-5", 27, 21)]
)
def test_n1_every_later_step_takes_60_percent(item, at_0, at_1):
    found = FORMATIVE.by_id[item]
    assert (severities(found, 0, NUMBERS)[1], severities(found, 1, NUMBERS)[1]) == (at_0, at_1)


def test_n1_an_item_fires_all_its_steps():
    assert only(PAR_5=0) == {"N-5": 45, "R-2": 27, "R-3": 27, "R-4": 27}


@pytest.mark.parametrize("answer", [2, 3, UNKNOWN, NOT_APPLICABLE])
def test_n1_only_levels_0_and_1_fire(answer):
    assert only(SAF_1=answer) == {}


def test_n2_priority_is_the_highest_hit_plus_5_for_each_further_one():
    # R-5b: SUP-3 45, CON-3 35, CON-4 35.
    assert only(SUP_3=0, CON_3=1, CON_4=1)["R-5b"] == 55


def test_n2_further_hits_add_20_at_most_and_the_cap_is_100():
    # R-5b: CON-1 80 and six further hits.
    assert only(CON_1=1, CON_2=1, SUP_3=1, CON_3=1, CON_4=1, PAR_4=1, PLN_5=1)["R-5b"] == 100
    # R-5b: SUP-3 45 and five further hits.
    assert only(SUP_3=0, CON_3=1, CON_4=1, PAR_4=1, PLN_5=1)["R-5b"] == 65
    assert only(CON_1=0, CON_2=0)["R-5b"] == 100


@pytest.mark.parametrize(
    ("answers", "priority"),
    [
        (at(2, "STF-1") | at(1, "STF-2"), 55),  # 50 by STF-2, 50 by N3.
        (at(2, "STF-1") | at(0, "STF-5"), 55),  # 27 by STF-5, 50 by N3.
        (at(2, "STF-1") | at(2, "STF-2 STF-5") | at(1, "STF-3"), 50),
        (at(2, "STF-1") | at(UNKNOWN, "STF-2 STF-5") | at(1, "STF-3"), 50),
        (at(3, "STF-1") | at(1, "STF-2"), 50),
    ],
)
def test_n3_two_leaders_without_time_take_an_extra_hit(answers, priority):
    assert listed(steps(FORMATIVE, answers))["L-P4"] == priority


def test_n3_the_extra_hit_is_named_and_counts_once():
    found = steps(FORMATIVE, at(2, "STF-1") | at(1, "STF-2 STF-5")).steps[0]
    # STF-2 50, STF-5 21, N3 50.
    assert (found.id, found.priority, found.because, found.rules) == (
        ("L-P4", 60, ("STF-2", "STF-5"), ("L-P4",))
    )


def test_n3_improve_first_asks_for_a_formative_evaluation():
    assert listed(steps(EVALUABILITY, READY | {"DEL-1": 1}))["N-6"] == 80
    assert "N-6" not in listed(steps(EVALUABILITY, READY))


def test_n3_improve_first_by_e1_does_not():
    decided = Verdict(VerdictId.IMPROVE_FIRST, "E1", provisional=False, reasons=())
    assert listed(steps(EVALUABILITY, READY, decided=decided)) == {}


@pytest.mark.parametrize("instrument", [FORMATIVE, EVALUABILITY])
def test_n3_the_research_rule_asks_for_certificates_in_both_lists(instrument):
    found = steps(instrument, uniform(instrument, 3), research=True).steps
    assert [(each.id, each.priority, each.because, each.rules) for each in found] == [
        ("B-3", 90, (), ("B-3",))
    ]


@pytest.mark.parametrize(
    ("priority", "expected"),
    [
        (100, Tier.DO_FIRST),
        (70, Tier.DO_FIRST),
        (69, Tier.DO_NEXT),
        (40, Tier.DO_NEXT),
        (39, Tier.LATER),
        (21, Tier.LATER),
    ],
)
def test_n4_tiers_begin_at_70_and_40(priority, expected):
    assert tier(priority, NUMBERS) is expected


def test_n5_main_steps_of_safety_stops_go_first():
    # P-2 80 is a stop's main step; L-P4 75 + 45 by others would be higher.
    found = steps(FORMATIVE, IN_PLACE | at(1, "SAF-2") | at(0, "STF-1 STF-2 STF-3"))
    assert [(each.id, each.priority) for each in found.steps[:2]] == [("P-2", 80), ("L-P4", 85)]


def test_n5_a_later_step_of_a_safety_stop_does_not_go_first():
    # N-1: 60 as second step of SAF-2, 75 by COF-1.
    found = steps(FORMATIVE, IN_PLACE | at(0, "SAF-2 COF-1 STF-1 STF-2"))
    assert [each.id for each in found.steps[:3]] == ["P-2", "L-P4", "N-1"]


def test_n5_ties_go_to_lessons_then_considerations_then_the_catalogues_order():
    # All of priority 45: L-T1 (TRN-2), N-5 (PAR-5), R-1 (CUR-1), P-4 (SAF-3), P-5 (SAF-4).
    found = steps(FORMATIVE, at(0, "TRN-2 PAR-5 CUR-1 SAF-3 SAF-4"))
    assert [each.id for each in found.steps if each.priority == 45] == (
        ["L-T1", "N-5", "R-1", "P-4", "P-5"]
    )


def test_n5_priority_goes_before_kind():
    found = steps(FORMATIVE, at(1, "TRN-2") | at(0, "CUR-1"))
    assert [each.id for each in found.steps] == ["R-1", "L-T1"]


def test_n6_two_steps_never_stand_in_a_list():
    for instrument in (FORMATIVE, EVALUABILITY):
        found = listed(steps(instrument, uniform(instrument, 0)))
        assert {"N-3", "N-4"} & set(found) == set()


@pytest.mark.parametrize(
    ("answers", "ideas"),
    [
        (uniform(EVALUABILITY, 3), ("N-3",)),
        (READY, ("N-3",)),
        (READY | {"DEL-4": 0}, ("N-3",)),
        (READY | {"DEL-1": 0, "DEL-4": 0}, ()),
        ({}, ()),
    ],
)
def test_n6_training_study_is_an_idea_from_a_process_evaluation_on(answers, ideas):
    assert steps(EVALUABILITY, answers).ideas == ideas


@pytest.mark.parametrize(
    ("changes", "ideas"),
    [
        ({"STF-3": 1}, ("N-4",)),
        ({"COF-5": 0}, ("N-4",)),
        ({}, ()),
        ({"STF-3": 1, "SAF-1": 1}, ()),
        ({"STF-3": 1, "SAF-1": UNKNOWN}, ()),
        ({"STF-3": 1, "CON-5": NOT_APPLICABLE}, ("N-4",)),
    ],
)
def test_n6_taking_turns_is_an_idea_when_fired_and_every_stop_is_in_place(changes, ideas):
    assert steps(FORMATIVE, IN_PLACE | changes).ideas == ideas


def test_n7_find_out_goes_by_gate_then_by_order():
    given = IN_PLACE | at(UNKNOWN, "STF-4 STF-3 SUP-1 FBK-1 FBK-2 SAF-2")
    assert steps(FORMATIVE, given).find_out == (
        ("SUP-1", "SAF-2", "STF-3", "FBK-1", "STF-4", "FBK-2")
    )


def test_n7_process_must_haves_go_before_outcome_must_haves():
    given = READY | at(UNKNOWN, "THE-2 THE-3 USE-1 DEL-2 DEL-1")
    assert steps(EVALUABILITY, given).find_out == ("DEL-1", "USE-1", "THE-3", "DEL-2", "THE-2")


def test_n7_an_item_without_an_answer_is_found_out_too():
    assert len(steps(FORMATIVE, {}).find_out) == 50


def test_n8_start_here_shows_every_safety_step_then_three_more():
    given = IN_PLACE | at(1, "SUP-1 CON-1 SAF-1 SAF-2") | at(0, "STF-1 COF-1 TRN-1 FBK-1")
    assert steps(FORMATIVE, given).start_here == (
        ("R-5b", "R-5c", "P-1", "P-2", "N-1", "L-P4", "L-T1")
    )


def test_n8_is_empty_without_a_do_first_step():
    assert steps(FORMATIVE, IN_PLACE | {"PAR-5": 0}).start_here == ()


def test_n10_threes_then_twos_by_exact_domain_score_then_in_order():
    # CON 10 of 15, STF 9 of 15, TRN 3 of 9; CUR has no score.
    given = compact("STF 30222 CON 32203 TRN 111?? CUR 3????")
    assert steps(FORMATIVE, given).going_well == (
        ("CON-1", "CON-5", "STF-1", "CUR-1", "CON-2", "CON-3", "STF-3", "STF-4", "STF-5")
    )


def test_n10_scores_that_round_alike_are_told_apart():
    # 8 of 12 and 10 of 15 are equal; 9 of 15 is lower than 7 of 9.
    given = compact("STF 33300 PAR 133??")
    assert steps(FORMATIVE, given).going_well == ("PAR-2", "PAR-3", "STF-1", "STF-2", "STF-3")


def test_n10_started_is_shown_only_when_nothing_is_at_2_or_3():
    assert steps(FORMATIVE, at(1, "FBK-4 STF-4") | at(0, "STF-5")).started == ("STF-4", "FBK-4")
    assert steps(FORMATIVE, at(1, "FBK-4 STF-4") | at(2, "STF-5")).started == ()
