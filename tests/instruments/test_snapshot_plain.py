"""Frozen values as plain data, and back by their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

import pytest

from instruments.plain import from_plain, to_plain


class Color(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Leaf:
    name: str
    size: int = 1


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    pair: tuple[int, str]
    colors: frozenset[Color]
    sizes: Mapping[str, int | Color]
    day: date
    kind: Literal["oak", "ash"]
    top: Leaf | None = None
    tall: bool = False


TREE = Tree(
    leaves=(Leaf("a"), Leaf("b", 2)),
    pair=(1, "x"),
    colors=frozenset({Color.RED}),
    sizes={"s": 1, "m": Color.RED},
    day=date(2026, 11, 1),
    kind="oak",
)
PLAIN = {
    "leaves": [{"name": "a", "size": 1}, {"name": "b", "size": 2}],
    "pair": [1, "x"],
    "colors": ["red"],
    "sizes": {"s": 1, "m": "red"},
    "day": "2026-11-01",
    "kind": "oak",
    "top": None,
    "tall": False,
}


def test_a_value_becomes_plain_data():
    assert to_plain(TREE) == PLAIN


def test_plain_data_becomes_the_value():
    assert from_plain(Tree, PLAIN) == TREE


def test_fields_left_out_take_their_default():
    assert from_plain(Leaf, {"name": "a"}) == Leaf("a", 1)


def test_values_that_are_typed_already_are_taken():
    found = from_plain(Tree, {**PLAIN, "day": date(2026, 11, 1), "colors": [Color.RED]})
    assert found == TREE


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("leaves", {"name": "a"}),
        ("leaves", ["a"]),
        ("leaves", [{"name": 1}]),
        ("leaves", [{}]),
        ("pair", [1]),
        ("pair", [1, "x", "y"]),
        ("colors", ["blue"]),
        ("sizes", ["s"]),
        ("sizes", {"s": "blue"}),
        ("sizes", {"s": True}),
        ("day", "no day"),
        ("day", 3),
        ("kind", "elm"),
        ("top", "a"),
        ("tall", 1),
        ("more", 1),
    ],
)
def test_data_of_another_shape_is_refused(key, value):
    with pytest.raises((TypeError, ValueError)):
        from_plain(Tree, {**PLAIN, key: value})
