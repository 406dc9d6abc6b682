"""What two sides should talk about first, in which order. Pure and the same every time.

Safety stops come first, then the largest differences times the weight of their item, then what
nobody knows yet, then next steps that nobody has taken. A consultant may change all of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from instruments.agreement import Counted
from instruments.model import UNKNOWN, Gate, Instrument, Item
from instruments.next_steps import group
from instruments.reasons import answer_words
from instruments.rules import Rules


class Kind(StrEnum):
    """Why a point stands on the agenda, in its order."""

    SAFETY_STOP = "safety-stop"
    DIFFERENCE = "difference"
    FIND_OUT = "find-out"
    STEP = "step"


MOST: Final[Mapping[Kind, int]] = {Kind.DIFFERENCE: 6, Kind.FIND_OUT: 5, Kind.STEP: 5}
"""How many points of a kind a meeting has room for; safety stops are never left out."""

IN_PLACE: Final = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What both sides say about one instrument."""

    instrument: Instrument
    rules: Rules
    counted: Mapping[str, Counted]
    ta: Mapping[str, int]
    """The consultant's own level, where they gave one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda."""

    kind: Kind
    title: str
    why: str
    instrument: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The points in order, and how many of each kind there was no room for."""

    points: tuple[Point, ...]
    left_out: Mapping[Kind, int]


def build(said: Sequence[Said], steps: Sequence[str] = ()) -> Agenda:
    """Return the agenda; `steps` are titles of next steps without an owner, in their order."""
    stops = [_Found(one, item) for one in said for item in _stops(one)]
    taken = {(found.said.instrument.id, found.item.id) for found in stops}
    rest = [
        _Found(one, item)
        for one in said
        for item in one.instrument.items
        if (one.instrument.id, item.id) not in taken
    ]
    # Sorting keeps the order of the instruments where two weigh the same.
    apart = sorted((one for one in rest if one.difference), key=lambda one: -one.weighed)
    unknown = sorted(
        (one for one in rest if not one.difference and one.answer is UNKNOWN),
        key=lambda one: group(one.item, one.said.rules.next_steps),
    )
    groups = (
        (Kind.SAFETY_STOP, [_point(Kind.SAFETY_STOP, one, _stop_words(one)) for one in stops]),
        (Kind.DIFFERENCE, [_point(Kind.DIFFERENCE, one, _apart_words(one)) for one in apart]),
        (Kind.FIND_OUT, [_point(Kind.FIND_OUT, one, "Nobody knows yet.") for one in unknown]),
        (Kind.STEP, [Point(Kind.STEP, title, "Nobody has taken this yet.") for title in steps]),
    )
    return Agenda(
        points=tuple(point for kind, found in groups for point in found[: MOST.get(kind)]),
        left_out={
            kind: len(found) - MOST[kind]
            for kind, found in groups
            if kind in MOST and len(found) > MOST[kind]
        },
    )


def difference(counted: Counted, ta: int | None) -> int:
    """Return how far apart people are, or the team and the consultant, in levels.

    What the team agreed on is settled among them. Where one answer only is missing, or some
    say it does not apply, that counts as one level.
    """
    among = 0
    if not counted.agreed or counted.changed:
        among = counted.spread or int(counted.talk)
    between = abs(counted.answer - ta) if ta is not None and isinstance(counted.answer, int) else 0
    if among < 2 and not counted.talk and not counted.changed:  # noqa: PLR2004 -- S7's two levels
        among = 0
    return max(among, between)


class _Found:
    """An item with what is said of it."""

    def __init__(self, said: Said, item: Item) -> None:
        self.said, self.item = said, item
        self.counted = said.counted[item.id]
        self.answer = self.counted.answer
        self.ta = said.ta.get(item.id)
        self.difference = difference(self.counted, self.ta)

    @property
    def weighed(self) -> int:
        severity = self.said.rules.next_steps.severity[self.item.gate or "none"][0]
        return self.difference * severity


def _stops(said: Said) -> Iterator[Item]:
    """Yield the safety stops that are not in place, in anybody's view: the lowest first."""
    found = []
    for item in said.instrument.items:
        if item.gate is not Gate.SAFETY_STOP:
            continue
        answer, ta = said.counted[item.id].answer, said.ta.get(item.id)
        levels = [one for one in (answer, ta) if isinstance(one, int)]
        lowest = min(levels, default=IN_PLACE)
        if lowest < IN_PLACE or answer is UNKNOWN:
            # What nobody knows comes after what is known not to be in place.
            found.append((lowest, item))
    yield from (item for _, item in sorted(found, key=lambda one: one[0]))


def _point(kind: Kind, found: _Found, why: str) -> Point:
    return Point(kind, found.item.name, why, found.said.instrument.id, found.item.id)


def _stop_words(found: _Found) -> str:
    instrument = found.said.instrument
    said = answer_words(found.answer, instrument, found.said.rules)
    names = instrument.level_names
    own = f" The TA provider says “{names[found.ta]}”." if found.ta is not None else ""
    return f"A safety step. The team says “{said[:1].upper()}{said[1:]}”.{own}"


def _apart_words(found: _Found) -> str:
    counted = found.counted
    words = []
    if counted.talk or counted.changed:
        words.append("People see it differently.")
    if found.ta is not None and isinstance(found.answer, int) and found.ta != found.answer:
        names = found.said.instrument.level_names
        words.append(f"The team says “{names[found.answer]}”, the TA “{names[found.ta]}”.")
    return " ".join(words) or "People see it differently."
