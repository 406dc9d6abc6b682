"""What an instrument is: frozen values, read from the catalogue and never changed.

Nothing here knows YAML, the web or a database. `definition.py` builds these values
from the catalogue's files, `scoring.py` and its neighbours read them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Level: TypeAlias = Literal[0, 1, 2, 3]
"""An anchored answer, from 0 ("Not yet") to 3 ("In place and checked")."""

LEVELS: Final[tuple[Level, ...]] = (0, 1, 2, 3)


class Unscored(StrEnum):
    """An answer that is no level (scoring.md, Answers)."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


UNKNOWN: Final = Unscored.UNKNOWN
NOT_APPLICABLE: Final = Unscored.NOT_APPLICABLE

Answer: TypeAlias = int | Unscored
"""A level 0-3, or one of the two answers that carry no level."""


class Gate(StrEnum):
    """Why an item can decide a verdict by itself (scoring.md, Answers)."""

    SAFETY_STOP = "safety-stop"
    CAPACITY_CHECK = "capacity-check"
    PROCESS_MUST_HAVE = "process-must-have"
    OUTCOME_MUST_HAVE = "outcome-must-have"


@dataclass(frozen=True)
class Source:
    """Where a statement comes from.

    `document` is an id of `catalogue/evidence/references.yaml` ("brief", "review", ...)
    or "ours" for our own judgment; `heading` is the full heading in that document.
    """

    document: str
    heading: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Item:
    """One question with its four anchors, in rising order."""

    id: str
    domain: str
    name: str
    """Two to five words, for tables and the printed safety steps."""
    text: str
    levels: tuple[str, str, str, str]
    gate: Gate | None
    may_not_apply: bool
    steps: tuple[str, ...]
    """Ids of the next steps the item fires, its main step first (N1)."""
    why: str
    why_ours: str
    """The part of the reason that is our own judgment; may be empty."""
    sources: tuple[Source, ...]
    look_at: str
    content_note: str = ""
    """Shown on the page before the one that holds this item; may be empty."""
    card: str = ""
    """For evaluability items: the formative domain it belongs with; may be empty."""

    @property
    def content_note_here(self) -> str:
        """The content note for the page that holds this item, which is the next one no more."""
        return self.content_note.replace("The next page", "This part")


@dataclass(frozen=True)
class Domain:
    """A group of items, answered on one page."""

    id: str
    name: str
    question: str
    minutes: int
    items: tuple[Item, ...]
    dimension: str = ""
    card: bool = False
    """Whether the domain is one of the five that both instruments cover."""


@dataclass(frozen=True)
class Instrument:
    """A versioned questionnaire. A published version never changes."""

    id: str
    version: int
    title: str
    purpose: str
    prompt: str
    minutes: int
    published: date
    rules: int
    """Version of the rules (`catalogue/rules/N.yaml`) that score it."""
    lessons: int
    """Version of the next steps (`catalogue/lessons/N.yaml`) its items name."""
    level_names: tuple[str, str, str, str]
    domains: tuple[Domain, ...]
    content_hash: str

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in instrument order."""
        return tuple(item for domain in self.domains for item in domain.items)

    @cached_property
    def by_id(self) -> MappingProxyType[str, Item]:
        """The items by their id, in instrument order."""
        return MappingProxyType({item.id: item for item in self.items})


@dataclass(frozen=True)
class Selection:
    """A short questionnaire made of another instrument's items: quick screen and pulse."""

    id: str
    version: int
    title: str
    purpose: str
    minutes: int
    published: date
    instrument: str
    instrument_version: int
    items: tuple[str, ...]
    content_hash: str


@dataclass(frozen=True)
class ProfileOption:
    """One choice of a profile question."""

    value: str
    label: str


@dataclass(frozen=True)
class ProfileQuestion:
    """An unscored question about the program (domain.md E.0)."""

    id: str
    """The key in an answers file, such as `records_sessions`."""
    text: str
    why: str
    options: tuple[ProfileOption, ...]
    several: bool = False
    """Whether more than one option may be chosen."""


@dataclass(frozen=True)
class Profile:
    """The profile questions of one version."""

    version: int
    published: date
    questions: tuple[ProfileQuestion, ...]
    content_hash: str


class StepKind(StrEnum):
    """What a next step is drawn from; the order of N5's tie rule comes from here."""

    LESSON = "lesson"
    CONSIDERATION = "consideration"
    RECOMMENDATION = "recommendation"
    PRACTICE_POINT = "practice-point"
    BRIEF_PRACTICE = "brief-practice"


@dataclass(frozen=True)
class ExtraAction:
    """An action shown only when the named item fired the step (N11)."""

    item: str
    action: str


@dataclass(frozen=True)
class NextStep:
    """A recommended action that cites its lesson and source."""

    id: str
    kind: StepKind
    theme: str
    title: str
    lesson: str
    """One or two plain sentences: what the pilot or the review teaches (N11)."""
    says: str
    """The longer account, for the evidence pages."""
    ours: str
    """What in the step is our own judgment and not the source's; may be empty."""
    sources: tuple[Source, ...]
    actions: tuple[str, ...]
    extra_actions: tuple[ExtraAction, ...]
    effort: str


@dataclass(frozen=True)
class Lessons:
    """The next steps of one version, in the order that breaks ties (N5)."""

    version: int
    published: date
    steps: tuple[NextStep, ...]
    content_hash: str

    @cached_property
    def by_id(self) -> MappingProxyType[str, NextStep]:
        """The steps by their id, in catalogue order."""
        return MappingProxyType({step.id: step for step in self.steps})
