"""What is known about peer-led groups: `catalogue/evidence/` as frozen values.

`load()` gives reports and pages everything at once; nothing in it changes a score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from instruments.catalogue import PATH
from instruments.evidence import shapes
from instruments.evidence.checks import IDS_ONCE, among, full_table, known
from instruments.evidence.citing import Kind, Reference, ReferenceFile, cites
from instruments.evidence.comparison import Comparison, Outcomes, Participants, Status, WhoLeads
from instruments.evidence.practice import (
    Background,
    KeyPrinciples,
    Pilot,
    Principles,
    Process,
    SelfCare,
    Topics,
)
from instruments.evidence.research import Contradictions, Findings, Limits, Numbers, Questions
from instruments.model import Source
from instruments.problems import Problem, ProblemsError
from instruments.schema import Check

__all__ = ["Evidence", "Kind", "Reference", "Status", "load", "read"]

T = TypeVar("T")

_CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "models": (
        full_table("models", "attribute", "attributes"),
        known(("meetings", "*", "model"), ("models", "*", "id")),
    ),
    "outcomes": (full_table("rows", "area", "areas"),),
    "numbers": (known(("numbers", "*", "group"), ("groups", "*", "id")),),
}


@dataclass(frozen=True)
class Evidence:
    """Everything in `catalogue/evidence/`."""

    references: tuple[Reference, ...]
    models: Comparison
    outcomes: Outcomes
    who_leads: WhoLeads
    participants: Participants
    principles: Principles
    key_principles: KeyPrinciples
    topics: Topics
    process: Process
    self_care: SelfCare
    questions: Questions
    pilot: Pilot
    background: Background
    findings: Findings
    limits: Limits
    numbers: Numbers
    contradictions: Contradictions

    @cached_property
    def by_id(self) -> MappingProxyType[str, Reference]:
        """The documents by their id."""
        return MappingProxyType({each.id: each for each in self.references})

    def cite(self, source: Source) -> str:
        """Return a source in words, such as "Literature review: Seeking Safety, p. 15"."""
        place = ", ".join(part for part in (source.heading, source.detail) if part)
        name = self.by_id[source.document].name
        return f"{name}: {place}" if place else name


@cache
def load() -> Evidence:
    """Return the evidence of the catalogue, read once."""
    return read(PATH / "evidence")


def _of_models(key: str, names: Iterable[str] | None) -> tuple[Check, ...]:
    """Return the check that rows are about models there are; none when that is not known."""
    return () if names is None else (among(("rows", "*", key), names, "models.yaml"),)


def read(folder: Path) -> Evidence:
    """Return the evidence in a folder, or raise ProblemsError with all problems of all files."""
    reading = _Reading(folder)
    listed = reading.file("references", ReferenceFile)
    reading.known = frozenset(each.id for each in listed.references) if listed else None
    models = reading.file("models", Comparison)
    names = [model.id for model in models.models] if models else None
    parts = {
        "models": models,
        "outcomes": reading.file("outcomes", Outcomes, *_of_models("model", names)),
        "who_leads": reading.file("who-leads", WhoLeads),
        "participants": reading.file("participants", Participants),
        "principles": reading.file("principles", Principles),
        "key_principles": reading.file("key-principles", KeyPrinciples),
        "topics": reading.file("topics", Topics),
        "process": reading.file("process", Process),
        "self_care": reading.file("self-care", SelfCare),
        "questions": reading.file("research-questions", Questions),
        "pilot": reading.file("pilot", Pilot),
        "background": reading.file("background", Background),
        "findings": reading.file("findings", Findings),
        "limits": reading.file("limits", Limits),
        "numbers": reading.file("numbers", Numbers),
        "contradictions": reading.file("contradictions", Contradictions),
    }
    if listed is None or reading.problems:
        raise ProblemsError(reading.problems)
    return Evidence(references=listed.references, **parts)  # type: ignore[arg-type]


class _Reading:
    """Reads file by file and keeps the problems of all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.known: frozenset[str] | None = None

    def file(self, name: str, kind: type[T], *more: Check) -> T | None:
        """Return the value of a file, or None when it has problems."""
        checks = (*IDS_ONCE, *_CHECKS.get(name, ()), *more)
        if self.known is not None:
            checks = (*checks, cites(self.known))
        try:
            return shapes.read(self.folder / f"{name}.yaml", kind, *checks)
        except ProblemsError as error:
            self.problems += error.problems
            return None
