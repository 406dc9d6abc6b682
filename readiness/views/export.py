"""Taking a copy of everything out: asked for, waited for, downloaded."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import FileResponse, Response
from pyramid.view import view_config

from readiness.jobs import after_commit
from readiness.models import FileState
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security import reauth
from readiness.security.permissions import Permission
from readiness.services.audit import AuditLog, EventKind, looked
from readiness.services.exporting import JOB
from readiness.services.exports import KEPT, Exports
from readiness.views.attachments import attached
from readiness.views.times import time_words
from readiness.views.waiting import LOOK_AGAIN

NAME: Final = "readiness-export.zip"


@view_config(
    route_name="export",
    request_method="GET",
    permission=Permission.RECORDS_EXPORT,
    renderer="pages/export.jinja2",
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Say what the copy holds, and how far it is; while it is made, look again by itself."""
    last = request.service(Exports).last(context.organization.id)
    state = last.state if last else None
    if state is FileState.WAITING:
        request.response.headers["Refresh"] = str(LOOK_AGAIN)
    return {
        "organization": context.organization,
        "state": state.value if state else "",
        "until": time_words(last.created_at + KEPT, request.clock()) if last else "",
        "hours": KEPT.total_seconds() // 3600,
    }


@view_config(route_name="export", request_method="POST", permission=Permission.RECORDS_EXPORT)
def ask(context: OrganizationContext, request: Request) -> Response:
    """Have a copy made."""
    reauth.require(request)
    by = context.membership.user_id
    made = request.service(Exports).ask(context.organization.id, by=by)
    if made is not None:
        request.service(AuditLog).record(
            EventKind.EXPORT_ASKED, actor=by, organization=context.organization.id, subject=made.id
        )
        after_commit(request, JOB, made.id)
    return HTTPSeeOther(request.route_path("export", org=context.organization.id))


@view_config(route_name="export_file", request_method="GET", permission=Permission.RECORDS_EXPORT)
def download(context: OrganizationContext, request: Request) -> Response:
    """Give the newest copy, when there is one."""
    reauth.require(request)
    exports = request.service(Exports)
    last = exports.last(context.organization.id)
    path = exports.path(last) if last is not None and last.state is FileState.READY else None
    if last is None or path is None:
        return HTTPSeeOther(request.route_path("export", org=context.organization.id))
    if request.method == "GET":
        looked(
            request,
            EventKind.EXPORT_DOWNLOADED,
            organization=context.organization.id,
            subject=last.id,
        )
    response: Response = FileResponse(path, content_type="application/zip", request=request)
    return attached(response, NAME)
