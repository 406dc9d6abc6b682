"""Reading the values of brought rows by the types of their columns, each with its place."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String
from sqlalchemy import Enum as Choice

from instruments.text import clean
from readiness.models.meta import UtcDateTime
from readiness.services.export_scope import TABLES, TAKEN
from readiness.services.import_file import Row, refuse

LONGEST_TEXT: Final = 20_000
LONGEST_SNAPSHOT: Final = 5_000_000
LARGEST: Final = 2**31 - 1


def row_of(name: str, number: int, given: Row) -> Row:
    """Return a row with the values its columns take; raises `ImportRefusedError`."""
    where = f"data.json, {name} {number}"
    expected = set(TAKEN[name].columns)
    if set(given) != expected:
        odd = min(set(given) ^ expected)
        refuse(where, f"{odd[:40]!r} is missing or unknown.")
    return {
        column: _value(TABLES[name].c[column], value, f"{where}, {column}")
        for column, value in given.items()
    }


def _value(column: Column[Any], value: object, where: str) -> Any:  # noqa: ANN401 -- of its type
    if value is None:
        if not column.nullable:
            refuse(where, "it is empty.")
        return None
    try:
        return _read(column, value)
    except (ValueError, TypeError, OverflowError):
        refuse(where, "it is not what belongs there.")


def _read(column: Column[Any], value: object) -> Any:  # noqa: ANN401 -- of its type
    if isinstance(column.type, Choice):
        return column.type.python_type(value)
    if column.name == "content":
        return _text(_of(str, value), LONGEST_SNAPSHOT)
    return next(read for kind, read in READERS if isinstance(column.type, kind))(value)


def _of(kind: type, value: Any) -> Any:  # noqa: ANN401 -- checked here
    if type(value) is not kind:
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise ValueError(value)
    return value


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(dt.UTC)


def _text(text: str, most: int = LONGEST_TEXT) -> str:
    # What every form takes out would break an export later: no copy made here holds it.
    if len(text) > most or clean(text) != text:
        raise ValueError(text)
    return text


def _tidy(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
    if isinstance(value, dict):
        return {_text(key): _tidy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_tidy(inner) for inner in value]
    if isinstance(value, str):
        return _text(value)
    return value if value is None or isinstance(value, bool) else _number(value)


READERS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (Boolean, lambda value: _of(bool, value)),
    (Integer, _number),
    (UtcDateTime, lambda value: _moment(_of(str, value))),
    (Date, lambda value: dt.date.fromisoformat(_of(str, value))),
    (JSON, lambda value: _tidy(_of(dict, value))),
    (String, lambda value: _text(_of(str, value))),
)


def replaced(value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Return JSON with every old id in it replaced by the new one."""
    if isinstance(value, dict):
        return {ids.get(key, key): replaced(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, ids) for inner in value]
    return ids.get(value, value) if isinstance(value, str) else value
