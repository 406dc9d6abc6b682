"""The report, as a page and as files; both are made from the snapshot, never live rows."""

from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.jobs import after_commit
from readiness.models import FileFormat, FileState, Snapshot
from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.security.permissions import Permission
from readiness.services.audit import EventKind, looked
from readiness.services.rendering import JOB
from readiness.services.reports import MEDIA_TYPES, ReportFiles, report_of
from readiness.services.submissions import Submissions
from readiness.views.addresses import page_of, way
from readiness.views.attachments import attached
from readiness.views.compare import compared_with
from readiness.views.plan import planned
from readiness.views.snapshots import snapshot_of
from readiness.views.waiting import waiting_page
from reports import html


@view_config(
    route_name="report",
    request_method="GET",
    permission=Permission.REPORT_READ,
    renderer="pages/report.jinja2",
)
def show(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Show a part of the report, the first unless told; a draft leads back to its questions."""
    part = report_part(request)
    submissions = request.service(Submissions)
    frozen = submissions.frozen(context.assessment.id)
    if frozen is None:
        return HTTPSeeOther(page_of(request, "review", context.assessment))
    report = report_of(frozen)

    def article(actions: Markup) -> Markup:
        written = html.fragment(
            report,
            part=part,
            address=request.path,
            actions=actions,
            planned=planned(context, request),
        )
        # reports.html escapes every text of the report itself.
        return Markup(written)  # noqa: S704

    return {
        "organization": context.organization,
        "way": way(context.assessment),
        "part": part,
        "article": article,
        "others": compared_with(context, request),
        "newer": submissions.newer_formative(context.assessment),
    }


@view_config(
    route_name="report_file",
    request_method="GET",
    permission=Permission.REPORT_READ,
    renderer="pages/file_waiting.jinja2",
)
def download(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Give a file; while it is being made, say so and offer the page instead."""
    file_format = FileFormat(request.matchdict["format"])
    there = page_of(request, "report", context.assessment)
    given = report_file(
        request, snapshot_of(request, context.assessment), file_format, there, again=True
    )
    if isinstance(given, Response) and request.method == "GET":
        looked(
            request,
            EventKind.REPORT_DOWNLOADED,
            organization=context.organization.id,
            subject=context.assessment.id,
            format=str(file_format),
        )
    return given


@view_config(route_name="report_file", request_method="POST", permission=Permission.REPORT_RENDER)
def try_again(context: AssessmentContext, request: Request) -> Response:
    """Have a file made once more after it failed."""
    frozen = snapshot_of(request, context.assessment)
    file_format = FileFormat(request.matchdict["format"])
    files = request.service(ReportFiles)
    if files.state(frozen, file_format) in {None, FileState.FAILED}:
        files.ask(frozen, (file_format,))
        after_commit(request, JOB, frozen.id, str(file_format))
    return HTTPSeeOther(request.path)


def report_part(request: Request) -> html.Part:
    """Read which part of a report is asked for; raises `HTTPNotFound` when there is none."""
    try:
        return html.Part(request.GET.get("part", html.Part.MAIN))
    except ValueError:
        raise HTTPNotFound from None


def report_file(
    request: Request, frozen: Snapshot, file_format: FileFormat, instead: str, *, again: bool
) -> dict[str, Any] | Response:
    """Return a file of a report under its neutral name, or the page that says it is being made."""
    files = request.service(ReportFiles)
    state = files.state(frozen, file_format)
    if state is FileState.READY:
        content = files.read(frozen, file_format)
        response = Response(content, content_type=MEDIA_TYPES[file_format], charset=None)
        return attached(response, f"readiness-report.{file_format}")
    if state is None:
        # Nobody is at work on it: the texts have changed since, or a job was lost.
        after_commit(request, JOB, frozen.id, str(file_format))
    return waiting_page(
        request,
        failed=state is FileState.FAILED,
        instead=instead,
        words="Read the report here",
        again=again,
    )
