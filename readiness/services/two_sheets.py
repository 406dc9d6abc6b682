"""One person's answers on the screen and on paper, put together item by item.

Where both say the same, or only one says something, nobody needs to ask. Where they differ,
both are shown and the person chooses. Notes of both are kept, one under the other.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from readiness.services.merging import ItemAnswer

NOTE_LENGTH: Final = 1000


class Fate(StrEnum):
    """What becomes of one item."""

    NOTHING = "nothing"
    """Neither has an answer or a note."""
    SAME = "same"
    KEPT = "kept"
    """Only the screen has something, or paper adds nothing to it."""
    TAKEN = "taken"
    """Paper has something that the screen does not have."""
    DIFFERENT = "different"
    """A person must choose."""


@dataclass(frozen=True, slots=True)
class PutTogether:
    """The outcome for one item."""

    fate: Fate
    answer: ItemAnswer
    """What the screen's sheet is to hold; where they differ, as paper would have it."""
    kept: ItemAnswer
    """The same where a person keeps what the screen says: a note on paper is kept even so."""


def put_together(screen: ItemAnswer, paper: ItemAnswer) -> PutTogether:
    """Put one item's answers together."""
    note = _both(screen.note, paper.note)
    answer = paper.answer or screen.answer
    merged = replace(screen, answer=answer, note=paper.note if note is None else note)
    kept = screen if note is None else replace(screen, note=note)
    if note is None or (screen.answer and paper.answer and screen.answer != paper.answer):
        return PutTogether(Fate.DIFFERENT, merged, kept)
    if merged != screen:
        return PutTogether(Fate.TAKEN, merged, kept)
    if not (paper.answer or paper.note):
        empty = not (screen.answer or screen.note)
        return PutTogether(Fate.NOTHING if empty else Fate.KEPT, screen, kept)
    same = (screen.answer, screen.note) == (paper.answer, paper.note)
    return PutTogether(Fate.SAME if same else Fate.KEPT, screen, kept)


def _both(screen: str, paper: str) -> str | None:
    """Put two notes together; None when both do not fit into one."""
    if not paper or paper in screen.split("\n") or paper == screen:
        return screen
    both = f"{screen}\n{paper}" if screen else paper
    return both if len(both) <= NOTE_LENGTH else None
