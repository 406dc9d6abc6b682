"""The tables behind the shortest path: the best changes for each cost (P1).

A state is a pair (cost, settled): the sum of the costs of the changes, and how many
unknown items became known. Both the overall score and the share answered follow from it.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Domain, Item
from instruments.pathway_goal import Goal
from instruments.results import Score

State: TypeAlias = tuple[int, int]
Table: TypeAlias = dict[State, int]
"""The smallest key of all sets of changes with a state."""

Reach: TypeAlias = dict[int, int]
"""For each number of settled items, the costs that can be had, as the bits of a number."""


class Keys:
    """Whole numbers that order sets of changes of the same cost as P1's ties do.

    The smaller key has fewer items that end at 3, then fewer items, then the places
    that come first, then the higher level at the first difference. Keys of changes to
    different items add up to the key of all of them.
    """

    def __init__(self, items: int) -> None:
        """Make room for this many items."""
        self._items = items
        self._place = 1 << 2 * items
        self._count = self._place << items
        self._three = self._count * (items + 1)

    def change(self, place: int, level: int) -> int:
        """Return the key of one change: the item at a place goes to a level."""
        back = self._items - 1 - place
        threes = self._three if level == 3 else 0  # noqa: PLR2004
        return threes + self._count - (self._place << back) - (level << 2 * back)

    def levels(self, key: int) -> tuple[int, ...]:
        """Return the level each item is changed to, 0 for items that stay."""
        digits = -key % self._count % self._place
        return tuple(digits >> 2 * back & 3 for back in reversed(range(self._items)))


def table(
    domain: Domain, answers: Mapping[str, Answer], goal: Goal, keys: Keys, place: int
) -> Table:
    """Return the best changes inside a domain whose first item has a place, by state."""
    best: Table = {(0, 0): 0}
    points = known = applicable = 0
    for offset, item in enumerate(domain.items):
        answer = answers.get(item.id, UNKNOWN)
        if answer is NOT_APPLICABLE:
            continue
        applicable += 1
        if isinstance(answer, int):
            known += 1
            points += answer
        best = _joined(best, _moves(item, answer, goal, keys, place + offset))
    return {
        (cost, settled): key
        for (cost, settled), key in best.items()
        if goal.allows_domain(domain, Score(points + cost, known + settled, applicable))
    }


def cheapest(tables: Sequence[Table], goal: Goal, overall: Score) -> int | None:
    """Return the key of the best set of changes that reaches the goal, or None.

    None needs rules that nobody can meet; with the shipped ones there always is a set.
    """
    reaches = _reaches(tables)
    ends_by_cost = _cheapest_ends(reaches[0], goal, overall)
    if not ends_by_cost:
        return None
    cost = min(ends_by_cost)
    ends = ends_by_cost[cost]
    best: Table = {(0, 0): 0}
    for each, reach in zip(tables, reaches[1:], strict=True):
        joined = _joined(best, each, most=cost)
        best = {state: key for state, key in joined.items() if _leads(state, cost, ends, reach)}
    return min(best.values())


def _moves(item: Item, answer: Answer, goal: Goal, keys: Keys, place: int) -> Table:
    level = answer if isinstance(answer, int) else 0
    settles = 0 if isinstance(answer, int) else 1
    moves = {
        (after - level, settles): keys.change(place, after)
        for after in range(level + 1, 4)
        if goal.allows_change(item, after)
    }
    if goal.allows_answer(item, answer):
        moves[(0, 0)] = 0
    return moves


def _joined(left: Table, right: Table, most: int | None = None) -> Table:
    """Return the best changes of two tables together, up to a cost."""
    joined: Table = {}
    for (cost, settled), key in left.items():
        for (more, settles), other in right.items():
            if most is not None and cost + more > most:
                continue
            state = (cost + more, settled + settles)
            total = key + other
            if state not in joined or total < joined[state]:
                joined[state] = total
    return joined


def _reaches(tables: Sequence[Table]) -> list[Reach]:
    """Return, for each position, what the tables from there on can reach together."""
    reaches: list[Reach] = [{0: 1}]
    for each in reversed(tables):
        reach: Reach = {}
        for cost, settles in each:
            for settled, costs in reaches[-1].items():
                both = settled + settles
                reach[both] = reach.get(both, 0) | costs << cost
        reaches.append(reach)
    reaches.reverse()
    return reaches


def _cheapest_ends(reach: Reach, goal: Goal, overall: Score) -> dict[int, list[int]]:
    """Return, by the lowest cost of each settled count that reaches the goal, the counts."""
    ends: dict[int, list[int]] = {}
    for settled, costs in reach.items():
        for cost in range(costs.bit_length()):
            end = Score(overall.points + cost, overall.known + settled, overall.applicable)
            if costs >> cost & 1 and goal.allows_overall(end):
                ends.setdefault(cost, []).append(settled)
                break
    return ends


def _leads(state: State, cost: int, ends: Sequence[int], reach: Reach) -> bool:
    """Whether the tables to come can bring a state to one of the ends."""
    return any(reach.get(end - state[1], 0) >> (cost - state[0]) & 1 for end in ends)
