"""What is wrong with a file, in words a person can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""A place inside a file: keys and positions from the top, such as `("domains", 0, "id")`."""

MOST_SHOWN: Final = 200
"""A broken file can have thousands of problems; nobody reads more than these."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what it is, and what to do about it."""

    file: str
    line: int | None
    """Counted from 1; None when the whole file is meant."""
    path: str
    """Such as `domains[STF].items[STF-1].gate`; empty for the top."""
    message: str
    advice: str

    def __str__(self) -> str:
        """Return one line: file, line, place, message, advice."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        place = f"{self.path}: " if self.path else ""
        return f"{where}: {place}{self.message} {self.advice}".rstrip()


class ProblemsError(Exception):
    """A file cannot be used; `problems` holds every mistake found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Sort the problems by file and line, and drop repeats."""
        found = sorted(dict.fromkeys(problems), key=lambda each: (each.file, each.line or 0))
        self.problems: tuple[Problem, ...] = tuple(found)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return one line per problem, and a count of those left off."""
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - MOST_SHOWN
        if more > 0:
            lines.append(f"... and {more} more problems.")
        return "\n".join(lines)
