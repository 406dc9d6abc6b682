"""A parsed file: plain values, the line of each, and what was wrong with its form."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Final, TypeAlias

from instruments.problems import Path, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20
MAX_NODES: Final = 20_000


class Plain(str):
    """A scalar written without quotes: only these can be numbers, dates or true and false."""

    __slots__ = ()


Node: TypeAlias = "str | list[Node] | dict[str, Node]"
"""Text (`Plain` when unquoted), a list, or a mapping. Types are the schema's business."""


@dataclass(frozen=True)
class Document:
    """The content of one file with its lines."""

    file: str
    data: Node
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path) -> int | None:
        """Return the line of a place, or of the nearest place above it."""
        for end in range(len(path), -1, -1):
            if (line := self.lines.get(path[:end])) is not None:
                return line
        return None

    def name(self, path: Path) -> str:
        """Return a place in words: list entries go by their id where they have one."""
        words = ""
        node: Node | None = self.data
        for part in path:
            node = _child(node, part)
            if isinstance(part, int):
                words += f"[{_label(node, part)}]"
            else:
                words += f".{part}" if words else part
        return words

    def problem(self, path: Path, message: str, advice: str) -> Problem:
        """Return a problem at a place of this file."""
        return Problem(self.file, self.line(path), self.name(path), message, advice)

    def each(self, *pattern: str) -> Iterator[tuple[Path, Node]]:
        """Yield every place that matches, `*` standing for any entry.

        Skips what has another shape, so that checks across a file still run on the
        parts that are sound.
        """
        yield from _matches((), self.data, pattern)

    def texts(self, *pattern: str) -> Iterator[tuple[Path, str]]:
        """Yield the matching places that hold text."""
        for path, node in self.each(*pattern):
            if isinstance(node, str):
                yield path, node

    def content_hash(self) -> str:
        """Return the SHA-256 of the content; layout, comments and key order do not count."""
        text = dumps(self.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _child(node: Node | None, part: str | int) -> Node | None:
    if isinstance(node, dict) and isinstance(part, str):
        return node.get(part)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _label(node: Node | None, position: int) -> str:
    label = node.get("id") if isinstance(node, dict) else None
    return label if isinstance(label, str) and label else str(position + 1)


def _matches(path: Path, node: Node, pattern: tuple[str, ...]) -> Iterator[tuple[Path, Node]]:
    if not pattern:
        yield path, node
        return
    for part, entry in _entries(node, pattern[0]):
        yield from _matches((*path, part), entry, pattern[1:])


def _entries(node: Node, part: str) -> Iterable[tuple[str | int, Node]]:
    if isinstance(node, list):
        return enumerate(node) if part == "*" else ()
    if isinstance(node, dict):
        return node.items() if part == "*" else ((part, node[part]) for _ in node.keys() & {part})
    return ()
