"""What a step says (scoring.md N11)."""

from instruments import catalogue
from instruments.because import actions, because
from instruments.model import UNKNOWN
from instruments.results import RecommendedStep, Tier
from tests.instruments.bank import EVALUABILITY, FORMATIVE, LESSONS, RULES, at, steps, uniform


def said(step, instrument, answers, **more):
    lists = steps(instrument, answers, **more)
    found = next(each for each in lists.steps if each.id == step)
    return because(found, instrument, answers, RULES)


def test_n11_each_answer_is_a_question_and_the_words_chosen():
    assert said("R-6", EVALUABILITY, uniform(EVALUABILITY, 3, {"DAT-1": 0, "CAP-2": 1})) == (
        "Do you keep basic counts? You said: Not yet.",
        "Can you get the evaluation skills you need? You said: Started.",
    )


def test_n11_answers_stand_in_instrument_order():
    text = {item: FORMATIVE.by_id[item].text for item in ("STF-2", "PLN-2")}
    assert said("L-P2", FORMATIVE, {"PLN-2": 0, "STF-2": 1}) == (
        f"{text['STF-2']} You said: Started.",
        f"{text['PLN-2']} You said: Not yet.",
    )


def test_n11_two_leaders_without_time_say_which():
    assert said("L-P4", FORMATIVE, at(2, "STF-1 STF-2") | {"STF-5": 1})[-1] == (
        "Two leaders are trained, and other work leaves little room for the group."
    )
    assert said("L-P4", FORMATIVE, at(2, "STF-1") | at(0, "STF-2 STF-5"))[-1] == (
        "Two leaders are trained, and paid time for the group is not in place yet and other work"
        " leaves little room for the group."
    )


def test_n11_extra_hits_say_their_rule():
    assert said("N-6", EVALUABILITY, uniform(EVALUABILITY, 2, {"CAP-1": UNKNOWN})) == (
        ("The result is Improve first.",)
    )
    assert said("B-3", FORMATIVE, uniform(FORMATIVE, 3), research=True) == (
        "You plan to publish research with Seeking Safety, and leaders are not certified yet.",
    )


def test_n11_extra_actions_show_only_when_their_item_fired():
    step = LESSONS.by_id["L-P1"]
    fired = RecommendedStep("L-P1", 45, Tier.DO_NEXT, because=("SUP-5", "PLN-3"))
    other = RecommendedStep("L-P1", 45, Tier.DO_NEXT, because=("SUP-5",))
    extra = next(each.action for each in step.extra_actions if each.item == "PLN-3")
    assert actions(step, fired) == (*step.actions, extra)
    assert actions(step, other) == step.actions


def test_every_rule_sentence_of_an_extra_hit_fits_a_step_of_the_catalogue():
    steps_named = {hit.step for hit in RULES.next_steps.extra_hits}
    assert steps_named <= set(catalogue.lessons().by_id)
