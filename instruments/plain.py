"""Turns frozen values into what JSON can hold, and back by their types.

Works for dataclasses whose fields are numbers, words, dates, enums, tuples, frozen
sets, mappings and other such dataclasses.
"""

# ruff: noqa: ANN401
# What JSON holds has no one type, and the kinds come from type hints.

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from json import dumps
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """Return a value as dicts, lists, numbers and words; sets become sorted lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [to_plain(entry) for entry in value]
    if isinstance(value, frozenset):
        return sorted(to_plain(entry) for entry in value)
    return _plain_simple(value)


def to_json(value: object) -> str:
    """Return a value as JSON with its keys sorted: equal values give equal text."""
    return dumps(to_plain(value), ensure_ascii=False, sort_keys=True)


def _plain_simple(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_plain(kind: type[T], value: object) -> T:
    """Return the value of a type that `to_plain` wrote.

    Fields that are left out take their default. Raises TypeError or ValueError when
    the value has another shape.
    """
    return cast("T", _read(kind, value))


def _read(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), value)
    if origin in (tuple, frozenset):
        return _read_entries(origin, get_args(kind), value)
    if origin is Literal:
        return _read_literal(get_args(kind), value)
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(kind), value)
    if is_dataclass(kind):
        return _read_dataclass(cast("type", kind), value)
    return _read_simple(kind, value)


def _read_union(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in kinds:
        return None
    for kind in kinds:
        try:
            return _read(kind, value)
        except (TypeError, ValueError):
            continue
    raise ValueError(f"{value!r} is none of the kinds allowed here")


def _read_entries(origin: Any, kinds: tuple[Any, ...], value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is no list")
    if origin is tuple and Ellipsis not in kinds:
        return tuple(_read(kind, entry) for kind, entry in zip(kinds, value, strict=True))
    return origin(_read(kinds[0], entry) for entry in value)


def _read_mapping(kinds: tuple[Any, ...], value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no mapping")
    entries = {_read(kinds[0], key): _read(kinds[1], entry) for key, entry in value.items()}
    return types.MappingProxyType(entries)


def _read_literal(choices: tuple[Any, ...], value: Any) -> Any:
    if value not in choices:
        raise ValueError(f"{value!r} is none of {choices}")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read_dataclass(kind: type, value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no mapping")
    hints = _hints(kind)
    if unknown := value.keys() - hints.keys():
        raise ValueError(f"{sorted(unknown)} stand in no {kind.__name__}")
    return kind(**{name: _read(hints[name], entry) for name, entry in value.items()})


def _read_simple(kind: Any, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    if kind is date:
        return value if isinstance(value, date) else date.fromisoformat(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
