"""Reads a catalogue file into frozen values whose types say what the file must hold.

A field without a default must be given, and a list without one must not be empty.
"""

from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import colander

from instruments import schema
from instruments.document import Document
from instruments.plain import from_plain
from instruments.schema_types import RecordType

Id: TypeAlias = Annotated[str, "id"]
"""Text that is an id."""

Hint: TypeAlias = Any
"""What a dataclass says of a field: a type hint has no type of its own."""

T = TypeVar("T")

LONGEST: Final = 300
"""Entries a list may have."""

COMPUTED: Final = ("content_hash",)
"""Fields that come from the file as a whole, not from a key in it."""


def read(path: Path, kind: type[T], *checks: schema.Check) -> T:
    """Return the value of a file, or raise ProblemsError with every problem."""
    loaded = schema.load_file(path, record_of(kind), *checks)
    return build(kind, loaded.data, loaded.document)


def build(kind: type[T], data: dict[str, Any], document: Document) -> T:
    """Return a value of typed data, with the content hash where it has one."""
    if any(field.name in COMPUTED for field in fields(kind)):  # type: ignore[arg-type]
        data = {**data, "content_hash": document.content_hash()}
    return from_plain(kind, data)


def record_of(kind: Hint) -> schema.Schema:
    """Return the schema of a dataclass, field by field."""
    hints = get_type_hints(kind, include_extras=True)
    given = [field for field in fields(kind) if field.name not in COMPUTED]
    return colander.SchemaNode(RecordType(), *_children(given, hints))


def _children(given: Iterable[Field[Any]], hints: dict[str, Hint]) -> Iterable[schema.Schema]:
    for field in given:
        default = schema.REQUIRED if field.default is MISSING else field.default
        child = _schema(hints[field.name], default)
        child.name = field.name
        yield child


def _schema(hint: Hint, default: object) -> schema.Schema:
    origin: object = get_origin(hint)
    if origin is tuple:
        return _list(get_args(hint)[0], default)
    if origin is Annotated:
        return schema.word(default=default)
    return record_of(hint) if is_dataclass(hint) else _simple(hint, default)


def _list(entry: Hint, default: object) -> schema.Schema:
    given = default is schema.REQUIRED
    return schema.list_of(
        _schema(entry, schema.REQUIRED),
        least=1 if given else 0,
        most=LONGEST,
        default=default if given else [],
    )


def _simple(hint: type, default: object) -> schema.Schema:
    if issubclass(hint, Enum):
        words = {str(member.value): member.value for member in hint}
        return schema.choice(words, f"a {hint.__name__.lower()}", default=default)
    if hint is date:
        return schema.day(default=default)
    if hint is int:
        return schema.number(1, 10_000, default=default)
    return schema.text(default=default)
