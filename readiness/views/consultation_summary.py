"""What came of a meeting, for both sides: page, files, and the next date for a calendar."""

import datetime as dt
from typing import Any, Final

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.meetings import next_day
from readiness.services.summaries import JOB, Summaries, wanted_summary
from readiness.views.attachments import attached
from readiness.views.consulting import downloaded, frame, opened
from readiness.views.waiting import TEMPLATE as WAITING
from readiness.views.waiting import printed
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
    renderer=WAITING,
)
def download(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Give a file of the summary; while it is being made, say so."""
    file_format = request.matchdict["format"]
    summary = request.service(Summaries).of(context.consultation.id)
    given = printed(
        request,
        wanted_summary(summary, context.consultation, file_format),
        (JOB, context.consultation.id, file_format),
        file_name=f"{reports.FILE_NAME}.{file_format}",
        instead=request.route_path("consultation_summary", consultation=context.consultation.id),
        words="Read the summary here",
    )
    if isinstance(given, Response):
        downloaded(context, request, "summary", file_format)
    return given


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
    downloaded(context, request, "calendar", "ics")
    meeting = context.consultation
    entry = ics.Day(uid=f"meeting-{meeting.id}", day=day, title=EVENT, number=meeting.version)
    response = Response(
        ics.render([entry], made=request.clock()), content_type=ics.MEDIA_TYPE, charset="utf-8"
    )
    return attached(response, "meeting.ics")


def _day(context: ConsultationContext, request: Request) -> dt.date | None:
    return next_day(context.consultation, request.clock().date())
