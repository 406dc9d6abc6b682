"""The statements of domain.md F.5 that hold for any correct build, one test each."""

import pytest

from instruments import answers, catalogue
from instruments.assess import assess
from instruments.model import NOT_APPLICABLE, UNKNOWN, Gate
from instruments.results import Score, VerdictId
from instruments.verdicts import research_holds
from tests.instruments.bank import (
    EVALUABILITY,
    FORMATIVE,
    LESSONS,
    RULES,
    card,
    listed,
    steps,
    verdict,
)

DO_NEXT = range(RULES.next_steps.do_next, RULES.next_steps.do_first)


def run(name):
    """Return the formative and the evaluability answers of a run of the pilot-like case."""
    sheets = answers.read(catalogue.samples()[f"pilot-like-{name}"]).sheets
    return dict(sheets["formative"].answers), dict(sheets["evaluability"].answers)


def stated(instrument, given):
    return {item: given[item] for item in given if given[item] is not UNKNOWN}


@pytest.mark.parametrize("name", ["a1", "a2"])
def test_statement_1_both_runs_give_the_same_verdicts(name):
    formative, evaluability = run(name)
    assert verdict(FORMATIVE, formative).id is VerdictId.GETTING_READY
    assert verdict(EVALUABILITY, evaluability).id is VerdictId.IMPROVE_FIRST


@pytest.mark.parametrize("level", [1, 2, 3])
def test_statement_1_no_answer_on_the_unstated_items_lifts_the_verdicts(level):
    formative, evaluability = run("a1")
    filled = {item.id: level for item in FORMATIVE.items} | stated(FORMATIVE, formative)
    also = {item.id: level for item in EVALUABILITY.items} | stated(EVALUABILITY, evaluability)
    assert verdict(FORMATIVE, filled).id is VerdictId.GETTING_READY
    assert verdict(EVALUABILITY, also).id is VerdictId.IMPROVE_FIRST


@pytest.mark.parametrize("stop", ["SUP-1", "CON-1", "CON-2", "SAF-1", "SAF-2"])
def test_statement_1_a_0_on_an_unstated_safety_stop_lowers_the_verdict(stop):
    formative, _ = run("a1")
    assert verdict(FORMATIVE, formative | {stop: 0}).id is VerdictId.BUILD_FIRST


@pytest.mark.parametrize("name", ["a1", "a2"])
def test_statement_2_start_here_begins_with_leaders_then_feedback(name):
    formative, _ = run(name)
    assert steps(FORMATIVE, formative).start_here == ("L-P4", "L-C3")


@pytest.mark.parametrize("name", ["a1", "a2"])
def test_statement_3_five_lessons_are_next_and_the_expert_is_a_strength(name):
    lists = steps(FORMATIVE, run(name)[0])
    found = listed(lists)
    assert [step for step in found if found[step] in DO_NEXT] == (
        ["L-P2", "N-1", "L-C2", "N-7", "L-P1", "L-T1", "L-C1", "N-8"]
    )
    assert "L-P3" not in found
    assert "PAR-1" in lists.going_well
    assert FORMATIVE.by_id["PAR-1"].steps[0] == "L-P3"


@pytest.mark.parametrize("name", ["a1", "a2"])
def test_statement_4_co_leading_is_next_and_formative_evaluation_first(name):
    formative, evaluability = run(name)
    found = listed(steps(FORMATIVE, formative))
    assert all(found[step] in DO_NEXT for step in ("N-1", "N-7", "N-8"))
    assert steps(EVALUABILITY, evaluability).steps[0].id == "N-6"


@pytest.mark.parametrize("name", ["a1", "a2"])
def test_statement_5_permission_to_record_is_no_gap(name):
    assert "B-1" not in listed(steps(FORMATIVE, run(name)[0]))


def test_statement_6_find_out_begins_with_the_safety_stops():
    formative, _ = run("a1")
    found = card(FORMATIVE, formative)
    assert steps(FORMATIVE, formative).find_out[:5] == ("SUP-1", "CON-1", "CON-2", "SAF-1", "SAF-2")
    assert [found.domain_value(domain) for domain in ("SUP", "CON", "SAF")] == [None, None, None]


