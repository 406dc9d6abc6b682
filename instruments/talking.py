"""In which order to talk, and why an item is marked (scoring.md S7).

Gates come first: safety stops, then capacity checks and process must-haves, then outcome
must-haves, as in N7. Among equals it is disagreement times weight: how far the levels are
apart, times the severity that N1 gives the item at the level it counts now. What one person
alone knows of a gate is taken as one level apart. Ties keep the order of the instrument.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from instruments.agreement import Counted
from instruments.model import NOT_APPLICABLE, Answer, Instrument, Item
from instruments.next_steps import group
from instruments.rules import Rules


class Why(StrEnum):
    """Why an item is marked, the first that holds."""

    ONE_LEVEL = "one-level"
    """A gate that only one sheet gives a level."""
    GATE_DIFFERS = "gate-differs"
    FAR_APART = "far-apart"
    APPLIES = "applies"
    """Some say it does not apply and others do not."""


def in_order(
    instrument: Instrument, counted: Mapping[str, Counted], rules: Rules
) -> tuple[str, ...]:
    """Return the ids of all items, what matters most first."""
    places = {item.id: place for place, item in enumerate(instrument.items)}
    return tuple(
        sorted(
            places,
            key=lambda name: (*rank(instrument.by_id[name], counted[name], rules), places[name]),
        )
    )


def to_talk_about(
    instrument: Instrument, counted: Mapping[str, Counted], rules: Rules
) -> tuple[str, ...]:
    """Return the ids of the marked items, what matters most first."""
    return tuple(name for name in in_order(instrument, counted, rules) if counted[name].talk)


def rank(item: Item, counted: Counted, rules: Rules) -> tuple[int, int]:
    """Return where an item belongs: the smaller, the sooner. Equal ones keep their order."""
    return group(item, rules.next_steps), -_matters(item, counted, rules)


def why(item: Item, answers: Sequence[Answer], counted: Counted) -> Why:
    """Return why a marked item is marked."""
    if item.gate is not None and len(counted.levels) == 1:
        return Why.ONE_LEVEL
    if item.gate is not None and counted.spread:
        return Why.GATE_DIFFERS
    return Why.APPLIES if counted.spread <= 1 and NOT_APPLICABLE in answers else Why.FAR_APART


def _matters(item: Item, counted: Counted, rules: Rules) -> int:
    severity = rules.next_steps.severity["none" if item.gate is None else item.gate.value]
    return max(counted.spread, 1) * severity[0 if counted.answer == 0 else 1]
