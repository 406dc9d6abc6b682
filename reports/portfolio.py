"""Figures about many shared reports, made so that none can be traced to one organization.

The design is chosen to be provable, not clever:

1. A table is made from at least ten organizations, one report each (`LEAST`).
2. A report is counted in one release of a table and never again. Releases are about disjoint
   groups, they are frozen, and there is no filter and no total over parts of a group. So no
   figure is a sum or a difference of others: adding or removing an organization between two
   periods changes nothing that was published.
3. A cell says how many of ten, and only where at least five organizations stand on either side
   of it (`FEW`). Otherwise it says "fewer than five" or "all but a few", and either may be
   any of five numbers, nobody and everybody among them.
4. Where cells add up (results), the hidden ones are at least two, with five or more
   organizations in them together, whatever has to be hidden besides for that.
5. A sum is given only when no organization makes more than half of it, rounded to fives.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from instruments.scoring import rounded
from reports.facts import Facts

LEAST: Final = 10
FEW: Final = 5
HALF: Final = 2
ROUNDED_TO: Final = 5
OTHERS: Final = "others"


class Name(StrEnum):
    """The tables."""

    STEPS = "steps"
    AREAS = "areas"
    RESULTS = "results"
    STOPS = "stops"
    ASKS = "asks"


class Kind(StrEnum):
    """What a cell says."""

    FEW = "few"
    """Fewer than five, perhaps nobody."""
    SOME = "some"
    MOST = "most"
    """All but fewer than five, perhaps everybody."""
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure."""

    kind: Kind
    tenths: int | None = None
    """How many of ten; only for `SOME`."""

    @property
    def words(self) -> str:
        """The figure as the page says it."""
        if self.kind is Kind.SOME:
            return f"about {self.tenths} in 10"
        return _WORDS[self.kind]

    @property
    def weight(self) -> int:
        """How dark it is drawn, 0 to 4; never without its words."""
        if self.kind is Kind.SOME:
            return 1 + min(3, (self.tenths or 0) // 3)
        return 4 if self.kind is Kind.MOST else 0

    @property
    def dots(self) -> int:
        """How many of ten dots are drawn full beside the words; some are left for the few."""
        return {Kind.SOME: self.tenths or 0, Kind.MOST: 9}.get(self.kind, 0)


_WORDS: Final = {
    Kind.FEW: "fewer than 5",
    Kind.MOST: "all but a few",
    Kind.HIDDEN: "hidden",
}


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of one group of organizations, by what they are about.

    What is not named has fewer than five.
    """

    name: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Release:
    """One frozen table."""

    table: Name
    count: int
    """Organizations behind it."""
    columns: tuple[Column, ...]
    total: int | None = None
    """Of `STOPS`: the sum, rounded; None where one organization would stand out."""


def cell(count: int, of: int) -> Cell:
    """Return what may be said of `count` out of `of` organizations."""
    if count < FEW:
        return Cell(Kind.FEW)
    if of - count < FEW:
        return Cell(Kind.MOST)
    return Cell(Kind.SOME, rounded(Fraction(10 * count, of)))


def release(table: Name, facts: Sequence[Facts]) -> Release | None:
    """Return a table on reports of as many organizations; None when there are too few.

    Every one of `facts` must have what the table is about (`counts`).
    """
    if len(facts) < LEAST:
        return None
    if table is Name.STEPS:
        return _listed(table, [one.steps or () for one in facts])
    if table is Name.ASKS:
        return _listed(table, [one.asks or () for one in facts])
    if table is Name.RESULTS:
        return _results(facts)
    if table is Name.STOPS:
        return _stops(facts)
    return _areas(facts)


def counts(table: Name, facts: Facts) -> bool:
    """Whether a report can be counted in a table: only what was shared is."""
    needed = {
        Name.STEPS: facts.steps,
        Name.AREAS: facts.areas,
        Name.RESULTS: facts.verdict,
        Name.STOPS: facts.stops,
        Name.ASKS: facts.asks,
    }
    return needed[table] is not None


def _listed(table: Name, lists: Sequence[Iterable[str]]) -> Release:
    return Release(table, len(lists), (Column("", _cells(lists)),))


def _cells(lists: Sequence[Iterable[str]]) -> dict[str, Cell]:
    found = Counter(name for each in lists for name in set(each))
    cells = {name: cell(found[name], len(lists)) for name in sorted(found)}
    # What few have is not named at all: a name alone would tell that somebody has it.
    return {name: one for name, one in cells.items() if one.kind is not Kind.FEW}


def _results(facts: Sequence[Facts]) -> Release:
    found = Counter(str(one.verdict) for one in facts)
    hidden = {name for name in VERDICTS if found[name] < FEW}
    left = sorted(set(VERDICTS) - hidden, key=lambda name: (-found[name], name))
    # One alone has fewer than five, so a second one always joins it; all of them, if need be.
    while hidden and left and sum(found[name] for name in hidden) < FEW:
        hidden.add(left.pop())
    cells = {
        name: Cell(Kind.HIDDEN)
        if name in hidden
        else Cell(Kind.SOME, rounded(Fraction(10 * found[name], len(facts))))
        for name in VERDICTS
    }
    return Release(Name.RESULTS, len(facts), (Column("", cells),))


VERDICTS: Final = (
    "build-first",
    "getting-ready",
    "ready-for-a-small-pilot",
    "ready-to-run-and-learn",
    "not-enough-answers",
)


def _stops(facts: Sequence[Facts]) -> Release:
    stops = [one.stops or 0 for one in facts]
    total, some = sum(stops), sum(1 for one in stops if one)
    # Nobody makes more than half of it, and some have none: it tells of no one.
    fine = some >= FEW and len(stops) - some >= FEW and HALF * max(stops, default=0) <= total
    shown = ROUNDED_TO * rounded(Fraction(total, ROUNDED_TO))
    return Release(
        Name.STOPS,
        len(stops),
        (Column("", {"any": cell(some, len(stops))}),),
        total=shown if fine else None,
    )


def _areas(facts: Sequence[Facts]) -> Release:
    """Return areas by result where each group is large enough, and otherwise all together."""
    groups = _by_result(facts)
    columns = tuple(
        Column(group, _cells([one.areas or () for one in members]))
        for group, members in groups.items()
    )
    return Release(Name.AREAS, len(facts), columns)


def _by_result(facts: Sequence[Facts]) -> dict[str, list[Facts]]:
    everybody = {"": list(facts)}
    if not all(one.verdict for one in facts):
        return everybody
    groups: dict[str, list[Facts]] = {}
    for one in facts:
        groups.setdefault(str(one.verdict), []).append(one)
    small = [name for name, members in groups.items() if len(members) < LEAST]
    while small and sum(len(groups[name]) for name in small) < LEAST:
        left = [name for name in groups if name not in small]
        if not left:
            return everybody
        small.append(min(left, key=lambda name: (len(groups[name]), name)))
    split: dict[str, list[Facts]] = {
        name: groups[name] for name in VERDICTS if name in groups and name not in small
    }
    if small:
        split[OTHERS] = [one for name in small for one in groups[name]]
    return split if len(split) > 1 else everybody


def together(releases: Sequence[Release]) -> dict[str, Cell]:
    """Return one list out of several releases of a list, by what they say and nothing else.

    The groups are disjoint and what is added are published figures, so nothing new is told.
    """
    names = sorted({name for one in releases for name in one.columns[0].cells})
    total = sum(one.count for one in releases)
    return {name: _added(name, releases, total) for name in names}


def _added(name: str, releases: Sequence[Release], total: int) -> Cell:
    cells = [(one.columns[0].cells.get(name, Cell(Kind.FEW)), one.count) for one in releases]
    kinds = {each.kind for each, _ in cells}
    if kinds in ({Kind.FEW}, {Kind.MOST}):
        return Cell(kinds.pop())
    guess = sum((_guess(each, count) for each, count in cells), Fraction(0))
    return Cell(Kind.SOME, rounded(10 * guess / total))


def _guess(each: Cell, count: int) -> Fraction:
    """Take the middle of what a cell may mean."""
    if each.kind is Kind.SOME:
        return Fraction((each.tenths or 0) * count, 10)
    middle = Fraction(FEW - 1, 2)
    return middle if each.kind is Kind.FEW else count - middle
