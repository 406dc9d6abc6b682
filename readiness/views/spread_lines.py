"""How a team's answers to one item stand, in the words of the pages on agreeing.

What is shown is decided in `instruments.spread`; here it only gets words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from instruments.agreement import Counted
from instruments.model import LEVELS, NOT_APPLICABLE, UNKNOWN, Answer, Gate, Instrument, Item
from instruments.spread import Spread, shown_roles, spread
from instruments.talking import Why, why
from readiness.models import WorkRole
from readiness.services.answer_words import said
from readiness.services.teams import StoredAgreement, TeamAnswers
from reports.parts.chosen import level_name

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        WorkRole.LEADER.value: "Leaders",
        WorkRole.PEER_LEADER.value: "Peer leaders",
        WorkRole.SUPERVISOR.value: "Supervisors",
        WorkRole.CLINICIAN.value: "Clinicians",
        WorkRole.BOARD.value: "Board members and advisors",
    }
)
WHY: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.ONE_LEVEL: "Only one of you gave an answer. Until you agree, that one answer counts.",
        Why.GATE_DIFFERS: "You do not see this in the same way. Until you agree, the lowest "
        "answer counts.",
        Why.FAR_APART: "Your answers are far apart. Until you agree, the one in the middle counts.",
        Why.APPLIES: "Some of you say that this does not apply, and others do not.",
    }
)
GATES: Final[Mapping[Gate | None, str]] = MappingProxyType(
    {
        Gate.SAFETY_STOP: "A safety step. ",
        Gate.CAPACITY_CHECK: "One of the checks for a pilot. ",
        Gate.PROCESS_MUST_HAVE: "An evaluation stands on this. ",
        Gate.OUTCOME_MUST_HAVE: "An evaluation of changes stands on this. ",
        None: "",
    }
)
TWO: Final = "You do not see this in the same way."
"""With two sheets no more is said: the reader knows one of them."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many sheets gave an answer."""

    mark: str
    words: str
    count: int

    @property
    def said(self) -> str:
        """The count in words."""
        return f"{self.count} of you"


@dataclass(frozen=True, slots=True)
class Advice:
    """What a TA provider says of an item."""

    who: str
    mark: str
    words: str
    """The level's name, and how it is known."""
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a team."""

    item: Item
    counts: tuple[Count, ...]
    """Answers that somebody gave; empty with fewer than three sheets."""
    word: str
    roles: tuple[tuple[str, tuple[Count, ...]], ...]
    mine: Count
    talk: bool
    why: str
    changed: bool
    agreed: str
    """The agreed answer in words; empty while there is none."""
    href: str = ""
    """The item's own page."""
    advice: tuple[Advice, ...] = ()
    """What TA providers say who work with the organization now."""

    def count_of(self, mark: str) -> int:
        """Say how many sheets gave an answer, by its mark."""
        return next((one.count for one in self.counts if one.mark == mark), 0)


class Lines:
    """Makes the lines of one questionnaire for one reader."""

    def __init__(self, team: TeamAnswers, instrument: Instrument) -> None:
        self._team = team
        self.instrument = instrument
        self.tally = team.tally(instrument)
        mine = next(sheet for sheet in team.sheets if sheet.mine)
        self._mine = mine.id
        self._roles = [sheet.work_role.value if sheet.work_role else "" for sheet in team.sheets]
        own = mine.work_role.value if mine.work_role else None
        self._shown = shown_roles([role or None for role in self._roles], own, self.tally.rules)

    def of(self, item: Item) -> Line:
        """Return one item's line."""
        given = self._team.given(self.instrument.id, item.id)
        answers, counted = tuple(given.values()), self.tally.counted[item.id]
        shown = spread(
            answers,
            self.tally.rules,
            roles=self._roles,
            shown=[role for role in self._shown if role],
        )
        return Line(
            item=item,
            counts=self._counts(shown.counts),
            word=shown.word,
            roles=tuple((ROLES[role], self._counts(its)) for role, its in shown.roles.items()),
            mine=self._count(given[self._mine], 1),
            talk=counted.talk,
            why=_why(item, answers, counted, shown),
            changed=counted.changed,
            agreed=self._agreed(self._team.agreement(self.instrument.id, item.id)),
        )

    def _counts(self, counts: Mapping[Answer, int] | None) -> tuple[Count, ...]:
        if counts is None:
            return ()
        return tuple(self._count(one, counts[one]) for one in ORDER if counts.get(one))

    def _count(self, answer: Answer, count: int) -> Count:
        return Count(said(answer), self._words(answer), count)

    def _words(self, answer: Answer) -> str:
        return level_name(self.instrument, answer)

    def _agreed(self, agreement: StoredAgreement) -> str:
        return self._words(agreement.answer) if agreement.version else ""


ORDER: Final[Sequence[Answer]] = (*LEVELS, UNKNOWN, NOT_APPLICABLE)


def _why(item: Item, answers: Sequence[Answer], counted: Counted, shown: Spread) -> str:
    if not counted.talk:
        return ""
    if shown.counts is None:
        return GATES[item.gate] + TWO
    return GATES[item.gate] + WHY[why(item, answers, counted)]
