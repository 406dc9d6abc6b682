"""What can be shared and asked for, in words that stand in pages and on receipts alike."""

from collections.abc import Mapping, Sequence
from typing import Final

from reports.audience import Shared
from reports.parts.phrases import listing

SHORT: Final[Mapping[Shared, str]] = {
    Shared.RESULT: "the result and where to start",
    Shared.AREAS: "the picture of the areas",
    Shared.STEPS: "the next steps",
    Shared.FULL: "the full report",
    Shared.ANSWERS: "all answers",
    Shared.NOTES: "the notes",
}
"""The same inside a sentence."""
PROGRESS: Final = "how far the plan is"

ASKS: Final[Mapping[str, str]] = {
    "time": "Paid time to plan, lead and follow up",
    "training": "Training for leaders",
    "clinician": "A clinician to work with us",
    "supervision": "Supervision and care for staff",
    "curriculum": "Help to choose or adapt a curriculum",
    "policy": "Help with privacy and safety rules",
    "partners": "Help to find partners",
    "evaluation": "Help to learn from feedback",
}
"""Kinds of support that an organization may say would help most."""


def named(parts: Sequence[str], *, follows_plan: bool = False) -> str:
    """Name parts in a sentence, in the order of the page, and the plan where it goes along."""
    names = [words for part, words in SHORT.items() if part in parts]
    if follows_plan:
        names.append(PROGRESS)
    return listing(names)
