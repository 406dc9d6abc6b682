"""Looking over the answers, and handing them in."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.jobs import after_commit
from readiness.models import AssessmentState, FileFormat
from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, known
from readiness.services.assessments import instruments_of
from readiness.services.audit import AuditLog, EventKind
from readiness.services.rendering import JOB
from readiness.services.reports import ReportFiles
from readiness.services.reviewing import review
from readiness.services.submissions import Submissions
from readiness.views.addresses import page_of, way


@view_config(
    route_name="review",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer="pages/review.jinja2",
)
def show(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Show what is open, what is not known yet, and what decides the result."""
    if context.assessment.state is AssessmentState.SUBMITTED:
        return HTTPSeeOther(page_of(request, "report", context.assessment))
    stored = request.service(Answers).load(context.assessment.id, context.membership.user_id)
    return {
        "organization": context.organization,
        "assessment": context.assessment,
        "way": way(context.assessment),
        "reviews": [
            review(one, known(stored, one.id)) for one in instruments_of(context.assessment)
        ],
        "may_submit": request.has_permission(Permission.ASSESSMENT_SUBMIT),
    }


@view_config(
    route_name="submit",
    request_method="POST",
    permission=Permission.ASSESSMENT_SUBMIT,
)
def submit(context: AssessmentContext, request: Request) -> Response:
    """Freeze the answers and have the files made; a second click changes nothing."""
    handed = request.service(Submissions).submit(
        context.organization, context.assessment.id, user_id=context.membership.user_id
    )
    if handed.first_time:
        request.service(AuditLog).record(
            EventKind.ASSESSMENT_SUBMITTED,
            actor=context.membership.user_id,
            organization=context.organization.id,
            subject=context.assessment.id,
        )
        request.service(ReportFiles).ask(handed.snapshot)
        for file_format in FileFormat:
            after_commit(request, JOB, handed.snapshot.id, str(file_format))
    return HTTPSeeOther(page_of(request, "submit", context.assessment))


@view_config(
    route_name="submit",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer="pages/submitted.jinja2",
)
def thanks(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Thank, and lead on to the report; a draft goes back to its review."""
    if context.assessment.state is not AssessmentState.SUBMITTED:
        return HTTPSeeOther(page_of(request, "review", context.assessment))
    return {"organization": context.organization, "way": way(context.assessment)}
