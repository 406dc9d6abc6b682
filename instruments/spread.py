"""How the answers of a team differ, as far as each reader may know (scoring.md S7).

Counts are shown from three sheets on; of two sheets only whether they are the same, close or
far apart. By role they are shown when three or more share it, and only when that leaves
nobody to be found by subtraction.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from instruments.agreement import shown_counts, shown_word
from instruments.model import Answer
from instruments.rules import Rules

Role = TypeVar("Role", bound=Hashable)


@dataclass(frozen=True)
class Spread:
    """One item's answers, as its reader sees them."""

    counts: Mapping[Answer, int] | None = None
    """How many sheets gave each answer; None with fewer than three."""
    word: str = ""
    """Of two sheets with a level each: "same", "close" or "far apart"."""
    roles: Mapping[str, Mapping[Answer, int]] = field(default_factory=dict)
    """The same counts for the roles that may be shown."""


def spread(
    answers: Sequence[Answer],
    rules: Rules,
    *,
    roles: Sequence[str] = (),
    shown: Sequence[str] = (),
) -> Spread:
    """Return what may be shown of the answers; `roles` has the role of each sheet."""
    counts = shown_counts(answers, rules)
    if counts is None:
        return Spread(word=shown_word(answers, rules))
    by_role = {
        role: Counter(answer for answer, its in zip(answers, roles, strict=True) if its == role)
        for role in shown
    }
    return Spread(counts=counts, roles=by_role)


def shown_roles(roles: Sequence[Role], own: Role | None, rules: Rules) -> tuple[Role, ...]:
    """Return the roles whose counts may be shown to a reader whose sheet has the role `own`.

    None is the role of a sheet that has none; it is never shown. A role is shown when three
    sheets or more share it. What the reader could get by subtracting them all, and their own
    sheet, must be nobody or three again: otherwise the smallest role is left out too.
    """
    least = rules.people.counts_from
    sizes = Counter(role for role in roles if role is not None)
    shown = sorted(
        (role for role, size in sizes.items() if size >= least),
        key=lambda role: (-sizes[role], str(role)),
    )
    while shown and not _safe(len(roles) - sum(sizes[role] for role in shown), own in shown, least):
        shown.pop()
    return tuple(shown)


def _safe(rest: int, own_is_shown: bool, least: int) -> bool:  # noqa: FBT001 -- of two lines
    others = rest if own_is_shown else rest - 1
    return all(size <= 0 or size >= least for size in (rest, others))
