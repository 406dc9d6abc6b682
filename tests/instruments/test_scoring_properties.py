"""What holds for any answers (scoring.md, Answers; S1-S5; F, E and N rules)."""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.model import NOT_APPLICABLE, UNKNOWN, Gate
from instruments.pathway import shortest_path
from instruments.results import VerdictId
from instruments.scoring import rounded
from instruments.verdicts import decide
from tests.instruments.bank import (
    EVALUABILITY,
    FORMATIVE,
    RULES,
    card,
    listed,
    reading,
    steps,
    verdict,
)

ORDER = [
    {VerdictId.BUILD_FIRST, VerdictId.IMPROVE_FIRST},
    {VerdictId.NOT_ENOUGH_ANSWERS},
    {VerdictId.GETTING_READY, VerdictId.PROCESS_EVALUATION},
    {VerdictId.SMALL_PILOT, VerdictId.OUTCOME_EVALUATION},
    {VerdictId.RUN_AND_LEARN},
]
MANY = settings(max_examples=150, deadline=None)


def place(found):
    return next(place for place, verdicts in enumerate(ORDER) if found.id in verdicts)


def form_of(seed):
    """Make a questionnaire and answers: from empty to full, from low to high."""
    random = Random(seed)  # noqa: S311
    instrument = random.choice([FORMATIVE, EVALUABILITY])
    levels = [*range(random.randrange(4), 4)] * 2 + [UNKNOWN] * random.choice([0, 1, 4])
    answers = {item.id: random.choice(levels) for item in instrument.items}
    for item in instrument.items:
        if item.may_not_apply and random.random() < 1 / 3:
            answers[item.id] = NOT_APPLICABLE
    return instrument, answers


def raised(seed):
    """Make a form and the same form with one known level raised."""
    random = Random(seed)  # noqa: S311
    instrument, answers = form_of(seed)
    item = random.choice(instrument.items).id
    before = random.randrange(3)
    after = random.randrange(before + 1, 4)
    return instrument, answers | {item: before}, answers | {item: after}


# One number makes a whole form: drawing fifty answers one by one is far slower.
SEEDS = st.integers(0, 2**32)


def forms():
    return SEEDS.map(form_of)


def raises():
    return SEEDS.map(raised)


@MANY
@given(form=forms())
def test_scores_stay_between_0_and_100_and_inside_their_range(form):
    found = card(*form)
    for score in (found.overall, *found.domains.values()):
        if score.value is None:
            assert (score.low, score.high) == (None, None)
        else:
            assert 0 <= score.low <= score.value <= score.high <= 100
        assert 0 <= score.answered <= 100


@MANY
@given(form=forms(), random=st.randoms(use_true_random=False))
def test_the_order_of_answers_never_matters(form, random):
    instrument, answers = form
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    again = dict(shuffled)
    assert card(instrument, again) == card(instrument, answers)
    assert verdict(instrument, again) == verdict(instrument, answers)
    assert steps(instrument, again) == steps(instrument, answers)


@MANY
@given(pair=raises())
def test_raising_a_known_level_never_lowers_the_verdict(pair):
    instrument, before, after = pair
    assert place(verdict(instrument, after)) >= place(verdict(instrument, before))


@MANY
@given(pair=raises())
def test_raising_a_known_level_never_lowers_a_score(pair):
    instrument, before, after = pair
    lower, higher = card(instrument, before), card(instrument, after)
    assert higher.scored == lower.scored
    assert higher.overall.value >= lower.overall.value
    for domain in lower.scored:
        assert higher.domain_value(domain) >= lower.domain_value(domain)


@MANY
@given(pair=raises(), research=st.booleans())
def test_raising_a_known_level_never_raises_a_priority(pair, research):
    instrument, before, after = pair
    had = listed(steps(instrument, before, research=research))
    has = listed(steps(instrument, after, research=research))
    assert all(has[step] <= had.get(step, -1) for step in has)


