"""What a share opens, from when until when, and where it is in its life."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_

from readiness.models import Share
from readiness.services.reports import grant_of
from reports.audience import Shared

MONTHS: Final = (1, 3, 6, 12)
"""How long a share may last."""


class State(StrEnum):
    """Where a share is in its life."""

    DRAFT = "draft"
    LIVE = "live"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an organization chooses for a share."""

    assessment_id: str
    funder_id: str
    parts: Collection[Shared]
    purpose: str
    until: dt.date
    """The last day."""
    asks: Collection[str] = ()
    follows_plan: bool = False


def live_at(now: dt.datetime) -> ColumnElement[bool]:
    """Hold for shares that open something at a moment."""
    return and_(Share.shared_at.is_not(None), Share.revoked_at.is_(None), Share.expires_at > now)


def state_of(share: Share, now: dt.datetime) -> State:
    """Say where a share is."""
    if share.shared_at is None:
        return State.DRAFT
    if share.revoked_at is not None:
        return State.ENDED
    return State.LIVE if share.expires_at > now else State.EXPIRED


def last_day(share: Share) -> dt.date:
    """Return the last day on which a share opens something."""
    return grant_of(share).until


def after(day: dt.date) -> dt.datetime:
    """Return the first moment that is no longer part of a day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
