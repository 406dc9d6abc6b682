"""Words that need a sentence, each explained in our own."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from instruments import catalogue, evidence
from instruments.evidence.checks import IDS_ONCE
from instruments.evidence.citing import Cited, cites
from instruments.evidence.shapes import Id
from instruments.evidence.shapes import read as read_as


@dataclass(frozen=True, kw_only=True)
class Term(Cited):
    """A word and what it means here."""

    id: Id
    term: str
    meaning: str


@dataclass(frozen=True)
class Glossary:
    """The glossary of one version, in the order of the file."""

    version: int
    published: date
    terms: tuple[Term, ...]
    content_hash: str


@cache
def load(version: int | None = None) -> Glossary:
    """Return a glossary of the catalogue; the newest without a version."""
    newest = catalogue.versions("glossary")[-1]
    return read(catalogue.PATH / "glossary" / f"{version or newest}.yaml")


def read(path: Path) -> Glossary:
    """Return the glossary of a file, or raise ProblemsError with every problem."""
    return read_as(path, Glossary, *IDS_ONCE, cites(evidence.load().by_id.keys()))
