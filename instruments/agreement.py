"""Several people, one answer (scoring.md S7): what counts, and what to talk about.

A TA consultant's rating is no sheet; only members' sheets that were handed in are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Instrument, Item
from instruments.rules import Rules

Sheets: TypeAlias = Mapping[str, Mapping[str, Answer]]
"""The answers of each sheet that was handed in, by the sheet's id."""


@dataclass(frozen=True)
class Agreed:
    """An answer the team settled on, and what each sheet said at that time."""

    answer: Answer
    sheets: Mapping[str, Answer]


@dataclass(frozen=True)
class Counted:
    """The answer of one item that counts, and its marks."""

    item: str
    answer: Answer
    levels: tuple[int, ...]
    """The levels given, rising."""
    agreed: bool = False
    changed: bool = False
    """"Changed since you agreed": a sheet came or changed after the agreement."""
    talk: bool = False
    """"Talk about this"."""

    @property
    def spread(self) -> int:
        """Highest minus lowest level; 0 with fewer than two. Agreeing does not change it."""
        return self.levels[-1] - self.levels[0] if self.levels else 0


def count(
    instrument: Instrument, sheets: Sheets, agreed: Mapping[str, Agreed], rules: Rules
) -> Mapping[str, Counted]:
    """Return what counts for every item, in instrument order."""
    return {
        item.id: count_item(
            item,
            {name: answers.get(item.id, UNKNOWN) for name, answers in sheets.items()},
            agreed.get(item.id),
            rules,
        )
        for item in instrument.items
    }


def count_item(
    item: Item, given: Mapping[str, Answer], agreed: Agreed | None, rules: Rules
) -> Counted:
    """Return what counts for an item, from its answer on each sheet (S7 a-c)."""
    levels = tuple(sorted(answer for answer in given.values() if isinstance(answer, int)))
    if agreed is not None:
        changed = dict(agreed.sheets) != dict(given)
        return Counted(item.id, agreed.answer, levels, agreed=True, changed=changed)
    answers = tuple(given.values())
    return Counted(
        item.id,
        _counted_answer(item, answers, levels),
        levels,
        talk=_needs_talk(item, answers, levels, rules),
    )


def marked_gates(instrument: Instrument, counted: Mapping[str, Counted]) -> tuple[str, ...]:
    """Return the gates to talk about: they count at the lowest level until agreed."""
    return tuple(
        item.id for item in instrument.items if item.gate is not None and counted[item.id].talk
    )


def is_team_result(
    sheets: Sheets, counted: Mapping[str, Counted], rules: Rules, *, needed: int | None = None
) -> bool:
    """Whether enough people answered; otherwise the report is "one person's view".

    `needed` is the number of sheets the lead set, at least 1.
    """
    applicable = [name for name, each in counted.items() if each.answer is not NOT_APPLICABLE]
    full = [
        answers
        for answers in sheets.values()
        if 100 * sum(answers.get(name, UNKNOWN) is not UNKNOWN for name in applicable)
        >= rules.people.answered * len(applicable)
    ]
    return len(full) >= (rules.people.sheets if needed is None else max(needed, 1))


def shown_counts(answers: Sequence[Answer], rules: Rules) -> Mapping[Answer, int] | None:
    """Return how many sheets gave each answer, or None with too few sheets to show it."""
    return Counter(answers) if len(answers) >= rules.people.counts_from else None


def shown_word(answers: Sequence[Answer], rules: Rules) -> str:
    """Return "same", "close" or "far apart" for two sheets, or "" when one has no level."""
    levels = [answer for answer in answers if isinstance(answer, int)]
    if len(answers) != 2 or len(levels) != 2:  # noqa: PLR2004
        return ""
    apart = abs(levels[0] - levels[1])
    if apart == 0:
        return rules.people.words["same"]
    return rules.people.words["close" if apart <= rules.people.close else "far_apart"]


def _counted_answer(item: Item, answers: tuple[Answer, ...], levels: tuple[int, ...]) -> Answer:
    if levels:
        return levels[0] if item.gate is not None else levels[(len(levels) - 1) // 2]
    return NOT_APPLICABLE if NOT_APPLICABLE in answers else UNKNOWN


def _needs_talk(
    item: Item, answers: tuple[Answer, ...], levels: tuple[int, ...], rules: Rules
) -> bool:
    if len(answers) <= 1:
        return False
    spread = levels[-1] - levels[0] if levels else 0
    gate_open = item.gate is not None and (spread > 0 or len(levels) == 1)
    not_applicable = sum(answer is NOT_APPLICABLE for answer in answers)
    return spread >= rules.confidence.far_apart or gate_open or 0 < not_applicable < len(answers)