def test_statement_7_publishing_research_without_certificates_forces_the_training_check():
    profile = {
        "model": "seeking-safety",
        "evaluation_reason": "research",
        "leaders_certified": "no",
    }
    formative, evaluability = run("a1")
    research = research_holds(profile, RULES)
    for instrument, given in ((FORMATIVE, formative), (EVALUABILITY, evaluability)):
        lists = steps(instrument, given, research=research)
        assert listed(lists)["B-3"] >= 90
        assert "B-3" in lists.start_here


@pytest.mark.parametrize("others", [0, 1, 2, 3])
def test_statement_8_a_0_on_recording_builds_first_whatever_the_score(others):
    given = {item.id: others for item in FORMATIVE.items} | {"CON-5": 0}
    assert verdict(FORMATIVE, given).id is VerdictId.BUILD_FIRST


def test_statement_8_does_not_apply_takes_one_item_out_of_two_denominators():
    formative, _ = run("a2")
    before, after = (
        card(FORMATIVE, formative),
        card(FORMATIVE, formative | {"CON-5": NOT_APPLICABLE}),
    )
    assert (before.domains["CON"], before.overall) == (Score(10, 5, 5), Score(74, 50, 50))
    assert (after.domains["CON"], after.overall) == (Score(8, 4, 4), Score(72, 49, 49))
    others = [domain.id for domain in FORMATIVE.domains if domain.id != "CON"]
    assert [before.domains[each] for each in others] == [after.domains[each] for each in others]


def test_statement_9_eleven_improvements_reach_a_small_pilot_but_no_evaluation():
    formative, evaluability = run("a3")
    assert card(FORMATIVE, formative).overall.value == 60
    assert verdict(FORMATIVE, formative).id is VerdictId.SMALL_PILOT
    found = verdict(EVALUABILITY, evaluability)
    assert (found.id, found.reasons[0].items) == (VerdictId.IMPROVE_FIRST, ("DEL-1",))


def test_statement_9_the_improvements_are_eleven():
    before, after = run("a2")[0], run("a3")[0]
    changed = [item for item in before if before[item] != after[item]]
    improved = "STF-2 STF-3 STF-5 SUP-5 COF-1 COF-2 COF-4 PAR-3 PLN-1 TRN-4 FBK-1"
    assert " ".join(changed) == improved
    assert {after[item] for item in changed} == {2}


def test_no_clinician_keeps_the_verdict_at_getting_ready():
    """With no clinician COF cannot pass 27 (scoring.md, Quick screen)."""
    given = {item.id: 3 for item in FORMATIVE.items} | {
        "COF-1": 0,
        "COF-2": 2,
        "COF-4": 0,
        "COF-5": 0,
    }
    given["COF-3"] = 2
    assert verdict(FORMATIVE, given).id is VerdictId.GETTING_READY


def test_pilot_like_runs_name_seven_of_the_eight_lessons():
    """Key decision 6 of domain.md: L-P3 is the strength."""
    lessons = [step for step in LESSONS.by_id if step.startswith("L-")]
    found = listed(steps(FORMATIVE, run("a1")[0]))
    assert [lesson for lesson in lessons if lesson not in found] == ["L-P3"]


def test_profile_of_the_runs_is_the_pilots():
    file = answers.read(catalogue.samples()["pilot-like-a1"])
    assert (file.profile["stage"], file.profile["model"]) == ("paused", "seeking-safety")
    assert not research_holds(file.profile, RULES)


def test_a_run_is_the_same_through_the_whole_program():
    snapshot = assess(answers.read(catalogue.samples()["pilot-like-a1"]))
    assert snapshot.formative is not None
    assert snapshot.formative.verdict == verdict(FORMATIVE, run("a1")[0])
    assert snapshot.formative.verdict.provisional


def test_safety_stops_and_capacity_checks_are_those_of_the_rules_page():
    gates = {
        gate: " ".join(
            item.id for item in (*FORMATIVE.items, *EVALUABILITY.items) if item.gate is gate
        )
        for gate in Gate
    }
    assert gates == {
        Gate.SAFETY_STOP: "SUP-1 CON-1 CON-2 CON-5 SAF-1 SAF-2",
        Gate.CAPACITY_CHECK: "STF-1 STF-2 STF-3 COF-1 TRN-1 FBK-1",
        Gate.PROCESS_MUST_HAVE: "THE-1 DEL-1 DAT-1 ETH-1 ETH-2 CAP-1 USE-1",
        Gate.OUTCOME_MUST_HAVE: "THE-3 DEL-2 DEL-4 DEL-6 DAT-2 DAT-4 ETH-5 ETH-6 CAP-3",
    }
