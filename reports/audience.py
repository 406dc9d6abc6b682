"""Who a report is made for, and the one place that takes out what they may not see."""

from dataclasses import replace
from enum import StrEnum

from reports.model import Report


class Audience(StrEnum):
    """For whom a report is made. TA providers and funders get their own members here."""

    ORGANIZATION = "organization"


def redact(report: Report, *, audience: Audience) -> Report:
    """Return what `audience` may read of `report`.

    An organization reads everything it said. Every format is made from what this
    returns, so that nothing hidden can come back in another one.
    """
    return replace(report, audience=str(audience))
