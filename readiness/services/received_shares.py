"""What is shared with a funder now: the lines of its front page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.models import Organization, Share
from readiness.request import Request
from readiness.services.share_terms import live_at

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Received:
    """A line of a funder's front page."""

    id: str
    name: str
    """Who shares."""
    parts: list[str]
    purpose: str
    expires_at: dt.datetime
    asks: list[str]
    follows_plan: bool

    @property
    def until(self) -> dt.date:
        """The last day."""
        return (self.expires_at - dt.timedelta(microseconds=1)).date()


class ReceivedShares:
    """Lists what a funder may open."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def page(self, funder_id: str, *, page: int = 1) -> tuple[list[Received], int]:
        """Return one page of what a funder may open now, the soonest to end first, and how many.

        Plain columns: a page is read often, and changes nothing.
        """
        live = (Share.funder_id == funder_id, live_at(self._clock()))
        count = self._session.scalar(select(func.count()).select_from(Share).where(*live)) or 0
        rows = self._session.execute(
            select(
                Share.id,
                Organization.name,
                Share.parts,
                Share.purpose,
                Share.expires_at,
                Share.asks,
                Share.follows_plan,
            )
            .join(Organization, Organization.id == Share.organization_id)
            .where(*live)
            .order_by(Share.expires_at, Organization.name, Share.id)
            .limit(PER_PAGE)
            .offset((page - 1) * PER_PAGE)
        )
        return [Received(*row) for row in rows], count


def received_shares_service(request: Request) -> ReceivedShares:
    """Make the service for a request."""
    return ReceivedShares(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(ReceivedShares, received_shares_service)
