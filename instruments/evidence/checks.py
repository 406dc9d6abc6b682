"""What one evidence file must hold together: ids once, tables without a gap."""

from collections.abc import Iterable, Iterator
from typing import Final

from instruments import advice, schema
from instruments.document import Document
from instruments.problems import Path, Problem
from instruments.schema import Check

_LISTS: Final = (
    ("references",), ("attributes",), ("models",), ("areas",), ("rows",), ("principles",),
    ("shared",), ("steps",), ("items",), ("open",), ("also_asked",), ("review_asked",), ("facts",),
    ("findings",), ("limits",), ("groups",), ("numbers",), ("avoid",), ("contradictions",),
    ("terms",), ("topics",), ("topics", "*", "lines"),
)  # fmt: skip

IDS_ONCE: Final[tuple[Check, ...]] = tuple(schema.unique(*place, "*", "id") for place in _LISTS)
"""Checks that no id stands twice in one list."""


def full_table(rows: str, key: str, columns: str) -> Check:
    """Return a check that each row has one cell for each column, in their order.

    `rows` and `columns` are keys at the top of the file; a cell names its column
    under `key`.
    """

    def look(document: Document) -> Iterator[Problem]:
        expected = [name for _, name in document.texts(columns, "*", "id")]
        for path, _ in document.each(rows, "*"):
            found = [name for _, name in _named(document, path, key)]
            if found != expected:
                message = f"The cells are {', '.join(found) or 'none'}."
                needed = f"One cell for each, in this order: {', '.join(expected)}."
                yield document.problem((*path, "cells"), message, needed)

    return look


def known(places: tuple[str, ...], listed: tuple[str, ...]) -> Check:
    """Return a check that the words at some places stand among those at others."""

    def look(document: Document) -> Iterator[Problem]:
        words = [name for _, name in document.texts(*listed)]
        for path, word in document.texts(*places):
            if word not in words:
                yield document.problem(path, f'"{word}" is not known.', advice.allowed(word, words))

    return look


def among(places: tuple[str, ...], words: Iterable[str], file: str) -> Check:
    """Return a check that the words at some places stand in another file."""
    listed = tuple(words)

    def look(document: Document) -> Iterator[Problem]:
        for path, word in document.texts(*places):
            if word not in listed:
                message = f'"{word}" is not in {file}.'
                yield document.problem(path, message, advice.allowed(word, listed))

    return look


def _named(document: Document, row: Path, key: str) -> Iterator[tuple[Path, str]]:
    for path, name in document.texts(str(row[0]), "*", "cells", "*", key):
        if path[: len(row)] == row:
            yield path, name
