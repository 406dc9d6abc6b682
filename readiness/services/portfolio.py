"""A funder's figures: counted once a quarter from what is shared then, and frozen.

What is read for a page is what was published, so that its cost does not grow with what is
shared or not. The rules are those of `reports.portfolio`.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from instruments.plain import from_plain, to_plain
from readiness.models import PortfolioMember, PortfolioRelease, Share
from readiness.request import Request
from readiness.services.locking import lock_organization
from readiness.services.share_terms import live_at
from reports.facts import Facts, read
from reports.portfolio import LEAST, Name, Release, counts, release

QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Published:
    """A frozen table and its quarter."""

    period: str
    release: Release


def quarter_of(day: dt.date) -> str:
    """Name the quarter of a day, such as "2026-Q3"."""
    return f"{day.year}-Q{(day.month - 1) // QUARTER + 1}"


def closed(now: dt.datetime) -> tuple[str, dt.datetime]:
    """Return the last quarter that is over, and the moment at which it ended."""
    first = dt.datetime(now.year, (now.month - 1) // QUARTER * QUARTER + 1, 1, tzinfo=dt.UTC)
    return quarter_of((first - dt.timedelta(days=1)).date()), first


def next_close(now: dt.datetime) -> dt.date:
    """Return the first day of the next quarter."""
    month = (now.month - 1) // QUARTER * QUARTER + 1 + QUARTER
    return dt.date(now.year + (month > 12), (month - 1) % 12 + 1, 1)  # noqa: PLR2004 -- months


class Portfolio:
    """Reads what was published for a funder, and publishes what is due."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def sharing(self, funder_id: str) -> int:
        """Count the organizations that share something now."""
        return (
            self._session.scalar(
                select(func.count(Share.organization_id.distinct())).where(
                    Share.funder_id == funder_id, live_at(self._clock())
                )
            )
            or 0
        )

    def published(self, funder_id: str) -> dict[Name, list[Published]]:
        """Return all tables, the newest quarter first.

        A table goes as a whole when fewer than ten of those it was made from share anything.
        """
        # Whether enough still share is known after the first few: nobody counts them all.
        enough = (
            select(PortfolioMember.assessment_id)
            .join(Share, Share.assessment_id == PortfolioMember.assessment_id)
            .where(
                PortfolioMember.release_id == PortfolioRelease.id,
                Share.funder_id == funder_id,
                live_at(self._clock()),
            )
            .distinct()
            .limit(1)
            .offset(LEAST - 1)
            .correlate(PortfolioRelease)
        )
        rows = self._session.scalars(
            select(PortfolioRelease)
            .where(PortfolioRelease.funder_id == funder_id, enough.exists())
            .order_by(PortfolioRelease.period.desc())
        )
        found: dict[Name, list[Published]] = {name: [] for name in Name}
        for row in rows:
            made = from_plain(Release, row.content)
            found[Name(row.table_name)].append(Published(row.period, made))
        return found

    def publish(self, funder_id: str, tables: Collection[Name] = tuple(Name)) -> None:
        """Count what was shared by the end of the last quarter and was never counted.

        Done again, it changes nothing.
        """
        period, end = closed(self._clock())
        # Two workers that count at once would count a report twice.
        lock_organization(self._session, funder_id)
        done = set(
            self._session.scalars(
                select(PortfolioRelease.table_name).where(
                    PortfolioRelease.funder_id == funder_id, PortfolioRelease.period == period
                )
            )
        )
        for table in tables:
            if str(table) not in done:
                self._publish(funder_id, table, period, end)

    def _publish(self, funder_id: str, table: Name, period: str, end: dt.datetime) -> None:
        fresh = self._fresh(funder_id, table, end)
        made = release(table, list(fresh.values()))
        if made is None:
            return
        row = PortfolioRelease(
            funder_id=funder_id,
            table_name=str(table),
            period=period,
            counted=made.count,
            content=to_plain(made),
            made_at=self._clock(),
        )
        self._session.add(row)
        self._session.flush()
        self._session.execute(
            insert(PortfolioMember),
            [{"release_id": row.id, "assessment_id": assessment} for assessment in fresh],
        )

    def _fresh(self, funder_id: str, table: Name, end: dt.datetime) -> dict[str, Facts]:
        """Return by assessment what can be counted now: one report an organization, the newest."""
        counted = (
            select(PortfolioMember.assessment_id)
            .join(PortfolioRelease, PortfolioRelease.id == PortfolioMember.release_id)
            .where(
                PortfolioRelease.funder_id == funder_id,
                PortfolioRelease.table_name == str(table),
            )
        )
        rows = self._session.execute(
            select(Share.organization_id, Share.assessment_id, Share.facts)
            .where(
                Share.funder_id == funder_id,
                live_at(self._clock()),
                Share.shared_at < end,
                Share.assessment_id.not_in(counted),
            )
            .order_by(Share.shared_at, Share.id)
        )
        newest: dict[str, tuple[str, Facts]] = {}
        for organization_id, assessment_id, plain in rows:
            facts = read(plain)
            if counts(table, facts):
                newest[organization_id] = (assessment_id, facts)
        return dict(newest.values())


def portfolio_service(request: Request) -> Portfolio:
    """Make the service for a request."""
    return Portfolio(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Portfolio, portfolio_service)
