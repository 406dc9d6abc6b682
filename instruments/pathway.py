"""The shortest path to a higher verdict (scoring.md P1), exact.

Every condition of a verdict looks at one item, at one domain, or at the overall sum and
the number of known items. A change costs what it adds to the sum. So it is enough to
keep, for each pair of total cost and newly known items, the best set of changes.
"""

from dataclasses import replace

from instruments.conditions import Reading
from instruments.model import UNKNOWN, Answer
from instruments.pathway_goal import Goal, goal
from instruments.pathway_tables import Keys, cheapest, table
from instruments.results import Change, Path, Verdict
from instruments.rules import EarlierSafetyStop, Research
from instruments.scoring import score
from instruments.verdicts import decide


def shortest_path(verdict: Verdict, reading: Reading) -> Path | None:
    """Return the path from a verdict and what it was read from.

    None when the verdict is the top one, or "Not enough answers yet", which has no rank.
    """
    rank = reading.rules.verdicts[verdict.id].rank
    if rank is None:
        return None
    off = _switched_off(reading)
    free = replace(reading, research=False, earlier=None)
    alone = decide(free) if off else verdict
    alone_rank = reading.rules.verdicts[alone.id].rank
    if alone_rank is not None and alone_rank > rank:
        return Path(alone.id, 0, (), off)
    wanted = goal(reading.instrument.id, rank, reading.rules)
    if wanted is None:
        return None
    changes = _changes(wanted, free)
    if changes is None:
        return None
    return Path(
        to=_after(changes, free).id,
        steps=sum(change.after - _points(change.before) for change in changes),
        changes=changes,
        switched_off=off,
    )


def _points(answer: Answer) -> int:
    return answer if isinstance(answer, int) else 0


def _switched_off(reading: Reading) -> tuple[str, ...]:
    kinds = {
        type(condition)
        for decision in reading.rules.decisions[reading.instrument.id]
        for condition in decision.conditions
    }
    earlier = reading.earlier is not None and bool(reading.earlier.stops_at_zero)
    names = {
        "E1": EarlierSafetyStop in kinds and earlier,
        "research": Research in kinds and reading.research,
    }
    return tuple(name for name, holds in names.items() if holds)


def _changes(wanted: Goal, reading: Reading) -> tuple[Change, ...] | None:
    instrument, answers = reading.instrument, reading.answers
    keys = Keys(len(instrument.items))
    tables = []
    place = 0
    for domain in instrument.domains:
        tables.append(table(domain, answers, wanted, keys, place))
        place += len(domain.items)
    best = cheapest(tables, wanted, reading.card.overall)
    if best is None:
        return None
    return tuple(
        Change(item.id, answers.get(item.id, UNKNOWN), level)
        for item, level in zip(instrument.items, keys.levels(best), strict=True)
        if level
    )


def _after(changes: tuple[Change, ...], reading: Reading) -> Verdict:
    answers = {**reading.answers, **{change.item: change.after for change in changes}}
    card = score(reading.instrument, answers, reading.rules)
    return decide(replace(reading, answers=answers, card=card))
