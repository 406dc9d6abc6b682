"""A report with a word or number of its own in every field, to see where each one turns up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date

from reports.audience import Shared
from reports.model import Report

_CANARY = re.compile(r"QX\d{6}X|(?<![\d.])\d{6}(?![\d.]\d|\d)")

R, AREAS, STEPS, FULL, ANSWERS, NOTES = Shared

ALWAYS = (frozenset(),)
FULL_ONLY = ({FULL},)
WITH_RESULT = ({R}, {FULL})
WITH_STEPS = ({STEPS}, {FULL})
QUOTED = ({FULL}, {STEPS, ANSWERS})

# Where a canary may turn up, by the place of its field: any one of the sets of parts.
# Written by hand, the longest beginning of a place decides.
EXPECTED = {
    "format": ALWAYS,
    "audience": ALWAYS,
    "title": ALWAYS,
    "organization": ALWAYS,
    "date": ALWAYS,
    "sharing": ALWAYS,
    "rules": ALWAYS,
    "program": FULL_ONLY,
    "summary": FULL_ONLY,
    "first": FULL_ONLY,
    "evaluation_first": FULL_ONLY,
    "process": FULL_ONLY,
    "evidence": FULL_ONLY,
    "glossary": FULL_ONLY,
    "sources": WITH_STEPS,
    "start": WITH_RESULT,
    "start.lines.id": WITH_STEPS,
    "evaluation_start": WITH_RESULT,
    "evaluation_start.lines.id": WITH_STEPS,
    "steps": WITH_STEPS,
    "steps.tiers.steps.because": QUOTED,
    "steps.tiers.steps.rules": QUOTED,
    "standing": WITH_RESULT,
    "standing.instrument": ALWAYS,
    "standing.title": ALWAYS,
    "standing.well_heading": FULL_ONLY,
    "standing.well": FULL_ONLY,
    "standing.path": FULL_ONLY,
    "standing.find_out": FULL_ONLY,
    "standing.ideas": FULL_ONLY,
    "standing.picture": ({AREAS}, {FULL}),
    "standing.answers": ({ANSWERS},),
    "standing.answers.rows.note": ({ANSWERS, NOTES},),
    "standing.answers.rows.evidence": ({ANSWERS, NOTES},),
}
EXPECTED |= {
    f"evaluability{place.removeprefix('standing')}": sets
    for place, sets in EXPECTED.items()
    if place.startswith("standing")
}
SECOND = ({R}, {AREAS}, {FULL}, {ANSWERS})
EXPECTED |= {"evaluability.instrument": SECOND, "evaluability.title": SECOND}


def allowed(place: str, parts: frozenset[Shared]) -> bool:
    """Whether the table lets what stands at `place` be seen by a funder who holds `parts`."""
    rows = [row for row in EXPECTED if place == row or place.startswith(f"{row}.")]
    return any(parts >= needed for needed in EXPECTED[max(rows, key=len)])


@dataclass
class Poisoner:
    """Puts canaries into a report and remembers the place of each."""

    places: dict[str, str] = field(default_factory=dict)
    """Place by canary."""
    _ids: dict[str, str] = field(default_factory=dict)

    def poison(self, report: Report) -> Report:
        return self._poisoned(report, "")

    def _poisoned(self, value, place):
        if is_dataclass(value):
            filled = {
                each.name: self._poisoned(getattr(value, each.name), f"{place}.{each.name}")
                for each in fields(value)
                if each.name != "format"
            }
            return replace(value, **filled)
        if isinstance(value, tuple):
            return tuple(self._poisoned(each, place) for each in value)
        if isinstance(value, bool | date) or value is None:
            return value
        if isinstance(value, int):
            return int(self._canary(place, "{}"))
        if place.endswith(("steps.id", "lines.id", "also.id", ".tier")):
            # Links lead to steps by these, so that equal ones stay equal.
            if value not in self._ids:
                self._ids[value] = self._canary("steps.tiers.steps.id", "QX{}X")
            return self._ids[value]
        # No sample says everywhere how an answer is known; this report does.
        filled = value or place.endswith(("rows.note", "rows.evidence"))
        return self._canary(place, "QX{}X") if filled else ""

    def _canary(self, place: str, shape: str) -> str:
        made = shape.format(710_000 + len(self.places))
        self.places[made] = place.removeprefix(".")
        return made


def leaked(texts: Iterator[str], places: dict[str, str], parts: frozenset[Shared]) -> set[str]:
    """Places of what stands in `texts` and may not be seen with `parts`."""
    hidden = {canary: place for canary, place in places.items() if not allowed(place, parts)}
    return seen("\n".join(texts), hidden)


def seen(text: str, places: dict[str, str]) -> set[str]:
    """Places of the canaries in a text; a number counts only where it stands by itself."""
    found = set(_CANARY.findall(text))
    return {place for canary, place in places.items() if canary in found}
