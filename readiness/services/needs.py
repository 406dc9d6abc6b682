"""The needs brief of a funder: what it is made from, and the job that prints it."""

import datetime as dt
from importlib import import_module
from typing import Final

from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import Organization
from readiness.services.portfolio import Portfolio, closed
from readiness.services.printing import keep
from readiness.services.prints import Wanted, hashed
from reports import needs as briefs
from reports.needs import Needs

NEEDS_JOB: Final = "needs"


def needs_of(session: Session, funder_id: str, now: dt.datetime) -> Needs:
    """Say what follows from the published figures of a funder."""
    published = Portfolio(session, lambda: now).published(funder_id)
    return briefs.build(
        {
            name: [(one.period, one.release) for one in releases]
            for name, releases in published.items()
        }
    )


def wanted_needs(session: Session, funder: Organization, now: dt.datetime) -> Wanted:
    """Name the file of a needs brief."""
    made = needs_of(session, funder.id, now)
    day = closed(now)[1].date().isoformat()
    return Wanted(f"needs/{funder.id}", hashed("needs", briefs.to_json(made), funder.name, day))


def workbook(session: Session, funder: Organization, now: dt.datetime) -> bytes:
    """Make the figures into a workbook."""
    # Loaded late: most pages never need its library.
    made: bytes = import_module("reports.xlsx_needs").render(
        needs_of(session, funder.id, now), day=closed(now)[1].date()
    )
    return made


def print_needs(jobs: Jobs, funder_id: str) -> None:
    """Make the needs brief of a funder, unless it is there already."""
    now = utc_now()
    with session_factory(reading(jobs.engine))() as session:
        funder = session.get(Organization, funder_id)
        if funder is None:
            return
        wanted = wanted_needs(session, funder, now)
        made = needs_of(session, funder_id, now)
    day = closed(now)[1].date()
    keep(jobs, wanted, lambda: briefs.render(made, funder=funder.name, day=day))
