"""The shortest path by hand (scoring.md P1)."""

from datetime import date

import pytest

from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.path_words import change_words, switched_off_words
from instruments.pathway import shortest_path
from instruments.results import Change, EarlierFormative, Path, VerdictId
from instruments.verdicts import decide
from tests.instruments.bank import (
    EVALUABILITY,
    FORMATIVE,
    RULES,
    at,
    compact,
    reading,
    uniform,
    verdict,
)

CHECKED = uniform(FORMATIVE, 3)
STOPPED = EarlierFormative(date(2026, 11, 1), ("CON-1",))


def path(instrument, answers, **more):
    seen = reading(instrument, answers, **more)
    return shortest_path(decide(seen), seen)


def moves(found):
    return [(change.item, change.before, change.after) for change in found.changes]


def test_p1_top_verdicts_have_no_path():
    assert path(FORMATIVE, CHECKED) is None
    assert path(EVALUABILITY, uniform(EVALUABILITY, 3)) is None


@pytest.mark.parametrize("instrument", [FORMATIVE, EVALUABILITY])
def test_p1_not_enough_answers_has_no_path(instrument):
    assert path(instrument, {instrument.items[1].id: 3}) is None


def test_p1_a_safety_stop_at_0_goes_to_2_at_once():
    found = path(FORMATIVE, CHECKED | {"CON-1": 0})
    assert (found.to, found.steps) == (VerdictId.RUN_AND_LEARN, 2)
    assert moves(found) == [("CON-1", 0, 2)]


def test_p1_a_safety_stop_that_stays_at_1_is_left_alone():
    # Getting ready is enough of a step up from Build first.
    found = path(FORMATIVE, uniform(FORMATIVE, 2, {"CON-1": 0, "SAF-1": 1}))
    assert (found.to, moves(found)) == (VerdictId.GETTING_READY, [("CON-1", 0, 2)])


def test_p1_a_jump_over_a_verdict_is_taken_when_it_costs_no_more():
    found = path(FORMATIVE, CHECKED | {"STF-1": 0})
    # One level makes a small pilot: STF-1 at 1 is no gap of F4 any more.
    assert (found.to, moves(found)) == (VerdictId.SMALL_PILOT, [("STF-1", 0, 1)])


def test_p1_an_unknown_item_that_matters_is_found_out():
    found = path(FORMATIVE, CHECKED | {"SAF-2": UNKNOWN})
    assert moves(found) == [("SAF-2", UNKNOWN, 2)]
    assert found.steps == 2


def test_p1_an_unknown_item_that_does_not_matter_stays():
    found = path(FORMATIVE, CHECKED | {"CUR-1": UNKNOWN, "STF-2": 1})
    assert moves(found) == [("STF-2", 1, 2)]


def test_p1_does_not_apply_stays():
    found = path(FORMATIVE, uniform(FORMATIVE, 3, {"CON-5": NOT_APPLICABLE, "CON-1": 1}))
    assert moves(found) == [("CON-1", 1, 2)]


def test_p1_ties_go_to_fewer_items_that_end_at_3():
    # 119 of 150 points: any one level more reaches 80; most items would end at 3.
    given = {item.id: 3 if place < 20 else 2 for place, item in enumerate(FORMATIVE.items)}
    given |= {"CUR-5": 1}
    assert moves(path(FORMATIVE, given)) == [("CUR-5", 1, 2)]


def test_p1_ties_go_to_fewer_items_then_to_the_first_place():
    # PLN 33.3 is the floor; 3 of 15 points need two more, both on the first item.
    found = path(FORMATIVE, CHECKED | compact("PLN 00111"))
    assert (found.to, moves(found)) == (VerdictId.SMALL_PILOT, [("PLN-1", 0, 2)])


def test_p1_ties_go_to_the_higher_level_at_the_first_difference():
    # Three more points; one item alone would end at 3, so the first takes two of them.
    found = path(FORMATIVE, CHECKED | compact("PLN 00011"))
    assert moves(found) == [("PLN-1", 0, 2), ("PLN-2", 0, 1)]


