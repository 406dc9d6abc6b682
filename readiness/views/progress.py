"""How far slow work on many things is: the page that looks again by itself."""

from typing import Any

from readiness.models import BulkJob, FileState
from readiness.request import Request
from readiness.services.bulk_jobs import stuck
from readiness.views.waiting import LOOK_AGAIN


def progress(request: Request, job: BulkJob | None) -> dict[str, Any]:
    """Return how far it is for `layouts/progress.jinja2`; while it goes on, look again."""
    standing_still = job is not None and stuck(job, request.clock())
    if job is not None and job.state is FileState.WAITING and not standing_still:
        request.response.headers["Refresh"] = str(LOOK_AGAIN)
    return {"job": job, "state": "stuck" if standing_still else str(job.state) if job else ""}
