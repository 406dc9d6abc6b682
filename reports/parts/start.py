"""Where to begin: the steps of "Start here", or what stands for them when there are none (N8)."""

from itertools import islice
from typing import Final

from instruments.model import Instrument, Lessons
from reports.model import Start, StartLine
from reports.parts.chosen import Taken
from reports.parts.phrases import count, plural

_A_FEW: Final = 3


def start(taken: Taken) -> Start:
    """Return what to do first; it is never empty while anything is left to do (N8)."""
    steps = taken.result.next_steps
    if steps.start_here:
        return Start("Start here", _intro(taken), _lines(taken.lessons, steps.start_here))
    if steps.steps:
        first = tuple(step.id for step in steps.steps[:_A_FEW])
        text = "These steps would help most now."
        return Start("Begin with", text, _lines(taken.lessons, first))
    return _without_steps(taken)


def safety_first(formative: Instrument, lessons: Lessons, stops: tuple[str, ...]) -> Start:
    """Return where to begin when E1 decided: the safety steps of the readiness report."""
    main = dict.fromkeys(formative.by_id[stop].steps[0] for stop in stops)
    return Start(
        "Start here",
        "These safety steps from your readiness questionnaire come before any evaluation.",
        _lines(lessons, tuple(main)),
    )


def _intro(taken: Taken) -> str:
    steps = taken.result.next_steps
    chosen = [step for step in steps.steps if step.id in steps.start_here]
    safe = sum(step.safety_first for step in chosen)
    text = f"{plural(len(chosen), 'step', 'steps').capitalize()}, in this order."
    if not safe:
        return f"{text} They matter most for what you told us."
    if safe == len(chosen):
        return f"{text} They keep people safe."
    which = "The first one keeps" if safe == 1 else f"The first {count(safe)} keep"
    return f"{text} {which} people safe."


def _lines(lessons: Lessons, ids: tuple[str, ...]) -> tuple[StartLine, ...]:
    return tuple(
        StartLine(
            id=step, title=lessons.by_id[step].title, first_action=lessons.by_id[step].actions[0]
        )
        for step in ids
    )


def _without_steps(taken: Taken) -> Start:
    result = taken.result
    if result.path and result.path.changes:
        moves = islice(result.path.changes, _A_FEW)
        items = [(taken.instrument.by_id[move.item], move) for move in moves]
        lines = tuple(
            StartLine(id="", title=item.name, first_action=item.levels[move.after])
            for item, move in items
        )
        return Start("Begin with", "No step is called for. These small moves are nearest.", lines)
    if result.next_steps.find_out:
        found = (taken.instrument.by_id[item] for item in result.next_steps.find_out[:_A_FEW])
        lines = tuple(
            StartLine(id="", title=item.text, first_action=f"Where to look: {item.look_at}.")
            for item in found
        )
        return Start("Begin with", "Find out about these first.", lines)
    return Start("Keep going", "No step is called for. Keep asking people how it is going.", ())
