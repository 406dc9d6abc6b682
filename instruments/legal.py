"""Privacy and research rules in plain words, and which of them a program should look at.

They are no legal advice: `notice` says so, and every place that shows a line shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from instruments import catalogue, evidence
from instruments.evidence.checks import IDS_ONCE
from instruments.evidence.citing import Cited, cites
from instruments.evidence.shapes import Id
from instruments.evidence.shapes import read as read_as


@dataclass(frozen=True)
class Condition:
    """Holds when the profile gives one of the answers to a question."""

    question: Id
    answers: tuple[Id, ...]

    def holds(self, profile: Mapping[str, str | tuple[str, ...]]) -> bool:
        """Return whether the profile has one of the answers."""
        given = profile.get(self.question, ())
        chosen = (given,) if isinstance(given, str) else given
        return any(answer in self.answers for answer in chosen)


@dataclass(frozen=True, kw_only=True)
class LegalLine(Cited):
    """One rule in plain words; without `when` it is for everyone."""

    id: Id
    text: str
    when: tuple[Condition, ...] = ()

    def applies(self, profile: Mapping[str, str | tuple[str, ...]]) -> bool:
        """Return whether a program with this profile should look at the rule."""
        return not self.when or any(each.holds(profile) for each in self.when)


@dataclass(frozen=True)
class LegalTopic:
    """Rules about one thing."""

    id: Id
    title: str
    lines: tuple[LegalLine, ...]


@dataclass(frozen=True)
class Legal:
    """The legal notes of one date."""

    published: date
    notice: str
    topics: tuple[LegalTopic, ...]
    content_hash: str

    def for_profile(self, profile: Mapping[str, str | tuple[str, ...]]) -> tuple[LegalLine, ...]:
        """Return the lines a program should look at, in the order of the file."""
        lines = (line for topic in self.topics for line in topic.lines)
        return tuple(line for line in lines if line.applies(profile))


@cache
def load() -> Legal:
    """Return the newest legal notes of the catalogue."""
    return read(max((catalogue.PATH / "legal").glob("*.yaml")))


def read(path: Path) -> Legal:
    """Return the legal notes of a file, or raise ProblemsError with every problem."""
    return read_as(path, Legal, *IDS_ONCE, cites(evidence.load().by_id.keys()))
