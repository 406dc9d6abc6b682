"""A small colander toolkit for files that people write: plain types, every mistake named.

A schema is a class of nodes::

    class Stop(Record):
        id = word()
        title = text(200)
        minutes = number(1, 60)
        note = text(1000, default="")
        steps = list_of(word(), least=1)

A class that has a field called `text` or `word` imports the module: `s.text(200)`.

`load(path, Stop())` returns the typed data or raises every problem at once. Values come
from `strict_yaml` as text only, so that the schema alone says what is a number or a
date. Schemas are read-only after import and can be shared.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeAlias

import colander

from instruments import strict_yaml
from instruments.document import Document
from instruments.problems import Path, Problem, ProblemsError
from instruments.schema_types import (
    DROP,
    REQUIRED,
    AnyOfType,
    CasesType,
    ChoiceType,
    DayType,
    FlagType,
    ListType,
    MapType,
    NumberType,
    RecordType,
    Schema,
    TextType,
    WordType,
)
from instruments.text import quoted

__all__ = [
    "DROP",
    "REQUIRED",
    "Record",
    "Schema",
    "any_of",
    "cases",
    "check",
    "choice",
    "day",
    "flag",
    "list_of",
    "load",
    "load_file",
    "map_of",
    "number",
    "text",
    "unique",
    "word",
]

Data: TypeAlias = Any
"""What a schema makes of a file: dicts, lists, words, numbers, dates."""

Check: TypeAlias = Callable[[Document], Iterable[Problem]]
"""Looks at a whole file for what no single value can show."""


@dataclass(frozen=True)
class Loaded:
    """A file that is right: its typed data, and the document it came from."""

    data: Data
    document: Document


def load(path: FilePath, schema: Schema, *checks: Check) -> Data:
    """Return the typed data of a YAML file, or raise ProblemsError with every problem."""
    return load_file(path, schema, *checks).data


def load_file(path: FilePath, schema: Schema, *checks: Check) -> Loaded:
    """Like `load`, with the document: for its content hash and its lines.

    Problems call the file by its folder and name, such as `formative/1.yaml`.
    """
    document = strict_yaml.read(path, name=f"{path.parent.name}/{path.name}")
    data, problems = check(document, schema, *checks)
    if problems:
        raise ProblemsError(problems)
    return Loaded(data, document)


def check(document: Document, schema: Schema, *checks: Check) -> tuple[Data, tuple[Problem, ...]]:
    """Return the typed data (None when it is wrong) and every problem, of form too."""
    data, found = None, list(document.problems)
    try:
        data = schema.deserialize(document.data)
    except colander.Invalid as error:
        # An alias stands for an empty value; one problem at a place is enough.
        known = {(problem.line, problem.path) for problem in found}
        faults = (document.problem(*fault) for fault in _faults(error, ()))
        found += (each for each in faults if (each.line, each.path) not in known)
    for look in checks:
        found += look(document)
    return (None if found else data), tuple(found)


def _faults(error: colander.Invalid, path: Path) -> Iterator[tuple[Path, str, str]]:
    if error.msg:
        yield path, str(error.msg), getattr(error, "advice", "")
    for child in error.children:
        yield from _faults(child, (*path, child.pos))


class Record(colander.SchemaNode):  # type: ignore[misc]
    """A group of named keys; a subclass lists them. Any other key is a mistake."""

    schema_type = RecordType


def text(
    limit: int = 1_000,
    *,
    default: object = REQUIRED,
    cleaned: bool = False,
    one_line: bool = False,
) -> Schema:
    """Make text without spaces at its ends.

    `cleaned` repairs characters that do not print, which are a mistake otherwise;
    `one_line` makes line breaks spaces.
    """
    return colander.SchemaNode(TextType(limit, cleaned=cleaned, single=one_line), missing=default)


def word(*, default: object = REQUIRED) -> Schema:
    """Make an id such as `STF-1`."""
    return colander.SchemaNode(WordType(), missing=default)


def number(low: int, high: int, *, default: object = REQUIRED) -> Schema:
    """Make a whole number, both ends included; never in quotes."""
    return colander.SchemaNode(NumberType(low, high), missing=default)


def flag(*, default: object = REQUIRED) -> Schema:
    """Make a true or false."""
    return colander.SchemaNode(FlagType(), missing=default)


def day(*, default: object = REQUIRED) -> Schema:
    """Make a date in ISO form."""
    return colander.SchemaNode(DayType(), missing=default)


def choice(
    values: Iterable[str] | Mapping[str, Any], what: str, *, default: object = REQUIRED
) -> Schema:
    """Make one of some words, turned into the mapping's value where one is given.

    `what` names the choice in messages: "a gate".
    """
    table = values if isinstance(values, Mapping) else {str(value): value for value in values}
    return colander.SchemaNode(ChoiceType(table, what), missing=default)


def list_of(
    entry: Schema, *, least: int = 0, most: int = 100, default: object = REQUIRED
) -> Schema:
    """Make a list of values of one kind."""
    return colander.SchemaNode(ListType(least, most), entry, missing=default)


def map_of(key: Schema, entry: Schema, *, most: int = 100, default: object = REQUIRED) -> Schema:
    """Make a group of keys that the schema does not name, all with values of one kind."""
    return _with_children(MapType(most), (key, entry), default)


def cases(key: str, shapes: Mapping[str, Schema], *, default: object = REQUIRED) -> Schema:
    """Make a record whose other keys depend on the word under `key`."""
    return colander.SchemaNode(CasesType(key, shapes), missing=default)


def any_of(what: str, *shapes: Schema, default: object = REQUIRED) -> Schema:
    """Make a value that fits one of several schemas, tried in order; `what` names them all."""
    return _with_children(AnyOfType(what), shapes, default)


def unique(*pattern: str, within: int = 0) -> Check:
    """Make a check that no text stands twice at the places of a pattern.

    `within` is how many parts of the place must be the same for two to count: 0 looks
    at the whole file, 4 at each item of `domains, *, items, *, levels, *`.
    """

    def look(document: Document) -> Iterator[Problem]:
        first: dict[tuple[Path, str], Path] = {}
        for path, value in document.texts(*pattern):
            key = (path[:within], value)
            if key in first:
                line = document.line(first[key])
                message = f"{quoted(value)} is used twice; it is on line {line} already."
                yield document.problem(path, message, "Either change one or delete one.")
            first.setdefault(key, path)

    return look


def _with_children(kind: object, children: Iterable[Schema], default: object) -> Schema:
    # Given to the constructor, children without a name would replace each other.
    node = colander.SchemaNode(kind, missing=default)
    for child in children:
        node.add(child)
    return node
