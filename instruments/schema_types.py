"""The types behind `schema.py`: each reads a `Node` and says what it would take instead."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

import colander

from instruments import advice
from instruments.document import Node, Plain
from instruments.text import clean, one_line, quoted

Schema: TypeAlias = Any
"""A colander node; colander has no types of its own."""

REQUIRED: Final = colander.required
DROP: Final = colander.drop
"""As a default: leave the key out of the data when it is not given."""

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_UNKNOWN: Final = 20
_UNWRITTEN: Final = "TODO"


class Mistake(colander.Invalid):  # type: ignore[misc]
    """One mistake with its advice; `pos` is the key or position below its parent."""

    def __init__(self, node: Schema, message: str | None = None, hint: str = "") -> None:
        """Make a mistake, or with no message only a holder for others."""
        super().__init__(node, message)
        self.advice = hint

    def put(self, place: str | int, error: colander.Invalid) -> None:
        """Hold a mistake of an entry at its key or position."""
        error.pos = place
        self.children.append(error)

    def raise_if_any(self) -> None:
        """Raise this mistake when it holds others."""
        if self.children:
            raise self


class FileType(colander.SchemaType):  # type: ignore[misc]
    """A type that reads a `Node`."""

    what = "a value"
    """What it takes, for messages; begins with an article."""

    def deserialize(self, node: Schema, cstruct: Node) -> object:
        """Return the typed value or raise Invalid."""
        if cstruct is colander.null:
            if node.missing is REQUIRED:
                raise Mistake(node, "This is missing.", f"Add it: {self.what}.")
            return colander.null
        return self.read(node, cstruct)

    def read(self, node: Schema, value: Node) -> object:
        """Return the typed value of what is there."""
        raise NotImplementedError

    def refuse(self, node: Schema, value: Node, hint: str = "") -> Mistake:
        """Return the mistake of a value that is not what the type takes."""
        given = quoted(value) if isinstance(value, str) else _kind(value)
        message = f"This is empty, not {self.what}." if value == "" else ""
        message = message or f"{given} is not {self.what}."
        return Mistake(node, message, hint or f"Write {self.what}.")


def _kind(value: Node) -> str:
    return "A list" if isinstance(value, list) else "A group of keys"


class TextType(FileType):
    """Text up to a limit, counted when it is clean."""

    def __init__(self, limit: int, *, cleaned: bool, single: bool) -> None:
        """Set the limit, and whether to repair characters and to join lines."""
        self.limit = limit
        self.cleaned = cleaned
        self.single = single
        self.what = f"text of at most {limit:,} characters"

    def read(self, node: Schema, value: Node) -> str:
        """Return the text, without spaces at its ends."""
        if not isinstance(value, str):
            raise self.refuse(node, value)
        text = clean(value).strip()
        if not self.cleaned and text != value.strip():
            hint = "Type it again without control characters, in composed form (NFC)."
            raise Mistake(node, f"{quoted(value)} has characters that do not print.", hint)
        if not text and node.missing is REQUIRED:
            raise self.refuse(node, "")
        if text == _UNWRITTEN and not self.cleaned:
            raise Mistake(node, f'"{_UNWRITTEN}" is no text yet.', f"Write {self.what}.")
        if len(text) > self.limit:
            message = f"This has {len(text):,} characters; {self.limit:,} are allowed."
            raise Mistake(node, message, "Either shorten it or split it up.")
        return one_line(text) if self.single else text


class WordType(FileType):
    """An id."""

    what = "an id: letters, digits, - and _, at most 60"

    def read(self, node: Schema, value: Node) -> str:
        """Return the id."""
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise self.refuse(node, value)
        return str(value)


class NumberType(FileType):
    """A whole number in a range."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high
        self.what = f"a whole number from {low} to {high}"

    def read(self, node: Schema, value: Node) -> int:
        """Return the number."""
        if isinstance(value, Plain) and _NUMBER.fullmatch(value):
            number = int(value)
            if self.low <= number <= self.high:
                return number
        raise self.refuse(node, value)


class FlagType(FileType):
    """True or false."""

    what = "true or false"

    def read(self, node: Schema, value: Node) -> bool:
        """Return True or False."""
        if not isinstance(value, Plain) or value not in ("true", "false"):
            raise self.refuse(node, value)
        return value == "true"


class DayType(FileType):
    """A day of the calendar."""

    what = "a date such as 2026-11-01"

    def read(self, node: Schema, value: Node) -> date:
        """Return the day."""
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self.refuse(node, value, "This day is in no calendar.") from None
        raise self.refuse(node, value)


