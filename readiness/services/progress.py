"""How far the plan behind a share is: read at each request, and never kept."""

from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import Assessment, Share
from readiness.services.plan_sheets import sheet_of
from readiness.services.plans import Plans
from readiness.services.reports import grant_of
from reports.audience import follow
from reports.progress import Progress


def progress_of(session: Session, share: Share) -> Progress | None:
    """Give what a share shows of its program's plan now; None when it shows nothing of it."""
    grant = grant_of(share)
    if not grant.shows_progress:
        return None
    assessment = session.get_one(Assessment, share.assessment_id)
    steps = Plans(session, utc_now).steps(assessment.program_profile_id)
    return follow(sheet_of("", steps, today=grant.until), grant)
