"""How sure a result is (scoring.md S6). It never changes a score or a verdict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from instruments.agreement import Counted, Sheets
from instruments.model import NOT_APPLICABLE
from instruments.rules import ConfidenceRules, Rules

SEVERAL: Final = 2
"""From this many people on, an answer may not rest on one person alone."""


class Confidence(StrEnum):
    """The three labels."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Consultation:
    """What a TA consultant did on this assessment."""

    held: bool = False
    seen: Collection[str] = ()
    """Ids of the items marked seen."""


@dataclass(frozen=True)
class _Facts:
    """Counts over the applicable items."""

    applicable: int
    known: int
    people: int
    seen: int
    far_apart: int
    one_person: int

    def at_least(self, count: int, percent: int) -> bool:
        """Whether a count is at least a percent of the applicable items, exactly."""
        return 100 * count >= percent * self.applicable

    def at_most(self, count: int, percent: int) -> bool:
        """Whether a count is at most a percent of the applicable items, exactly."""
        return 100 * count <= percent * self.applicable


def confidence(
    sheets: Sheets,
    counted: Mapping[str, Counted],
    rules: Rules,
    consultation: Consultation | None = None,
) -> Confidence:
    """Return the label for the handed-in sheets and the answers they count as."""
    consultation = consultation or Consultation()
    facts = _facts(sheets, counted, rules, consultation)
    if _is_high(facts, rules.confidence):
        return Confidence.HIGH
    if _is_medium(facts, rules.confidence, held=consultation.held):
        return Confidence.MEDIUM
    return Confidence.LOW


def people(sheets: Sheets, counted: Mapping[str, Counted], rules: Rules) -> int:
    """Return how many sheets have a level on enough of what applies to count as a person."""
    applicable = [name for name, each in counted.items() if each.answer is not NOT_APPLICABLE]
    levels = (
        sum(isinstance(answers.get(name), int) for name in applicable)
        for answers in sheets.values()
    )
    return sum(100 * given >= rules.confidence.person * len(applicable) for given in levels)


def _facts(
    sheets: Sheets,
    counted: Mapping[str, Counted],
    rules: Rules,
    consultation: Consultation,
) -> _Facts:
    applicable = {name: each for name, each in counted.items() if each.answer is not NOT_APPLICABLE}
    far_apart = rules.confidence.far_apart
    return _Facts(
        applicable=len(applicable),
        known=sum(isinstance(each.answer, int) for each in applicable.values()),
        people=people(sheets, counted, rules),
        seen=sum(name in consultation.seen for name in applicable),
        far_apart=sum(each.spread >= far_apart for each in applicable.values()),
        one_person=sum(len(each.levels) == 1 for each in applicable.values()),
    )


def _is_high(facts: _Facts, rules: ConfidenceRules) -> bool:
    high = rules.high
    return (
        facts.at_least(facts.known, high.answered)
        and (facts.people >= high.people or facts.at_least(facts.seen, high.seen))
        and facts.at_most(facts.far_apart, high.far_apart)
        and (facts.people < SEVERAL or facts.at_most(facts.one_person, high.one_person))
    )


def _is_medium(facts: _Facts, rules: ConfidenceRules, *, held: bool) -> bool:
    medium = rules.medium
    return facts.at_least(facts.known, medium.answered) and (facts.people >= medium.people or held)
