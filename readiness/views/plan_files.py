"""The plan as files: a sheet and a table made by a job, and a calendar made at once."""

from typing import Any, Final

from pyramid.response import Response
from pyramid.view import view_config

from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.security.permissions import Permission
from readiness.services.audit import EventKind, looked
from readiness.services.plan_sheets import JOB, wanted
from readiness.views.addresses import page_of
from readiness.views.attachments import attached
from readiness.views.plan import sheet_here
from readiness.views.snapshots import snapshot_of
from readiness.views.waiting import TEMPLATE as WAITING
from readiness.views.waiting import printed
from reports import ics
from reports import plan as plans

CALENDAR: Final = "ics"


@view_config(
    route_name="plan_file",
    request_method="GET",
    permission=Permission.PLAN_READ,
    renderer=WAITING,
)
def download(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Give a file of the plan, or say that it is being made."""
    snapshot_of(request, context.assessment)
    file_format = request.matchdict["format"]
    sheet = sheet_here(context, request)
    given = (
        _calendar(plans.render_ics(sheet, made=request.clock()))
        if file_format == CALENDAR
        else printed(
            request,
            wanted(context.assessment, sheet, file_format),
            (JOB, context.assessment.id, file_format),
            file_name=f"plan.{file_format}",
            instead=page_of(request, "plan_sheet", context.assessment),
            words="Print it from the page",
        )
    )
    if isinstance(given, Response) and request.method == "GET":
        looked(
            request,
            EventKind.PLAN_DOWNLOADED,
            organization=context.organization.id,
            subject=context.assessment.id,
            format=file_format,
        )
    return given


def _calendar(content: bytes) -> Response:
    response = Response(content, content_type=ics.MEDIA_TYPE, charset="utf-8")
    return attached(response, "plan.ics")
