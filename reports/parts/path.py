"""The shortest path to the next verdict, in words (P1)."""

from instruments.path_words import change_words, switched_off_words
from instruments.results import Change as Move
from reports.model import Change, Shortest
from reports.parts.chosen import Taken
from reports.parts.phrases import plural


def shortest(taken: Taken) -> Shortest | None:
    """Return the path, or None where there is none: at the top, or with too few answers."""
    path = taken.result.path
    if path is None:
        return None
    return Shortest(
        heading=f"The shortest path to “{taken.rules.verdicts[path.to].name}”",
        intro=_intro(path.steps, len(path.changes)),
        changes=tuple(_change(taken, move) for move in path.changes),
        notes=switched_off_words(path, taken.rules),
    )


def _intro(levels: int, answers: int) -> str:
    if not answers:
        return "Your other answers already reach it. What is named here is all that stands between."
    return (
        f"The fewest changes that would lead there: {plural(answers, 'answer', 'answers')}, "
        f"{plural(levels, 'level', 'levels')} up in all. It shows what is near. It is not a plan."
    )


def _change(taken: Taken, move: Move) -> Change:
    item = taken.instrument.by_id[move.item]
    return Change(
        name=item.name,
        question=item.text,
        before_mark=str(move.before),
        before=taken.level_name(move.before),
        after_mark=str(move.after),
        after=taken.level_name(move.after),
        text=change_words(move, taken.instrument, taken.rules),
    )
