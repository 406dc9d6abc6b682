"""How far the figures of the last quarter are."""

from typing import Any

from pyramid.view import view_config

from readiness.jobs import after_commit
from readiness.models import FileState
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security.permissions import Permission
from readiness.services.portfolio import Portfolio, closed
from readiness.services.roll_ups import JOB, RollUps
from readiness.views.progress import progress
from readiness.views.waiting import LOOK_AGAIN
from reports.needs import quarter_words


@view_config(
    route_name="roll_up",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer="pages/roll_up.jinja2",
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Say how many tables are counted; what stands still is sent again by looking."""
    funder_id = context.organization.id
    wanted = being_counted(request, funder_id)
    values = progress(request, request.service(RollUps).last(funder_id))
    if wanted:
        request.response.headers["Refresh"] = str(LOOK_AGAIN)
    return {**values, "wanted": wanted, "quarter": last_quarter(request)}


def being_counted(request: Request, funder_id: str) -> bool:
    """Whether figures are on their way; have them counted when nobody does."""
    roll_ups = request.service(RollUps)
    if not request.service(Portfolio).sharing(funder_id):
        # A funder with whom nobody shares waits for nothing.
        return False
    if roll_ups.due(funder_id):
        after_commit(request, JOB, funder_id)
    job = roll_ups.last(funder_id)
    return job is None or job.state is FileState.WAITING


def last_quarter(request: Request) -> str:
    """Name the quarter that is over, in words."""
    return quarter_words(closed(request.clock())[0])
