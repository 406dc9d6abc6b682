"""How far the plan behind a share is: read at each request, and never kept."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import Assessment, Organization, Share
from readiness.services.plan_sheets import sheet_of
from readiness.services.plans import Plans
from readiness.services.reports import grant_of
from readiness.services.share_terms import live_at
from reports.audience import follow
from reports.progress import Progress


def followers(session: Session, program_id: str, now: dt.datetime) -> list[str]:
    """Name the funders that read how far the plan of a program is."""
    rows = session.execute(
        select(Share, Organization.name)
        .join(Assessment, Assessment.id == Share.assessment_id)
        .join(Organization, Organization.id == Share.funder_id)
        .where(Assessment.program_profile_id == program_id, Share.follows_plan, live_at(now))
        .order_by(Organization.name)
    )
    return list(dict.fromkeys(name for share, name in rows if grant_of(share).shows_progress))


def progress_of(session: Session, share: Share) -> Progress | None:
    """Return what a share shows of its program's plan now; None when it shows nothing of it."""
    grant = grant_of(share)
    if not grant.shows_progress:
        return None
    assessment = session.get_one(Assessment, share.assessment_id)
    steps = Plans(session, utc_now).steps(assessment.program_profile_id)
    return follow(sheet_of("", steps, today=grant.until), grant)
