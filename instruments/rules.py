"""The rules as data: every threshold, severity, tier bound and sentence (scoring.md).

A changed number or word in `catalogue/rules/N.yaml` touches no Python. The values here
are frozen; `rules_schema.py` reads the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from instruments.model import Answer, Gate
from instruments.results import Tier, VerdictId


@dataclass(frozen=True)
class ScoreRules:
    """Percents of S2 and S5."""

    domain_known: int
    provisional_from: int
    provisional_below: int


@dataclass(frozen=True)
class HighConfidence:
    """What *High* takes (S6); all but `people` in percent."""

    answered: int
    people: int
    seen: int
    far_apart: int
    one_person: int


@dataclass(frozen=True)
class MediumConfidence:
    """What *Medium* takes (S6)."""

    answered: int
    people: int


@dataclass(frozen=True)
class ConfidenceRules:
    """S6: when a sheet is a person, and what each label takes."""

    person: int
    far_apart: int
    high: HighConfidence
    medium: MediumConfidence
    words: Mapping[str, str]


@dataclass(frozen=True)
class PeopleRules:
    """S7: how several sheets become one answer, and when the spread is shown."""

    sheets: int
    answered: int
    counts_from: int
    close: int
    words: Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """Words for answers without a level, and sentences of their own."""

    unknown: str
    not_applicable: str
    unscored: str
    conjunction: str
    safety_not_checked: str
    provisional: str


@dataclass(frozen=True)
class ResearchRule:
    """The profile answers of the research rule; `leaders_certified` is the way out."""

    model: str
    evaluation_reason: str
    leaders_certified: str


@dataclass(frozen=True)
class Questionnaires:
    """Ids of the instruments to take first, and of those to offer after them."""

    first: tuple[str, ...]
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileRules:
    """What the answers to the profile mean to the rules."""

    research: ResearchRule
    meeting: tuple[str, ...]
    questionnaires: Mapping[str, Questionnaires]


@dataclass(frozen=True)
class VerdictRules:
    """A verdict's rank (P1; None for none) and its words."""

    name: str
    headline: str
    rank: int | None = None
    headline_when_meeting: str = ""
    lines: Mapping[str, str] | None = None
    """The line below the headline, by the rule that decided."""
    line_when_meeting: str = ""
    then: Literal["", "reasons", "find-out"] = ""
    """What stands below the headline instead of, or after, a line."""


@dataclass(frozen=True)
class GateAt:
    """Holds when an item with this gate has one of these answers."""

    gate: Gate
    at: tuple[Answer, ...]
    reason: str


@dataclass(frozen=True)
class AnsweredBelow:
    """Holds when less than this percent of the applicable items is known (S5)."""

    below: int
    reason: str


@dataclass(frozen=True)
class OverallBelow:
    """Holds when the overall score is below this, or there is none (S3)."""

    below: int
    reason: str
    reason_when_most_in_place: str = ""
    """Used instead when more than half of the known answers are at 2 or 3."""


@dataclass(frozen=True)
class DomainsBelow:
    """Holds when one of the domains scores below this (S2).

    `domains` names them, or `other_than` those to leave out; neither means all.
    """

    below: int
    reason: str
    domains: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    unscored: bool = False
    """Whether "Not enough answers" counts as below."""


@dataclass(frozen=True)
class EarlierSafetyStop:
    """Holds when the formative assessment taken by E1 has a safety stop at 0."""

    reason: str


@dataclass(frozen=True)
class Research:
    """Holds when the research rule does."""

    reason: str


Condition: TypeAlias = (
    GateAt | AnsweredBelow | OverallBelow | DomainsBelow | EarlierSafetyStop | Research
)


@dataclass(frozen=True)
class Decision:
    """One rule of a verdict list. It matches when any condition holds.

    The last rule of a list has none and always matches, with `otherwise` as its reason.
    """

    rule: str
    verdict: VerdictId
    conditions: tuple[Condition, ...]
    otherwise: str = ""
    may_be_provisional: bool = True


@dataclass(frozen=True)
class ItemAt:
    """An item and the levels that count."""

    item: str
    at: tuple[int, ...]


@dataclass(frozen=True)
class ExtraHit:
    """A hit that no single item fires (N3). All that is given must hold."""

    step: str
    instruments: tuple[str, ...]
    severity: int
    sentence: str
    """Shown as its reason (N11); `{words}` takes the words of the items that hold."""
    words: Mapping[str, str] | None = None
    all_of: tuple[ItemAt, ...] = ()
    any_of: tuple[ItemAt, ...] = ()
    verdict: VerdictId | None = None
    unless_rule: str = ""
    research: bool = False


@dataclass(frozen=True)
class Idea:
    """A step that never stands in a list, only under "Ideas to consider" (N6)."""

    step: str
    instruments: tuple[str, ...]
    verdicts: tuple[VerdictId, ...] = ()
    fired: bool = False
    safety_stops_from: int | None = None


@dataclass(frozen=True)
class OnFile:
    """A sentence a step adds when a formative assessment is on file (N11)."""

    step: str
    sentence: str


@dataclass(frozen=True)
class StepRules:
    """N1-N11."""

    severity: Mapping[str, tuple[int, int]]
    """By gate, "none" for items without one: severity at level 0 and at level 1 (N1)."""
    later_share: int
    further_hit: int
    further_most: int
    most: int
    do_first: int
    do_next: int
    kinds: tuple[str, ...]
    find_out: tuple[tuple[Gate, ...], ...]
    start_here_more: int
    going_well_shown: int
    tiers: Mapping[Tier, str]
    extra_hits: tuple[ExtraHit, ...]
    ideas: tuple[Idea, ...]
    because: str
    formative_on_file: OnFile


@dataclass(frozen=True)
class QuickScreenRules:
    """The lists of the quick screen, in words."""

    titles: Mapping[str, str]


@dataclass(frozen=True)
class Urgent:
    """An answer of the pulse that shows a step at once."""

    item: str
    at: tuple[int, ...]
    step: str


@dataclass(frozen=True)
class PulseRules:
    """What the pulse re-check shows at once, and when an item dropped to 0."""

    urgent: tuple[Urgent, ...]
    pause_talk: tuple[str, ...]


@dataclass(frozen=True)
class PathRules:
    """P1: the floor of a safety stop that changes, and the words of a change."""

    safety_stop_from: int
    known: str
    unknown: str
    switched_off: Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """One version of all rules. Reports carry its version (scoring.md)."""

    version: int
    published: date
    basis: str
    scores: ScoreRules
    confidence: ConfidenceRules
    people: PeopleRules
    words: Words
    profile: ProfileRules
    verdicts: Mapping[VerdictId, VerdictRules]
    decisions: Mapping[str, tuple[Decision, ...]]
    """By instrument id, in the order in which they are tried."""
    next_steps: StepRules
    quick_screen: QuickScreenRules
    pulse: PulseRules
    path: PathRules
    content_hash: str = ""
