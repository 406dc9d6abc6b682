"""The rules of scoring in words, read from the rules file for the method page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from instruments.model import LEVELS, Answer, Gate, Instrument, Item
from instruments.rules import (
    AnsweredBelow,
    Condition,
    Decision,
    DomainsBelow,
    EarlierSafetyStop,
    GateAt,
    OverallBelow,
    Research,
    Rules,
)

GATES: Final = {
    Gate.SAFETY_STOP: "safety stop",
    Gate.CAPACITY_CHECK: "capacity check",
    Gate.PROCESS_MUST_HAVE: "must-have for a process evaluation",
    Gate.OUTCOME_MUST_HAVE: "must-have for an outcome evaluation",
}
HEADINGS: Final = {
    Gate.SAFETY_STOP: "Safety stops",
    Gate.CAPACITY_CHECK: "Capacity checks",
    Gate.PROCESS_MUST_HAVE: "Must-haves for a process evaluation",
    Gate.OUTCOME_MUST_HAVE: "Must-haves for an outcome evaluation",
}
NOT_KNOWN: Final = "not known yet"


@dataclass(frozen=True)
class RuleWords:
    """One rule of a list: its name, what sets it off, and the result it gives."""

    rule: str
    verdict: str
    when: tuple[str, ...]


def rule_list(instrument: Instrument, rules: Rules) -> tuple[RuleWords, ...]:
    """Return the rules of an instrument in the order in which they are tried."""
    return tuple(_rule(decision, instrument, rules) for decision in rules.decisions[instrument.id])


def gates(instrument: Instrument) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return each kind of gate as a heading, with its items in instrument order."""
    found = ((name, tuple(_with_gate(instrument, gate))) for gate, name in HEADINGS.items())
    return tuple((name, items) for name, items in found if items)


def _with_gate(instrument: Instrument, gate: Gate) -> Iterator[Item]:
    return (item for item in instrument.items if item.gate is gate)


def _rule(decision: Decision, instrument: Instrument, rules: Rules) -> RuleWords:
    when = tuple(words(condition, instrument) for condition in decision.conditions)
    verdict = rules.verdicts[decision.verdict].name
    return RuleWords(decision.rule, verdict, when or ("None of the rules above holds.",))


@singledispatch
def words(condition: Condition, _instrument: Instrument) -> str:
    """Return when a condition holds, as a sentence."""
    raise TypeError(f"no words for {condition!r}")


@words.register
def _(condition: GateAt, instrument: Instrument) -> str:
    answers = _one_of([_answer(answer, instrument) for answer in condition.at])
    return f"A {GATES[condition.gate]} is {answers}."


@words.register
def _(condition: AnsweredBelow, _instrument: Instrument) -> str:
    return f"Less than {condition.below}% of the questions have a known answer."


@words.register
def _(condition: OverallBelow, _instrument: Instrument) -> str:
    return f"The overall score is below {condition.below}."


@words.register
def _(condition: DomainsBelow, instrument: Instrument) -> str:
    names = [domain.name for domain in instrument.domains if domain.id in condition.domains]
    which = "Any other part" if condition.other_than else "Any part"
    which = f"Any of these parts ({', '.join(names)})" if len(names) > 1 else which
    which = f"The part {names[0]}" if len(names) == 1 else which
    unscored = ", or has too few answers" if condition.unscored else ""
    return f"{which} scores below {condition.below}{unscored}."


@words.register
def _(_condition: EarlierSafetyStop, _instrument: Instrument) -> str:
    return (
        "The program's newest readiness questionnaire, if it is not older than a year, has a "
        "safety stop at “Not yet”."
    )


@words.register
def _(_condition: Research, _instrument: Instrument) -> str:
    return "You plan to publish research with Seeking Safety, and leaders are not certified."


def _answer(answer: Answer, instrument: Instrument) -> str:
    known = answer in LEVELS
    return f"at “{instrument.level_names[int(answer)]}”" if known else NOT_KNOWN


def _one_of(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} or {last}" if first else last
