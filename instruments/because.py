"""Why a step is in the list, and what to do, in words (scoring.md N11)."""

from collections.abc import Mapping

from instruments.model import UNKNOWN, Answer, Instrument, NextStep
from instruments.next_steps import item_at
from instruments.reasons import answer_words, joined
from instruments.results import RecommendedStep
from instruments.rules import ExtraHit, Rules


def because(
    step: RecommendedStep, instrument: Instrument, answers: Mapping[str, Answer], rules: Rules
) -> tuple[str, ...]:
    """Return a sentence for each answer that fired a step, then for each extra hit."""
    template = rules.next_steps.because
    said = (
        template.format(
            question=instrument.by_id[name].text,
            answer=answer_words(answers.get(name, UNKNOWN), instrument, rules),
        )
        for name in step.because
    )
    extras = (
        _extra(hit, answers, rules)
        for hit in rules.next_steps.extra_hits
        if hit.step == step.id and hit.step in step.rules and instrument.id in hit.instruments
    )
    return (*said, *extras)


def actions(step: NextStep, fired_by: RecommendedStep) -> tuple[str, ...]:
    """Return the step's actions, and its extra ones whose item fired it."""
    extra = (each.action for each in step.extra_actions if each.item in fired_by.because)
    return (*step.actions, *extra)


def _extra(hit: ExtraHit, answers: Mapping[str, Answer], rules: Rules) -> str:
    if not hit.words:
        return hit.sentence
    words = [hit.words[each.item] for each in hit.any_of if item_at(each, answers)]
    return hit.sentence.format(words=joined(words, rules))
