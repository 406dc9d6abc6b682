"""What group figures may count of one shared report: ids and small numbers, no words.

They are read off the report as its reader may see it (`audience.redact`), so that nothing
which was not shared can be counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reports.model import Report

FORMATIVE: Final = "formative"
SOON: Final = frozenset({"do-first", "do-next"})


@dataclass(frozen=True, slots=True)
class Facts:
    """One report's contribution; a part that was not shared is None."""

    verdict: str | None = None
    """Of the readiness questionnaire."""
    areas: tuple[str, ...] | None = None
    """Areas that need support: those below what comes next."""
    steps: tuple[str, ...] | None = None
    """Steps to take first or next."""
    stops: int | None = None
    """Safety steps that are not in place."""
    asks: tuple[str, ...] | None = field(default=None)
    """Kinds of support that the organization named."""


def read(plain: Mapping[str, Any]) -> Facts:
    """Return facts that were kept; ten thousand are read at once, so no type is looked at."""
    values: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in plain.items()
    }
    return Facts(**values)


def facts(report: Report, *, asks: tuple[str, ...] = ()) -> Facts:
    """Return what may be counted of a report that was redacted for its reader."""
    standing = report.standing
    if standing.instrument != FORMATIVE:
        return Facts(asks=asks)
    return Facts(
        verdict=standing.verdict or None,
        areas=tuple(
            area.id
            for area in standing.picture.areas
            if area.score is not None and area.score < area.need
        )
        if standing.picture
        else None,
        steps=tuple(
            step.id
            for each in report.steps
            for tier in each.tiers
            if tier.tier in SOON
            for step in tier.steps
        )
        if report.steps
        else None,
        stops=len(report.first.things) if report.first else None,
        asks=asks,
    )
