"""All reports that are shared with a funder as one file: asked for, waited for, taken."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.jobs import after_commit
from readiness.models import FileState
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security import reauth
from readiness.security.permissions import Permission
from readiness.services.bulk import JOB, Bulk, packed
from readiness.services.portfolio import Portfolio
from readiness.services.share_views import note_views
from readiness.views.attachments import attached
from readiness.views.progress import progress
from readiness.views.times import time_words

NAME: Final = "shared-reports.zip"


@view_config(
    route_name="bulk",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer="pages/bulk.jinja2",
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Say how far the file is; while it is made, look again by itself."""
    job = request.service(Bulk).last(context.organization.id)
    return {
        **progress(request, job),
        "until": time_words(job.expires_at, request.clock()) if job else "",
        "some": request.service(Portfolio).sharing(context.organization.id) > 0,
    }


@view_config(route_name="bulk", request_method="POST", permission=Permission.PORTFOLIO_ASK)
def ask(context: OrganizationContext, request: Request) -> Response:
    """Have every report made."""
    reauth.require(request)
    job = request.service(Bulk).ask(context.organization.id, user_id=request.person.user_id)
    if job is not None:
        after_commit(request, JOB, job.id)
    return HTTPSeeOther(request.route_path("bulk"))


@view_config(route_name="bulk_file", request_method="GET", permission=Permission.PORTFOLIO_READ)
def download(context: OrganizationContext, request: Request) -> Response:
    """Give what is still shared; each organization learns of it before."""
    reauth.require(request)
    bulk = request.service(Bulk)
    job = bulk.last(context.organization.id)
    if job is None or job.state is not FileState.READY:
        raise HTTPNotFound
    pieces = bulk.pieces(job)
    if not pieces:
        raise HTTPNotFound
    if request.method == "GET":
        note_views(request, [piece.share for piece in pieces], "pdf")
    # Put together while it is sent; a share that ends meanwhile is left out.
    content = packed(pieces, now=request.clock())
    response = Response(app_iter=content, content_type="application/zip", charset=None)
    return attached(response, NAME)
