"""Looking over the answers, and handing them in."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue
from readiness.jobs import after_commit
from readiness.models import AssessmentState, FileFormat
from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.resources_team import TeamContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, SubmittedError, known
from readiness.services.assessments import instruments_of
from readiness.services.audit import AuditLog, EventKind
from readiness.services.ratings import Ratings
from readiness.services.rendering import JOB
from readiness.services.reports import ReportFiles
from readiness.services.reviewing import review
from readiness.services.sheets import EmptySheetError, Sheets
from readiness.services.submissions import OpenGatesError, Submissions
from readiness.services.teams import Teams
from readiness.views.addresses import page_of, way


@view_config(
    route_name="review",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer="pages/review.jinja2",
)
def show(context: TeamContext, request: Request) -> dict[str, Any] | Response:
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
        "team": _team(context, request),
    }


@view_config(route_name="hand_in", request_method="POST", permission=Permission.ASSESSMENT_ANSWER)
def hand_in(context: TeamContext, request: Request) -> Response:
    """Hand the own sheet in, or take it back; the same click twice changes nothing."""
    sheets, user_id = request.service(Sheets), context.membership.user_id
    back = request.POST.get("go") == "back"
    review_page = page_of(request, "review", context.assessment)
    try:
        if back:
            changed = sheets.take_back(context.assessment.id, user_id=user_id)
        else:
            changed = sheets.hand_in(context.assessment.id, user_id=user_id)
    except EmptySheetError:
        request.session.flash("There is no answer on your sheet yet. Begin with any question.")
        return HTTPSeeOther(review_page)
    except SubmittedError:
        return HTTPSeeOther(page_of(request, "report", context.assessment))
    if changed:
        request.service(AuditLog).record(
            EventKind.SHEET_TAKEN_BACK if back else EventKind.SHEET_HANDED_IN,
            actor=user_id,
            organization=context.organization.id,
            subject=context.assessment.id,
        )
    if back:
        request.session.flash("Your sheet is yours alone again. It does not count for now.")
        return HTTPSeeOther(review_page)
    request.session.flash("Your sheet is handed in. Thank you.")
    return HTTPSeeOther(page_of(request, "spread", context.assessment))


@view_config(
    route_name="submit",
    request_method="POST",
    permission=Permission.ASSESSMENT_SUBMIT,
    renderer="pages/open_gates.jinja2",
)
def submit(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Freeze the answers and have the files made; a second click changes nothing.

    Gates the team does not agree on are named first, and asked about once more.
    """
    try:
        handed = request.service(Submissions).submit(
            context.organization,
            context.assessment.id,
            user_id=context.membership.user_id,
            named=str(request.POST.get("named", "")).split(","),
            consultation=request.service(Ratings).for_confidence(context.assessment.id),
        )
    except OpenGatesError as error:
        return _open_gates(context, error.gates)
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


def _open_gates(context: AssessmentContext, gates: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    by_id = {one.id: one for one in instruments_of(context.assessment)}
    return {
        "organization": context.organization,
        "way": way(context.assessment),
        "items": [by_id[instrument].by_id[item] for instrument, item in gates],
        "named": ",".join(item for _, item in gates),
    }


def _team(context: TeamContext, request: Request) -> Mapping[str, Any] | None:
    """Say how far the team is; None for somebody who answers alone."""
    sheets, user_id = request.service(Sheets), context.membership.user_id
    if not sheets.several(context.organization.id, context.assessment.id, user_id):
        return None
    rules = catalogue.rules(instruments_of(context.assessment)[0].rules)
    count = sheets.handed_in(context.assessment.id)
    return {
        "mine": context.handed_in,
        "count": count,
        "needed": context.assessment.sheets_needed,
        "two_sheets": rules.people.words["two_sheets"],
        "open": _to_talk_about(context, request) if context.handed_in and count > 1 else 0,
        "may_agree": request.has_permission(Permission.AGREEMENT_SET),
    }


def _to_talk_about(context: TeamContext, request: Request) -> int:
    found = request.service(Teams).for_reader(context.assessment.id, context.membership.user_id)
    tallies = [found.tally(one) for one in instruments_of(context.assessment)]
    return sum(each.talk for one in tallies for each in one.counted.values())


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
