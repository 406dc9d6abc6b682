"""Reads JSON as strictly as `strict_yaml` reads YAML, with the line of every value.

The standard library's reader knows no lines, lets the last of two equal keys win and
nests by recursion. Numbers and words without quotes stay text, marked as `Plain`.
"""

import re
from collections.abc import Iterator
from json import JSONDecodeError, loads
from typing import Final

from instruments.document import Document
from instruments.problems import ProblemsError
from instruments.tree import TreeBuilder, UnreadableError

_TOKEN: Final = re.compile(
    r'[ \t\r\n]*(?:(?P<mark>[{}\[\],:])|(?P<string>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<word>[\w.+-]+)'
    r"|(?P<other>.))",
    re.DOTALL,
)
_VALUE: Final = frozenset({"{", "[", "string", "word"})
_ADVICE: Final = "Look at commas, colons, quotes and brackets here and one line above."


def parse(text: str, file: str) -> Document:
    """Parse JSON text; `file` is what problems call it. Raises ProblemsError."""
    builder = TreeBuilder(file)
    try:
        _Reader(builder).read(text)
    except UnreadableError:
        raise ProblemsError(builder.document().problems) from None
    return builder.document()


class _Reader:
    """Knows what may come next; the builder knows what has come."""

    def __init__(self, builder: TreeBuilder) -> None:
        self.builder = builder
        self.open: list[str] = []
        self.allowed = _VALUE

    def read(self, text: str) -> None:
        """Send every token to the builder, or stop at the first that is out of place."""
        line = 1
        for kind, token, line in _tokens(text):
            if kind not in self.allowed:
                self.wrong(line)
            self.take(kind, token, line)
        if "end" not in self.allowed:
            self.wrong(line)

    def wrong(self, line: int) -> None:
        """Stop: this is no JSON."""
        self.builder.stop(line, "This is not JSON.", _ADVICE)

    def take(self, kind: str, token: str, line: int) -> None:
        """Take a token that is in its place."""
        if kind in "{[":
            self.builder.start({} if kind == "{" else [], line)
            self.open.append(kind)
            self.allowed = frozenset({"string", "}"}) if kind == "{" else _VALUE | {"]"}
        elif kind in "}]":
            self.builder.end()
            self.open.pop()
            self.after_value()
        elif kind in ",:":
            is_key = kind == "," and self.open[-1] == "{"
            self.allowed = frozenset({"string"}) if is_key else _VALUE
        else:
            self.scalar(kind, token, line)

    def scalar(self, kind: str, token: str, line: int) -> None:
        """Take a string or a word, as a key where one is due."""
        was_key = self.builder.wants_key
        value = self.unquoted(token, line) if kind == "string" else token
        self.builder.scalar(value, line, plain=kind == "word")
        if was_key:
            self.allowed = frozenset({":"})
        else:
            self.after_value()

    def unquoted(self, token: str, line: int) -> str:
        """Return what a string in quotes means."""
        try:
            return str(loads(token, strict=False))
        except JSONDecodeError:
            self.builder.fault(line, "An escape in quotes is none of JSON's.", "Check the \\.")
            return ""

    def after_value(self) -> None:
        """Allow what may follow a value."""
        if not self.open:
            self.allowed = frozenset({"end"})
        else:
            self.allowed = frozenset({",", "}" if self.open[-1] == "{" else "]"})


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and line; the kind "other" is allowed nowhere."""
    position, line = 0, 1
    for match in _TOKEN.finditer(text.rstrip(" \t\r\n")):
        kind = str(match.lastgroup)
        token = match[kind]
        start = match.start(kind)
        line += text.count("\n", position, start)
        yield (token if kind == "mark" else kind), token, line
        line += text.count("\n", start, match.end())
        position = match.end()
