"""Verdicts (scoring.md F1-F6 and E1-E6): the first rule that matches, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from instruments.applicability import ProfileAnswers
from instruments.conditions import Held, Reading, held
from instruments.model import Answer, Gate, Instrument
from instruments.reasons import reason
from instruments.results import EarlierFormative, Reason, Verdict
from instruments.rules import Decision, Rules
from instruments.scoring import applicable_gates

FEBRUARY: Final = 2
LEAP_DAY: Final = 29


def decide(reading: Reading) -> Verdict:
    """Return the verdict of the first matching rule of the reading's instrument."""
    for decision in reading.rules.decisions[reading.instrument.id]:
        found = [
            each
            for condition in decision.conditions
            if (each := held(condition, reading)) is not None
        ]
        if found or not decision.conditions:
            return _verdict(decision, found, reading)
    raise ValueError(f"The last rule for {reading.instrument.id} must match always.")


def research_holds(profile: ProfileAnswers, rules: Rules) -> bool:
    """Whether the research rule holds for a profile; unanswered counts as not certified."""
    research = rules.profile.research
    return (
        profile.get("model") == research.model
        and profile.get("evaluation_reason") == research.evaluation_reason
        and profile.get("leaders_certified") != research.leaders_certified
    )


def stops_at_zero(formative: Instrument, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the safety stops at level 0; don't know and does not apply are not 0 (E1)."""
    stops = applicable_gates(formative, answers, Gate.SAFETY_STOP)
    return tuple(item.id for item in stops if answers.get(item.id) == 0)


def one_year_earlier(day: date) -> date:
    """Return the same calendar day one year earlier; for 29 Feb that is 28 Feb (E1)."""
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        return date(day.year - 1, FEBRUARY, LEAP_DAY - 1)
    return day.replace(year=day.year - 1)


def taken_by_e1(earlier: EarlierFormative | None, day: date) -> EarlierFormative | None:
    """Return the formative assessment if E1 counts it on a day, else None.

    It counts from the same calendar day one year earlier up to the day itself.
    """
    if earlier is None or not one_year_earlier(day) <= earlier.submitted <= day:
        return None
    return earlier


def _verdict(decision: Decision, found: list[Held], reading: Reading) -> Verdict:
    reasons = tuple(reason(decision.rule, each, reading) for each in found)
    return Verdict(
        decision.verdict,
        decision.rule,
        provisional=decision.may_be_provisional and _provisional(reading),
        reasons=reasons or (Reason(decision.rule, decision.otherwise),),
    )


def _provisional(reading: Reading) -> bool:
    scores, overall = reading.rules.scores, reading.card.overall
    return overall.answered_at_least(scores.provisional_from) and not overall.answered_at_least(
        scores.provisional_below
    )
