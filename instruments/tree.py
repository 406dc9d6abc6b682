"""Builds a `Document` from parser events, without recursion and within limits.

A parser that composes by recursion can be brought down by deep nesting, and one that
follows aliases by a few lines that mean billions. This builder keeps its own stack,
counts, and has no aliases.
"""

from typing import Final, NoReturn

from instruments.document import MAX_DEPTH, MAX_NODES, Document, Node, Plain
from instruments.problems import Path, Problem

_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""Ways to write that there is no value; all are read as empty."""


class UnreadableError(Exception):
    """Reading on would be of no use: a limit was passed, or the form is beyond repair."""


class _Open:
    """A list or mapping that is not closed yet."""

    def __init__(self, path: Path, node: list[Node] | dict[str, Node]) -> None:
        self.path = path
        self.node = node
        self.key: str | None = None
        self.repeated = False

    def place(self) -> Path:
        """Return the place of the entry that is due or was just named."""
        if isinstance(self.node, list):
            return (*self.path, len(self.node))
        if self.key is None:
            return self.path
        return (*self.path, f"{self.key} (again)" if self.repeated else self.key)

    def put(self, value: Node) -> None:
        """Add an entry; a repeated key keeps its first value."""
        if isinstance(self.node, list):
            self.node.append(value)
            return
        if self.key is not None and not self.repeated:
            self.node[self.key] = value
        self.key = None
        self.repeated = False


class TreeBuilder:
    """Takes `start`, `scalar` and `end` events and keeps values, lines and problems."""

    def __init__(self, file: str) -> None:
        """Begin with nothing."""
        self.file = file
        self.root: Node = Plain("")
        self.lines: dict[Path, int] = {(): 1}
        self._faults: list[tuple[Path, int, str, str]] = []
        self._open: list[_Open] = []
        self._nodes = 0

    @property
    def wants_key(self) -> bool:
        """Whether the next event must be a key of a mapping."""
        return bool(self._open) and isinstance(self._open[-1].node, dict) and not self._has_key()

    def start(self, node: list[Node] | dict[str, Node], line: int) -> None:
        """Open a list or a mapping."""
        if self.wants_key:
            self.stop(line, "A key is a list or a mapping.", "Write keys as plain words.")
        if len(self._open) >= MAX_DEPTH:
            self.stop(line, f"This is nested more than {MAX_DEPTH} deep.", "Nest less.")
        path = self._put(node, line)
        self._open.append(_Open(path, node))

    def scalar(self, text: str, line: int, *, plain: bool) -> None:
        """Take a value, or a key where one is due."""
        if self.wants_key:
            self._take_key(text, line)
        else:
            self._put(_plain(text) if plain else text, line)

    def end(self) -> None:
        """Close the innermost list or mapping."""
        self._open.pop()

    def fault(self, line: int, message: str, advice: str) -> None:
        """Note a mistake of form at the current place."""
        self._faults.append((self._place(), line, message, advice))

    def stop(self, line: int, message: str, advice: str) -> NoReturn:
        """Note a mistake and give up on the rest of the file."""
        self.fault(line, message, advice)
        raise UnreadableError

    def document(self) -> Document:
        """Return what was read."""
        draft = Document(self.file, self.root, self.lines)
        problems = tuple(
            Problem(self.file, line, draft.name(path), message, advice)
            for path, line, message, advice in self._faults
        )
        return Document(self.file, self.root, self.lines, problems)

    def _has_key(self) -> bool:
        return self._open[-1].key is not None

    def _place(self) -> Path:
        return self._open[-1].place() if self._open else ()

    def _count(self, line: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.stop(line, f"The file has more than {MAX_NODES:,} values.", "Split it up.")

    def _take_key(self, key: str, line: int) -> None:
        self._count(line)
        mapping = self._open[-1]
        mapping.repeated = key in mapping.node
        mapping.key = key
        path = mapping.place()
        if mapping.repeated:
            first = self.lines[(*mapping.path, key)]
            message = f'"{key}" is here twice; it is on line {first} already.'
            self.fault(line, message, "Either delete one or give it another name.")
        self.lines[path] = line

    def _put(self, node: Node, line: int) -> Path:
        self._count(line)
        path = self._place()
        self.lines.setdefault(path, line)
        if self._open:
            self._open[-1].put(node)
        else:
            self.root = node
            self.lines[()] = line
        return path


def _plain(text: str) -> Plain:
    return Plain("" if text in _NOTHING else text)