def test_p1_everything_in_place_needs_some_of_it_checked():
    # 68 of 102 points; 72 are 70.6: four items go from 2 to 3, the first four.
    found = path(EVALUABILITY, uniform(EVALUABILITY, 2))
    assert (found.to, found.steps) == (VerdictId.OUTCOME_EVALUATION, 4)
    assert moves(found) == [(item.id, 2, 3) for item in EVALUABILITY.items[:4]]


def test_p1_e1_is_switched_off_and_named():
    given = uniform(EVALUABILITY, 3, {"THE-1": 1})
    found = path(EVALUABILITY, given, earlier=STOPPED, stops=FORMATIVE.by_id)
    assert found == Path(
        VerdictId.OUTCOME_EVALUATION, 1, (Change("THE-1", 1, 2),), switched_off=("E1",)
    )


def test_p1_is_empty_when_switching_off_is_all_it_takes():
    found = path(EVALUABILITY, uniform(EVALUABILITY, 3), earlier=STOPPED, stops=FORMATIVE.by_id)
    assert found == Path(VerdictId.OUTCOME_EVALUATION, 0, (), switched_off=("E1",))


def test_p1_the_research_rule_is_switched_off_and_named():
    found = path(EVALUABILITY, uniform(EVALUABILITY, 3), research=True)
    assert found == Path(VerdictId.OUTCOME_EVALUATION, 0, (), switched_off=("research",))


def test_p1_both_are_named():
    found = path(
        EVALUABILITY,
        uniform(EVALUABILITY, 2),
        research=True,
        earlier=STOPPED,
        stops=FORMATIVE.by_id,
    )
    # Without them the answers give a process evaluation, which is higher already.
    assert found == Path(VerdictId.PROCESS_EVALUATION, 0, (), switched_off=("E1", "research"))


def test_p1_research_is_no_rule_of_the_formative_list():
    found = path(FORMATIVE, CHECKED | {"CON-1": 1}, research=True)
    assert found.switched_off == ()


def test_p1_improve_first_by_e1_with_few_answers_still_has_a_path():
    # Improve first has a rank, even where the answers alone would not be enough.
    found = path(EVALUABILITY, {"THE-2": 2}, earlier=STOPPED, stops=FORMATIVE.by_id)
    assert found.to in {VerdictId.PROCESS_EVALUATION, VerdictId.OUTCOME_EVALUATION}
    assert all(change.before is UNKNOWN for change in found.changes)


def test_p1_steps_are_the_sum_of_the_levels():
    found = path(FORMATIVE, uniform(FORMATIVE, 1))
    assert found.steps == sum(
        change.after - (0 if change.before is UNKNOWN else change.before)
        for change in found.changes
    )


def test_p1_the_changes_give_the_verdict_they_promise():
    given = uniform(FORMATIVE, 1, at(UNKNOWN, "SUP-1 COF-1 CUR-1 CUR-2 CUR-3"))
    found = path(FORMATIVE, given)
    after = given | {change.item: change.after for change in found.changes}
    assert verdict(FORMATIVE, after).id is found.to


def test_a_change_in_words():
    names = {item: FORMATIVE.by_id[item].name for item in ("STF-3", "SAF-2")}
    assert change_words(Change("STF-3", 0, 2), FORMATIVE, RULES) == (
        f"{names['STF-3']}: from Not yet to In place."
    )
    assert change_words(Change("SAF-2", UNKNOWN, 2), FORMATIVE, RULES) == (
        f"Find out about {names['SAF-2']}. It needs to be at least In place."
    )


def test_rules_left_out_of_a_path_in_words():
    found = Path(VerdictId.OUTCOME_EVALUATION, 0, (), switched_off=("E1", "research"))
    assert switched_off_words(found, RULES) == (
        "This path leaves out the safety steps of your readiness questionnaire. Do those first.",
        "This path leaves out the rule on certified leaders for published research.",
    )
