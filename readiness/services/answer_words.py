"""An answer in its three shapes: as scoring reads it, as forms write it, as tables keep it.

A form says "0" to "3", "unknown" or "not-applicable", and "" where nothing is chosen; a table
has a column for a level and one for what is none.
"""

from instruments.model import Answer, Unscored
from readiness.models import UnscoredAnswer


def answer_of(word: str) -> Answer:
    """Turn a form's word for an answer into the answer."""
    return int(word) if word.isdigit() else Unscored(word)


def said(answer: Answer) -> str:
    """Turn an answer into the form's word for it."""
    return str(answer) if isinstance(answer, int) else answer.value


def word_of(level: int | None, unscored: UnscoredAnswer | None) -> str:
    """Return the form's word for what a row keeps, "" for no answer."""
    if level is not None:
        return str(level)
    return unscored.value if unscored else ""


def columns_of(word: str) -> tuple[int | None, UnscoredAnswer | None]:
    """Return the columns that keep a form's word."""
    if word.isdigit():
        return int(word), None
    return None, UnscoredAnswer(word) if word else None
