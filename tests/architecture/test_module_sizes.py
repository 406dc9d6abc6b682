"""Modules stay small enough to be read in one sitting."""

from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
LIMIT = 400
"""Non-blank lines after which a module is looked at with the wish to split it."""


def size(path: Path) -> int:
    return sum(1 for line in path.read_text().splitlines() if line.strip())


def sizes() -> dict[str, int]:
    return {
        str(path.relative_to(ROOT)): size(path)
        for package in ("instruments", "reports", "readiness")
        for path in (ROOT / package).rglob("*.py")
        # A migration is written once, in one piece, and read when something went wrong.
        if path.name != "__init__.py" and "versions" not in path.parts
    }


def test_no_module_outgrows_a_sitting():
    assert {name: lines for name, lines in sizes().items() if lines > LIMIT} == {}


def test_the_middle_module_fits_on_two_screens():
    assert median(sizes().values()) <= 120