@MANY
@given(form=forms())
def test_dont_know_never_scores_and_fires_nothing(form):
    instrument, answers = form
    known = {item: answer for item, answer in answers.items() if answer is not UNKNOWN}
    assert card(instrument, known) == card(instrument, answers)
    assert steps(instrument, known) == steps(instrument, answers)
    unknown = {item.id for item in instrument.items} - known.keys()
    assert not any(unknown & set(step.because) for step in steps(instrument, answers).steps)


@MANY
@given(form=forms())
def test_does_not_apply_only_leaves_denominators(form):
    instrument, answers = form
    item = next((each for each in instrument.items if each.may_not_apply), instrument.items[0])
    unknown = card(instrument, answers | {item.id: UNKNOWN})
    away = card(instrument, answers | {item.id: NOT_APPLICABLE})
    assert (away.overall.points, away.overall.known) == (
        (unknown.overall.points, unknown.overall.known)
    )
    assert away.overall.applicable == unknown.overall.applicable - 1
    assert all(
        away.domains[domain] == unknown.domains[domain]
        for domain in away.domains
        if domain != item.domain
    )


@MANY
@given(form=forms())
def test_lists_hold_each_item_and_step_once(form):
    instrument, answers = form
    found = steps(instrument, answers)
    ids = [step.id for step in found.steps]
    assert len(ids) == len(set(ids))
    assert set(found.start_here) <= set(ids)
    assert {*found.find_out} == {
        item.id for item in instrument.items if answers[item.id] is UNKNOWN
    }
    assert {*found.going_well} == {
        item.id for item in instrument.items if answers[item.id] in (2, 3)
    }
    assert not (found.going_well and found.started)


@MANY
@given(form=forms())
def test_steps_stand_in_order_of_tier_then_safety_then_priority(form):
    found = steps(*form).steps
    tiers = ["do-first", "do-next", "later"]
    keys = [
        (
            tiers.index(step.tier),
            not (step.safety_first and step.tier == "do-first"),
            -step.priority,
        )
        for step in found
    ]
    assert keys == sorted(keys)


@MANY
@given(form=forms())
def test_reasons_never_show_a_number_that_reaches_its_threshold(form):
    found = verdict(*form)
    for reason in found.reasons:
        if reason.text.startswith("Your overall score is "):
            words = reason.text.split(". ")[0].rstrip(".").replace(",", "").split()
            shown, threshold = Fraction(words[4]), Fraction(words[6])
            assert shown < threshold


@settings(max_examples=60, deadline=None)
@given(form=forms(), research=st.booleans())
def test_path_gives_a_higher_verdict_and_never_lowers_an_answer(form, research):
    instrument, answers = form
    seen = reading(instrument, answers, research=research)
    given_verdict = decide(seen)
    found = shortest_path(given_verdict, seen)
    rank = RULES.verdicts[given_verdict.id].rank
    top = max(each.rank or 0 for each in map(RULES.verdicts.get, _ladder(instrument)))
    assert (found is None) == (rank is None or rank == top)
    if found is None:
        return
    after = answers | {change.item: change.after for change in found.changes}
    assert verdict(instrument, after).id is found.to
    assert RULES.verdicts[found.to].rank > rank
    for change in found.changes:
        assert change.before is answers[change.item] or change.before == answers[change.item]
        assert change.after > (0 if change.before is UNKNOWN else change.before)
        is_stop = instrument.by_id[change.item].gate is Gate.SAFETY_STOP
        assert change.after >= (2 if is_stop else 1)


def _ladder(instrument):
    return {decision.verdict for decision in RULES.decisions[instrument.id]}


@MANY
@given(form=forms())
def test_a_verdict_is_reached_by_its_rule_alone(form):
    instrument, answers = form
    found = verdict(instrument, answers)
    decision = next(each for each in RULES.decisions[instrument.id] if each.rule == found.rule)
    assert found.id is decision.verdict
    assert len(found.reasons) >= 1
    assert {reason.rule for reason in found.reasons} == {found.rule}


@MANY
@given(numerator=st.integers(0, 15_000))
def test_rounding_is_half_up(numerator):
    value = Fraction(numerator, 150)
    assert rounded(value) - Fraction(1, 2) <= value < rounded(value) + Fraction(1, 2)
