"""What research found, what it cannot tell, its numbers, and where the sources disagree."""

from dataclasses import dataclass

from instruments.evidence.citing import Cited
from instruments.evidence.shapes import Id
from instruments.model import Source


@dataclass(frozen=True, kw_only=True)
class Finding(Cited):
    """A headline finding; `basis` says how firm it is."""

    id: Id
    text: str
    basis: str


@dataclass(frozen=True)
class Findings:
    """What `findings.yaml` holds."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Limit(Cited):
    """Something the research cannot tell."""

    id: Id
    text: str


@dataclass(frozen=True)
class Limits:
    """What `limits.yaml` holds."""

    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class NumberGroup:
    """A heading for numbers."""

    id: Id
    name: str


@dataclass(frozen=True, kw_only=True)
class Number(Cited):
    """A figure as a source prints it, read on by `text`, with the caution it needs."""

    id: Id
    group: Id
    figure: str
    text: str
    caution: str


@dataclass(frozen=True, kw_only=True)
class Avoided(Cited):
    """A figure or claim that we do not repeat, and why."""

    id: Id
    text: str
    why: str


@dataclass(frozen=True)
class Numbers:
    """What `numbers.yaml` holds."""

    groups: tuple[NumberGroup, ...]
    numbers: tuple[Number, ...]
    avoid: tuple[Avoided, ...]


@dataclass(frozen=True, kw_only=True)
class Contradiction(Cited):
    """Where the sources disagree, and what we show."""

    id: Id
    topic: str
    text: str
    shown: str


@dataclass(frozen=True)
class Contradictions:
    """What `contradictions.yaml` holds."""

    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True)
class Line:
    """A short text of a list, with its id."""

    id: Id
    text: str


@dataclass(frozen=True, kw_only=True)
class Method(Cited):
    """How the review searched."""

    text: str


@dataclass(frozen=True)
class Questions:
    """What `research-questions.yaml` holds: open questions, and those the review asked."""

    open: tuple[Line, ...]
    open_sources: tuple[Source, ...]
    also_asked: tuple[Line, ...]
    also_asked_sources: tuple[Source, ...]
    review_asked: tuple[Line, ...]
    review_asked_sources: tuple[Source, ...]
    method: Method
