"""What a fault is: a guard that is there once, what it becomes, and the test that must notice."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Fault:
    """One guard, broken: in `file`, `before` becomes `after`, and `caught_by` goes red."""

    name: str
    file: str
    before: str
    after: str
    caught_by: str
    database: str = "sqlite"
    """Which database the test runs on: some guards stand in PostgreSQL alone."""

    def planted(self) -> str:
        """Return the file with the fault in it; a guard that has moved is an error."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        assert text.count(self.before) == 1, f"{self.name}: not once in {self.file}"
        return text.replace(self.before, self.after)
