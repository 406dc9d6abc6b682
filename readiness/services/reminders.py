"""What happens to shares by the clock: a word to the leads before one ends, and tidying after.

A worker calls it now and then; called twice, it does nothing more.
"""

import datetime as dt
from typing import Final

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import session_factory
from readiness.jobs import FIRST, Jobs
from readiness.models import Share
from readiness.services.mail import Mail
from readiness.services.mailing import lead_addresses
from readiness.services.reports import ReportFiles
from readiness.services.share_terms import last_day, live_at

BEFORE: Final = dt.timedelta(days=14)


def ends_soon(now: dt.datetime) -> ColumnElement[bool]:
    """Hold for shares that end within two weeks; one made for so short a time needs no word."""
    return and_(live_at(now), Share.expires_at <= now + BEFORE, Share.shared_at <= now - BEFORE)


def ending(session: Session, organization_id: str, now: dt.datetime) -> list[dt.date]:
    """Return the last days of an organization's shares that end soon, the soonest first."""
    shares = session.scalars(
        select(Share)
        .where(Share.organization_id == organization_id, ends_soon(now))
        .order_by(Share.expires_at, Share.id)
    )
    return [last_day(share) for share in shares]


def share_ends_soon(link: str) -> Mail:
    """Tell a lead to look; neither what it is nor with whom stands in the mail."""
    return Mail(
        "Something ends soon",
        "Something you set up ends by itself within two weeks. If that is fine, you need do "
        f"nothing. To look at it, sign in here:\n\n{link}\n",
    )


def remind(jobs: Jobs, now: dt.datetime | None = None) -> int:
    """Write to the leads of every share that ends soon, once each; return how many shares."""
    moment = now or utc_now()
    kept: list[str] = []
    with session_factory(jobs.engine).begin() as session:
        ending = session.scalars(
            select(Share)
            .where(ends_soon(moment), Share.reminded_at.is_(None))
            .with_for_update(skip_locked=True)
        ).all()
        for share in ending:
            share.reminded_at = moment
            link = f"{jobs.settings.base_url}/organizations/{share.organization_id}/shares"
            mail = share_ends_soon(link)
            kept += [
                jobs.keep(session, "mail", (address, mail.subject, mail.text))
                for address in lead_addresses(session, [share.organization_id])
            ]
        ReportFiles(session, lambda: moment, jobs.settings.data).forget_ended()
    for job_id in kept:
        jobs.send_kept(job_id, place=FIRST)
    return len(ending)
