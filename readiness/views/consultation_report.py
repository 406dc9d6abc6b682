"""The report of a named assessment, as its organization reads it, for the consultant."""

from typing import Any

from markupsafe import Markup
from pyramid.response import Response
from pyramid.view import view_config

from readiness.models import FileFormat
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.reports import report_of
from readiness.views.consulting import downloaded, frame, opened
from readiness.views.report import report_file, report_part
from readiness.views.snapshots import snapshot_of
from reports import html

FILES = (
    ("pdf", "To print or send (PDF)"),
    ("docx", "To edit (Word)"),
    ("xlsx", "As tables (Excel)"),
    ("json", "For other programs (JSON)"),
)


@view_config(
    route_name="consultation_report",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer="pages/consultation_report.jinja2",
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show a part of the report; a draft has none."""
    part = report_part(request)
    frozen = snapshot_of(request, context.assessment)
    opened(context, request, "report")
    report = report_of(frozen)

    def article(actions: Markup) -> Markup:
        written = html.fragment(report, part=part, address=request.path, actions=actions)
        # reports.html escapes every text of the report itself.
        return Markup(written)  # noqa: S704

    here = context.consultation.id
    return {
        **frame(context, request, "report"),
        "part": part,
        "article": article,
        "files": [
            (request.route_path("consultation_report_file", consultation=here, format=name), words)
            for name, words in FILES
        ],
    }


@view_config(
    route_name="consultation_report_file",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer="pages/file_waiting.jinja2",
)
def download(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Give a file of the report; while it is being made, say so."""
    file_format = FileFormat(request.matchdict["format"])
    there = request.route_path("consultation_report", consultation=context.consultation.id)
    given = report_file(
        request, snapshot_of(request, context.assessment), file_format, there, again=False
    )
    if isinstance(given, Response):
        downloaded(context, request, "report", str(file_format))
    return given
