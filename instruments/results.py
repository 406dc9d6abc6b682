"""What answers mean: the values that scoring, verdicts, next steps and the path produce.

All of them are frozen and can be written as JSON and read back (`snapshot.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from instruments.model import Answer


class VerdictId(StrEnum):
    """The verdicts of both instruments (design.md 6)."""

    BUILD_FIRST = "build-first"
    GETTING_READY = "getting-ready"
    SMALL_PILOT = "ready-for-a-small-pilot"
    RUN_AND_LEARN = "ready-to-run-and-learn"
    IMPROVE_FIRST = "improve-first"
    PROCESS_EVALUATION = "ready-for-a-process-evaluation"
    OUTCOME_EVALUATION = "ready-for-an-outcome-evaluation"
    NOT_ENOUGH_ANSWERS = "not-enough-answers"


PLACES: Final[Mapping[str, tuple[VerdictId, ...]]] = MappingProxyType(
    {
        "formative": (
            VerdictId.BUILD_FIRST,
            VerdictId.GETTING_READY,
            VerdictId.SMALL_PILOT,
            VerdictId.RUN_AND_LEARN,
        ),
        "evaluability": (
            VerdictId.IMPROVE_FIRST,
            VerdictId.PROCESS_EVALUATION,
            VerdictId.OUTCOME_EVALUATION,
        ),
    }
)
"""The places of an instrument's path, in rising order; "not enough answers" is none of them."""


class Tier(StrEnum):
    """How soon a step matters (N4)."""

    DO_FIRST = "do-first"
    DO_NEXT = "do-next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Score:
    """A share of the points that could be had, kept exact (S1-S5).

    `points` is the sum of the known levels, `known` and `applicable` count items.
    """

    points: int
    known: int
    applicable: int

    @property
    def value(self) -> Fraction | None:
        """100 x points / (3 x known), or None when nothing is known (S2, S3)."""
        return Fraction(100 * self.points, 3 * self.known) if self.known else None

    @property
    def low(self) -> Fraction | None:
        """The score if every unknown were 0 (S4); None when nothing is known."""
        return Fraction(100 * self.points, 3 * self.applicable) if self.known else None

    @property
    def high(self) -> Fraction | None:
        """The score if every unknown were 3 (S4); None when nothing is known."""
        if not self.known:
            return None
        unknown = self.applicable - self.known
        return Fraction(100 * (self.points + 3 * unknown), 3 * self.applicable)

    @property
    def answered(self) -> Fraction:
        """Percent of the applicable items that have a level (S5); 0 when none applies."""
        return Fraction(100 * self.known, self.applicable) if self.applicable else Fraction(0)

    def answered_at_least(self, percent: int) -> bool:
        """Whether `answered` reaches a percent, compared exactly."""
        return 100 * self.known >= percent * self.applicable and self.applicable > 0

    def at_least(self, threshold: int) -> bool:
        """Whether the score reaches a threshold, compared exactly; never when unknown."""
        return self.known > 0 and 100 * self.points >= threshold * 3 * self.known


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scores of one instrument. A domain is scored when enough of it is known (S2)."""

    overall: Score
    domains: Mapping[str, Score]
    scored: frozenset[str]
    """Ids of the domains with enough answers to show a score (S2)."""

    def domain_value(self, domain: str) -> Fraction | None:
        """Return the exact score of a domain, or None for "Not enough answers" (S2)."""
        return self.domains[domain].value if domain in self.scored else None


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of the matching rule that held (scoring.md, Reasons)."""

    rule: str
    text: str
    items: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierFormative:
    """The formative assessment that E1 looks at, as it was frozen."""

    submitted: date
    """Its UTC date."""
    stops_at_zero: tuple[str, ...]
    """Ids of the safety stops at level 0, in instrument order."""
    version: int = 1
    """Version of the formative questionnaire, to name the stops by."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first rule that matched, and why."""

    id: VerdictId
    rule: str
    provisional: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RecommendedStep:
    """A next step the answers raised, with its place in the list (N1-N5)."""

    id: str
    priority: int
    tier: Tier
    because: tuple[str, ...]
    """Items that fired it, in instrument order."""
    rules: tuple[str, ...] = ()
    """Extra hits of N3 that fired it: "L-P4", "N-6" or "B-3"."""
    safety_first: bool = False
    """Whether it is the first listed step of a safety stop that fired (N5, N8)."""


@dataclass(frozen=True, slots=True)
class NextSteps:
    """All lists that N1-N10 build for one instrument."""

    steps: tuple[RecommendedStep, ...]
    start_here: tuple[str, ...]
    find_out: tuple[str, ...]
    ideas: tuple[str, ...]
    going_well: tuple[str, ...]
    started: tuple[str, ...]
    """Items at level 1, shown under "You have started" when nothing goes well yet (N10)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item's move on the shortest path (P1); `before` is a level or unknown."""

    item: str
    before: Answer
    after: int


@dataclass(frozen=True, slots=True)
class Path:
    """The smallest set of changes that reaches a higher verdict (P1)."""

    to: VerdictId
    steps: int
    """The sum of the changes' costs, in levels."""
    changes: tuple[Change, ...]
    switched_off: tuple[str, ...] = ()
    """Rules named beside the path because it leaves them out: "E1", "research"."""
