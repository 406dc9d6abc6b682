"""Scores (scoring.md S1-S5), kept exact; rounding happens only when they are shown."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from types import MappingProxyType

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Domain, Gate, Instrument, Item
from instruments.results import Score, Scorecard
from instruments.rules import Rules


def score(instrument: Instrument, answers: Mapping[str, Answer], rules: Rules) -> Scorecard:
    """Return the scores of an instrument and of its domains (S1-S5).

    An item without an answer counts as don't know; other keys are ignored.
    """
    domains = {domain.id: _domain_score(domain, answers) for domain in instrument.domains}
    return Scorecard(
        overall=_total(domains.values()),
        domains=MappingProxyType(domains),
        scored=frozenset(
            name
            for name, each in domains.items()
            if each.known and each.answered_at_least(rules.scores.domain_known)
        ),
    )


def complete(instrument: Instrument, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """Return one answer for every item, in instrument order; left out is don't know."""
    return MappingProxyType({item.id: answers.get(item.id, UNKNOWN) for item in instrument.items})


def applicable_gates(
    instrument: Instrument, answers: Mapping[str, Answer], gate: Gate
) -> tuple[Item, ...]:
    """Return the items with this gate, but those answered "does not apply"."""
    return tuple(
        item
        for item in instrument.items
        if item.gate is gate and answers.get(item.id) is not NOT_APPLICABLE
    )


def rounded(value: Fraction) -> int:
    """Return a whole number, half up: the only way a score is rounded."""
    return floor(value + Fraction(1, 2))


def shown_below(value: Fraction, threshold: int) -> str:
    """Return a number that is below a threshold, so that it also looks below it.

    When the rounded number would reach the threshold it shows one decimal, cut and not
    rounded: 34.6, below 35.
    """
    whole = rounded(value)
    if whole < threshold or value >= threshold:
        return str(whole)
    tenths = floor(value * 10)
    return f"{tenths // 10}.{tenths % 10}"


def _domain_score(domain: Domain, answers: Mapping[str, Answer]) -> Score:
    points = known = applicable = 0
    for item in domain.items:
        answer = answers.get(item.id, UNKNOWN)
        if answer is NOT_APPLICABLE:
            continue
        applicable += 1
        if isinstance(answer, int):
            known += 1
            points += answer
    return Score(points, known, applicable)


def _total(scores: Iterable[Score]) -> Score:
    points = known = applicable = 0
    for each in scores:
        points += each.points
        known += each.known
        applicable += each.applicable
    return Score(points, known, applicable)
