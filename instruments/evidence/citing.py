"""Where a fact comes from: the list of documents, and the sources of each statement."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from instruments import advice
from instruments.document import Document, Node
from instruments.evidence.shapes import Id
from instruments.model import Source
from instruments.problems import Path, Problem
from instruments.schema import Check


class Kind(StrEnum):
    """What a document is to us."""

    SOURCE = "source"
    """One of the two documents that the questionnaires rest on."""
    OURS = "ours"
    LAW = "law"
    GUIDANCE = "guidance"
    METHOD = "method"
    STUDY = "study"
    """A paper that one of the two documents cites."""


@dataclass(frozen=True)
class Reference:
    """One document, in tidy form. `year` is text: some are "not dated" or have two."""

    id: Id
    kind: Kind
    name: str
    """How a page names it in a line of sources."""
    authors: str
    year: str
    title: str
    where: str = ""
    doi: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A statement with its sources, and the studies those sources rest it on."""

    sources: tuple[Source, ...]
    studies: tuple[Id, ...] = ()


@dataclass(frozen=True)
class ReferenceFile:
    """What `references.yaml` holds."""

    references: tuple[Reference, ...]


def cites(known: AbstractSet[str]) -> Check:
    """Return a check that every document and study a file names is in the list."""

    def look(document: Document) -> Iterator[Problem]:
        for path, name in named(document.data, ()):
            if name not in known:
                message = f'"{name}" is not in references.yaml.'
                yield document.problem(path, message, advice.allowed(name, sorted(known)))

    return look


def named(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield each document id that a file names under `document` or `studies`."""
    if isinstance(node, list):
        for position, entry in enumerate(node):
            yield from named(entry, (*path, position))
    if isinstance(node, dict):
        for key, entry in node.items():
            if key == "document" and isinstance(entry, str):
                yield (*path, key), entry
            elif key.endswith("studies") and isinstance(entry, list):
                words = ((place, word) for place, word in enumerate(entry) if isinstance(word, str))
                yield from (((*path, key, place), word) for place, word in words)
            else:
                yield from named(entry, (*path, key))
