"""The files of a catalogue folder side by side, to look from one into another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from instruments import advice, strict_yaml
from instruments.document import Document
from instruments.problems import Problem, ProblemsError
from instruments.text import quoted

_MOST_HINTS: Final = 50

Key: TypeAlias = tuple[str, str]
"""A folder and a file name without its ending, such as `("formative", "1")`."""


@dataclass(frozen=True)
class Library:
    """The documents of a catalogue; those with mistakes of form too, as far as they go."""

    documents: Mapping[Key, Document]
    unreadable: frozenset[Key]
    """Files that are there but cannot be read; nothing is said about what they hold."""

    def versions(self, kind: str) -> tuple[str, ...]:
        """Return the names of the files of a folder."""
        keys = {*self.documents, *self.unreadable}
        return tuple(sorted(name for folder, name in keys if folder == kind))

    def of(self, *kinds: str) -> Iterator[tuple[str, Document]]:
        """Yield the documents of some folders, each with its folder."""
        for (kind, _), document in self.documents.items():
            if kind in kinds:
                yield kind, document

    def words(self, kind: str, version: str, *pattern: str) -> tuple[str, ...] | None:
        """Return the texts at the places of a pattern; None when the file is not readable."""
        document = self.documents.get((kind, version))
        if document is None:
            return None
        return tuple(text for _, text in document.texts(*pattern))


def read(folder: Path) -> Library:
    """Read every YAML file of a catalogue folder, one level down."""
    documents, unreadable = {}, set()
    for path in sorted(folder.glob("*/*.yaml")):
        key = (path.parent.name, path.stem)
        try:
            documents[key] = strict_yaml.read(path, name=f"{key[0]}/{path.name}")
        except ProblemsError:
            unreadable.add(key)
    return Library(documents, frozenset(unreadable))


def value(document: Document, *place: str) -> str:
    """Return the text at a place, or "" when there is none."""
    return next((text for _, text in document.texts(*place)), "")


def unknown(
    document: Document, place: tuple[str, ...], words: tuple[str, ...] | None, where: str
) -> Iterator[Problem]:
    """Yield a problem for each text at a place that is none of the words.

    `where` says where the words stand. No words at all (None) say nothing.
    """
    if words is None:
        return
    known = frozenset(words)
    strange = [(path, text) for path, text in document.texts(*place) if text not in known]
    for number, (path, text) in enumerate(strange):
        # Looking for the nearest word takes its time; a file full of mistakes gets less.
        hint = advice.allowed(text, words) if number < _MOST_HINTS else "Correct it."
        yield document.problem(path, f"{quoted(text)} is not in {where}.", hint)
