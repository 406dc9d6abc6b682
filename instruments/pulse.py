"""The pulse re-check: what moved since the last answers (scoring.md, Quick screen).

It never changes a submitted assessment, a verdict or what E1 looks at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.model import UNKNOWN, Answer, Selection
from instruments.rules import Rules


@dataclass(frozen=True)
class Pulse:
    """Ids of the items in each list, in the selection's order.

    Each item stands in one of the first four.
    """

    higher: tuple[str, ...]
    lower: tuple[str, ...]
    same: tuple[str, ...]
    not_compared: tuple[str, ...]
    """Items with no level, then or now."""
    urgent: tuple[str, ...]
    """Ids of the steps to show at once."""
    pause_talk: tuple[str, ...]
    """Ids of the steps for a talk about a pause, when an item dropped to 0."""


def compare(
    selection: Selection, before: Mapping[str, Answer], now: Mapping[str, Answer], rules: Rules
) -> Pulse:
    """Return what moved between the last answers and the pulse's."""
    lists: dict[str, list[str]] = {"higher": [], "lower": [], "same": [], "not": []}
    for name in selection.items:
        lists[_list(before.get(name, UNKNOWN), now.get(name, UNKNOWN))].append(name)
    dropped = any(now[name] == 0 for name in lists["lower"])
    return Pulse(
        higher=tuple(lists["higher"]),
        lower=tuple(lists["lower"]),
        same=tuple(lists["same"]),
        not_compared=tuple(lists["not"]),
        urgent=tuple(
            each.step for each in rules.pulse.urgent if now.get(each.item, UNKNOWN) in each.at
        ),
        pause_talk=rules.pulse.pause_talk if dropped else (),
    )


def _list(before: Answer, now: Answer) -> str:
    if not isinstance(before, int) or not isinstance(now, int):
        return "not"
    if now == before:
        return "same"
    return "higher" if now > before else "lower"