class ChoiceType(FileType):
    """One of some words."""

    def __init__(self, values: Mapping[str, Any], what: str) -> None:
        self.values = values
        self.what = what

    def read(self, node: Schema, value: Node) -> object:
        """Return what the word stands for."""
        if isinstance(value, str) and value in self.values:
            return self.values[value]
        word = value if isinstance(value, str) else ""
        raise self.refuse(node, value, advice.allowed(word, self.values))


class ListType(FileType):
    """A list with entries of one kind."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most
        counted = str(least) if least == most else f"{least} to {most}"
        self.what = f"a list of {counted}"

    def read(self, node: Schema, value: Node) -> list[Any]:
        """Return the typed entries."""
        if not isinstance(value, list):
            raise self.refuse(node, value)
        if not self.least <= len(value) <= self.most:
            message = f"This list has {len(value)}; it must be {self.what}."
            raise Mistake(node, message, "Either add what is missing or delete what is too much.")
        entry = node.children[0]
        errors = Mistake(node)
        entries = _each(errors, ((place, entry, each) for place, each in enumerate(value)))
        errors.raise_if_any()
        return entries


class MapType(FileType):
    """Free keys with values of one kind."""

    what = "a group of keys with values"

    def __init__(self, most: int) -> None:
        self.most = most

    def read(self, node: Schema, value: Node) -> dict[str, Any]:
        """Return the typed keys and values."""
        if not isinstance(value, dict):
            raise self.refuse(node, value)
        if len(value) > self.most:
            message = f"This has {len(value)} keys; {self.most} are allowed."
            raise Mistake(node, message, "Delete what is too much.")
        key, entry = node.children
        errors = Mistake(node)
        keys = _each(errors, ((each, key, each) for each in value))
        values = _each(errors, ((name, entry, each) for name, each in value.items()))
        errors.raise_if_any()
        return dict(zip(keys, values, strict=True))


class RecordType(FileType):
    """Named keys, each with a schema of its own."""

    what = "a group of keys with values"

    def read(self, node: Schema, value: Node) -> dict[str, Any]:
        """Return the typed values by name."""
        if not isinstance(value, dict):
            raise self.refuse(node, value)
        errors = Mistake(node)
        names = [child.name for child in node.children]
        unknown = [key for key in value if key not in names]
        for key in unknown[:_MOST_UNKNOWN]:
            hint = advice.allowed(key, [name for name in names if name not in value])
            errors.put(key, Mistake(node, f"{quoted(key)} is not known here.", hint))
        if len(unknown) > _MOST_UNKNOWN:
            more = len(unknown) - _MOST_UNKNOWN
            errors.msg, errors.advice = f"{more} more keys are not known.", "Delete them."
        places = ((child.name, child, value.get(child.name, colander.null)) for child in node)
        read = _each(errors, places)
        errors.raise_if_any()
        pairs = zip(names, read, strict=True)
        return {name: each for name, each in pairs if each is not DROP}


class CasesType(FileType):
    """A record whose shape goes by the word under one of its keys."""

    def __init__(self, key: str, cases: Mapping[str, Schema]) -> None:
        self.key = key
        self.cases = cases
        self.what = f"a group of keys with `{key}`"

    def read(self, node: Schema, value: Node) -> dict[str, Any]:
        """Return the typed values by name, with the word under its key."""
        if not isinstance(value, dict):
            raise self.refuse(node, value)
        word = value.get(self.key, "")
        if not isinstance(word, str) or word not in self.cases:
            errors = Mistake(node)
            hint = advice.allowed(word if isinstance(word, str) else "", self.cases)
            errors.put(self.key, Mistake(node, f"`{self.key}` does not say which.", hint))
            raise errors
        rest = {name: each for name, each in value.items() if name != self.key}
        return {self.key: str(word), **self.cases[word].deserialize(rest)}


class AnyOfType(FileType):
    """Takes what the first fitting of several schemas takes."""

    def __init__(self, what: str) -> None:
        self.what = what

    def read(self, node: Schema, value: Node) -> object:
        """Return what the first fitting schema returns."""
        for child in node.children:
            try:
                return child.deserialize(value)
            except colander.Invalid:
                continue
        raise self.refuse(node, value)


def _each(errors: Mistake, entries: Iterable[tuple[str | int, Schema, Node]]) -> list[Any]:
    read = []
    for place, schema, value in entries:
        try:
            read.append(schema.deserialize(value))
        except colander.Invalid as error:
            errors.put(place, error)
    return read
