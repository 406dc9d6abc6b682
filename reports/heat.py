"""The areas by result as a picture: the darker a field, the more organizations need support.

Every field also says in words or a number what its color says, and one of which nothing is
told has slanted lines. The table beside it says the same (`charts` has the same habits).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from reports.colors import INK, TEAL
from reports.portfolio import Cell, Kind

TITLE: Final = "Areas by result: how many organizations need support. The table says the same."

_LEFT: Final = 280
_WIDE: Final = 110
_TALL: Final = 34
_LINE: Final = 18
_SIGNS: Final = 14
"""Signs of a column's name that fit on one line."""
FILLS: Final[Mapping[int, str]] = MappingProxyType(
    {1: "#edf2ec", 2: "#cfe1dc", 3: "#a3c9c4", 4: "#7fb3ae"}
)
_HATCH: Final = Markup(
    '<pattern id="heat-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0v7" stroke="{}" stroke-width="2"/></pattern>'
).format(TEAL)


@dataclass(frozen=True, slots=True)
class Heat:
    """The areas by result, as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    about: str = ""
    """Which reports it is about: how many, and of which quarter."""


def picture(heat: Heat) -> Markup:
    """Return the table as an image that stands beside it."""
    heads = [wrap(name, _SIGNS) for name in heat.columns]
    top = _LINE * max(map(len, heads)) + 8
    wide, tall = _LEFT + _WIDE * len(heads), top + _TALL * len(heat.rows)
    parts = [_HATCH]
    for column, lines in enumerate(heads):
        parts += [
            _text(_middle(column), top - 10 - _LINE * (len(lines) - 1 - number), line)
            for number, line in enumerate(lines)
        ]
    for row, (name, cells) in enumerate(heat.rows):
        y = top + _TALL * row
        parts.append(
            Markup('<text y="{}" fill="currentColor" stroke="none">{}</text>').format(y + 22, name)
        )
        parts += [_field(cell, column, y) for column, cell in enumerate(cells)]
    return Markup(
        '<svg role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" font-size="14" '
        'font-family="Atkinson Hyperlegible, system-ui, sans-serif">'
        "<title>{2}</title>{3}</svg>"
    ).format(wide, tall, TITLE, Markup("").join(parts))


def told(cell: Cell) -> str:
    """Return what stands in a field; empty where nothing is told."""
    return cell.words if cell.kind in {Kind.SOME, Kind.MOST} else ""


def _field(cell: Cell, column: int, y: int) -> Markup:
    words = told(cell)
    fill = FILLS[cell.weight] if words else "url(#heat-hatch)"
    drawn = Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>').format(
        _LEFT + _WIDE * column + 2, y + 2, _WIDE - 4, _TALL - 4, fill, TEAL
    )
    return drawn + _text(_middle(column), y + 22, words, fill=INK) if words else drawn


def _middle(column: int) -> int:
    return _LEFT + _WIDE * column + _WIDE // 2


def _text(x: int, y: int, words: str, *, fill: str = "currentColor") -> Markup:
    # Pages draw the outlines of their other pictures: letters would get thick by it.
    return Markup(
        '<text x="{}" y="{}" fill="{}" stroke="none" text-anchor="middle">{}</text>'
    ).format(x, y, fill, words)
