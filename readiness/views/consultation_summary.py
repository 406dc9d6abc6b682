"""What came of a meeting, for both sides: page, files, and the next date for a calendar."""

from typing import Any, Final

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from readiness.jobs import after_commit
from readiness.models import FileFormat, FileState, Side
from readiness.request import Request
from readiness.resources import ConsultationContext
from readiness.security.limits import Limit
from readiness.security.permissions import Permission
from readiness.services.audit import EventKind, acting_for, looked
from readiness.services.meetings import next_day
from readiness.services.prints import Prints
from readiness.services.reports import MEDIA_TYPES
from readiness.services.summaries import JOB, Summaries, wanted_summary
from readiness.views.consulting import frame, opened
from readiness.views.waiting import waiting_page
from reports import consultation as reports
from reports import ics

EVENT: Final = "Planning meeting"
"""Neutral: a calendar shows it on lock screens."""


@view_config(
    route_name="consultation_summary",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer="pages/consultation_summary.jinja2",
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show the summary as it is now."""
    opened(context, request, "summary")
    summary = request.service(Summaries).of(context.consultation.id)
    here = context.consultation.id
    return {
        **frame(context, request, "summary"),
        # reports.consultation escapes every text of the summary itself.
        "article": Markup(reports.fragment(summary)),  # noqa: S704
        "files": [
            (
                request.route_path("consultation_summary_file", consultation=here, format=name),
                words,
            )
            for name, words in (("pdf", "To print or send (PDF)"), ("docx", "To edit (Word)"))
        ],
        "calendar": request.route_path("consultation_calendar", consultation=here)
        if _day(context, request)
        else "",
    }


@view_config(
    route_name="consultation_summary_file",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer="pages/file_waiting.jinja2",
)
def download(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Give a file of the summary; while it is being made, say so."""
    file_format = FileFormat(request.matchdict["format"])
    summary = request.service(Summaries).of(context.consultation.id)
    wanted = wanted_summary(summary, context.consultation, str(file_format))
    prints = request.service(Prints)
    state = prints.state(wanted)
    if state is FileState.READY:
        _written_down(context, request, "summary", str(file_format))
        response = Response(
            prints.read(wanted), content_type=MEDIA_TYPES[file_format], charset=None
        )
        name = f"{reports.FILE_NAME}.{file_format}"
        response.content_disposition = f'attachment; filename="{name}"'
        return response
    # What was written since asks for a new file at once; the same one is made only once.
    if state is None and request.registry.limits.count(Limit.PRINT_JOBS, wanted.content_hash):
        after_commit(request, JOB, context.consultation.id, str(file_format))
    return waiting_page(
        request,
        failed=state is FileState.FAILED,
        instead=request.route_path("consultation_summary", consultation=context.consultation.id),
        words="Read the summary here",
    )


@view_config(
    route_name="consultation_calendar",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
)
def calendar(context: ConsultationContext, request: Request) -> Response:
    """Give the next date for a calendar, under a neutral title."""
    day = _day(context, request)
    if day is None:
        raise HTTPNotFound
    _written_down(context, request, "calendar", "ics")
    meeting = context.consultation
    entry = ics.Day(uid=f"meeting-{meeting.id}", day=day, title=EVENT, number=meeting.version)
    response = Response(
        ics.render([entry], made=request.clock()), content_type=ics.MEDIA_TYPE, charset="utf-8"
    )
    response.content_disposition = 'attachment; filename="meeting.ics"'
    return response


def _day(context: ConsultationContext, request: Request) -> Any:  # noqa: ANN401 -- a day or None
    return next_day(context.consultation, request.clock().date())


def _written_down(
    context: ConsultationContext, request: Request, page: str, file_format: str
) -> None:
    if context.side is not Side.ADVISOR or request.method != "GET":
        return
    looked(
        request,
        EventKind.CONSULTATION_DOWNLOADED,
        organization=context.assessment.organization_id,
        subject=context.assessment.id,
        page=page,
        format=file_format,
        **acting_for(context.organization.id),
    )
