"""The snapshot that a page is made from."""

from pyramid.httpexceptions import HTTPNotFound

from readiness.models import Assessment, Snapshot
from readiness.request import Request
from readiness.services.submissions import Submissions


def snapshot_of(request: Request, assessment: Assessment) -> Snapshot:
    """Return an assessment's snapshot; raises `HTTPNotFound` for a draft, which has none."""
    frozen = request.service(Submissions).frozen(assessment.id)
    if frozen is None:
        raise HTTPNotFound
    return frozen
