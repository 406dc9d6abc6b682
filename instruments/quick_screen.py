"""The quick screen: three lists and no score (scoring.md, Quick screen)."""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Gate, Instrument, Item, Selection


@dataclass(frozen=True)
class QuickScreen:
    """Ids of the items in each list, in the selection's order."""

    stop_and_fix: tuple[str, ...]
    check_these: tuple[str, ...]
    going_well: tuple[str, ...]
    steps: Mapping[str, str]
    """The main step of each item known at 0 or 1, in the order of the lists."""


def screen(
    selection: Selection, instrument: Instrument, answers: Mapping[str, Answer]
) -> QuickScreen:
    """Return the lists for the answers; an item without an answer counts as don't know."""
    items = [instrument.by_id[name] for name in selection.items]
    lists: dict[str, list[str]] = {"stop": [], "check": [], "well": [], "": []}
    for item in items:
        lists[_list(item, answers.get(item.id, UNKNOWN))].append(item.id)
    gaps = (*lists["stop"], *lists["check"])
    return QuickScreen(
        stop_and_fix=tuple(lists["stop"]),
        check_these=tuple(lists["check"]),
        going_well=tuple(lists["well"]),
        steps={
            name: instrument.by_id[name].steps[0]
            for name in gaps
            if answers.get(name, UNKNOWN) is not UNKNOWN
        },
    )


def _list(item: Item, answer: Answer) -> str:
    if answer is NOT_APPLICABLE:
        return ""
    if answer == 0 and item.gate is Gate.SAFETY_STOP:
        return "stop"
    return "well" if answer in (2, 3) else "check"
