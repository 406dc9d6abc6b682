"""What peer support rests on, what Seeking Safety holds, and what happened in the pilot."""

from dataclasses import dataclass

from instruments.evidence.citing import Cited
from instruments.evidence.research import Line
from instruments.evidence.shapes import Id
from instruments.model import Source


@dataclass(frozen=True)
class Principle:
    """A principle of peer support, in one line."""

    id: Id
    name: str
    meaning: str


@dataclass(frozen=True)
class Principles:
    """What `principles.yaml` holds: eight principles, and what all models share."""

    principles: tuple[Principle, ...]
    principles_sources: tuple[Source, ...]
    principles_studies: tuple[Id, ...]
    shared: tuple[Line, ...]
    shared_sources: tuple[Source, ...]


@dataclass(frozen=True)
class KeyPrinciple:
    """A key principle of Seeking Safety; `note` and `domains` are our own reading."""

    id: Id
    name: str
    meaning: str
    note: str
    domains: tuple[Id, ...] = ()
    """Domains of the formative questionnaire that ask about it."""


@dataclass(frozen=True, kw_only=True)
class KeyPrinciples(Cited):
    """What `key-principles.yaml` holds."""

    principles: tuple[KeyPrinciple, ...]


@dataclass(frozen=True, kw_only=True)
class Topics(Cited):
    """What `topics.yaml` holds: titles only."""

    topics: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class ProcessStep:
    """A step of the evidence process, and how it was used for peer support."""

    id: Id
    name: str
    does: tuple[str, ...]
    applied: str


@dataclass(frozen=True, kw_only=True)
class Process(Cited):
    """What `process.yaml` holds."""

    steps: tuple[ProcessStep, ...]


@dataclass(frozen=True, kw_only=True)
class SelfCare(Cited):
    """What `self-care.yaml` holds."""

    items: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class PilotFact(Cited):
    """A fact that the brief states."""

    id: Id
    name: str
    text: str


@dataclass(frozen=True)
class Pilot:
    """What `pilot.yaml` holds: facts, barriers, and what the brief does not state."""

    facts: tuple[PilotFact, ...]
    barriers: tuple[str, ...]
    barriers_sources: tuple[Source, ...]
    not_stated: tuple[str, ...]
    not_stated_note: str


@dataclass(frozen=True, kw_only=True)
class Academy(Cited):
    """The leadership academy, and the four uses its fellows asked about."""

    text: str
    asked_lead: str
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Background:
    """What `background.yaml` holds."""

    htla: Academy
