"""Starting an assessment, and the way to wherever one stands."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue
from instruments.catalogue import INSTRUMENTS
from instruments.rules import Rules
from instruments.verdict_words import first_questionnaires, offered_questionnaires
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.forms.start import FIELD, start_schema
from readiness.models import Assessment, AssessmentState, ProgramProfile
from readiness.request import Request
from readiness.resources import AssessmentContext, OrganizationContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, known
from readiness.services.assessments import Assessments, instruments_of
from readiness.services.audit import AuditLog, EventKind
from readiness.services.organizations import Organizations
from readiness.services.parts import first_open
from readiness.views.addresses import page_of, section_of
from readiness.views.past import past_assessments
from readiness.views.times import date_words

TEMPLATE: Final = "pages/assessments.jinja2"


@view_config(
    route_name="assessments",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Offer to start, or to go on; list what was handed in."""
    program = request.service(Organizations).program(context.organization.id)
    if program is None:
        # Home says what comes first: for the lead, the profile.
        return HTTPSeeOther(request.route_path("home"))
    draft = request.service(Assessments).draft(program.id)
    form = _form(request, draft)
    form.set_appstruct({FIELD: set(_suggested(program))})
    return _values(context, request, program, draft, form)


@view_config(
    route_name="assessments",
    request_method="POST",
    permission=Permission.ASSESSMENT_START,
    renderer=TEMPLATE,
    repeated=True,
)
def start(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Open a draft, or add a questionnaire to the one there is, and go to its first part."""
    program = request.service(Organizations).program(context.organization.id)
    if program is None:
        return HTTPSeeOther(request.route_path("home"))
    assessments = request.service(Assessments)
    draft = assessments.draft(program.id)
    if draft is not None and _complete(draft):
        # A second click, or a page that is older than the draft: there is nothing left to add.
        return HTTPSeeOther(page_of(request, "assessment", draft))
    form = _form(request, draft)
    values = submitted(request, form)
    if values is None:
        return _values(context, request, program, draft, form)
    made = assessments.start(
        program, values[FIELD], user_id=context.membership.user_id, role=context.membership.role
    )
    request.service(AuditLog).record(
        EventKind.ASSESSMENT_STARTED,
        actor=context.membership.user_id,
        organization=context.organization.id,
        subject=made.id,
    )
    return HTTPSeeOther(page_of(request, "assessment", made))


@view_config(route_name="assessment", request_method="GET", permission=Permission.ASSESSMENT_READ)
def lead_on(context: AssessmentContext, request: Request) -> Response:
    """Go to the first open part of a draft, or to the report."""
    return HTTPSeeOther(place_of(context.assessment, request, context.membership.user_id))


def place_of(assessment: Assessment, request: Request, user_id: str) -> str:
    """Say where a person goes on with an assessment."""
    if assessment.state is AssessmentState.SUBMITTED:
        return page_of(request, "report", assessment)
    stored = request.service(Answers).load(assessment.id, user_id)
    instruments = instruments_of(assessment)
    step = first_open(instruments, {one.id: known(stored, one.id) for one in instruments})
    if step is None:
        return page_of(request, "review", assessment)
    return section_of(request, assessment, step)


def _form(request: Request, draft: Assessment | None) -> Form:
    held = {one.instrument_id for one in draft.instruments} if draft else set()
    offered = tuple(catalogue.find(one) for one in INSTRUMENTS if one not in held)
    title = "Add to what is under way" if draft else "Start"
    return create_form(request, start_schema(offered), buttons=(Button(name="start", title=title),))


def _suggested(program: ProgramProfile) -> tuple[str, ...]:
    return first_questionnaires(program.answers, _rules())


def _rules() -> Rules:
    return catalogue.rules(catalogue.find(INSTRUMENTS[0]).rules)


def _values(
    context: OrganizationContext,
    request: Request,
    program: ProgramProfile,
    draft: Assessment | None,
    form: Form,
) -> dict[str, Any]:
    complete = draft is not None and _complete(draft)
    may_start = request.has_permission(Permission.ASSESSMENT_START)
    return {
        "organization": context.organization,
        "program": program,
        "draft": draft,
        "started": date_words(draft.created_at) if draft else "",
        "titles": [one.title for one in instruments_of(draft)] if draft else [],
        "form": form if may_start and not complete else None,
        "why": _why(program),
        "past": past_assessments(request, context.organization.id),
    }


def _complete(draft: Assessment) -> bool:
    return len(draft.instruments) == len(INSTRUMENTS)


def _why(program: ProgramProfile) -> str:
    """Say why the ticked questionnaires are suggested, and what may be added to them."""
    why = _WHY.get(str(program.answers.get("stage", "")), _WHY[""])
    also = (catalogue.find(one).title for one in offered_questionnaires(program.answers, _rules()))
    return " ".join([why, *(f"You may add the {title.lower()}." for title in also)])


_WHY: Final = {
    "exploring": "You are exploring the idea, so we suggest the readiness questionnaire first.",
    "planning": "You are planning a group, so we suggest the readiness questionnaire first.",
    "pilot": "You are in a pilot, so we suggest the readiness questionnaire first.",
    "running": "You run the group already, so we suggest both questionnaires.",
    "paused": "The group is paused. That is a good time to look at both questionnaires.",
    "": "We suggest the readiness questionnaire first. Most groups begin there.",
}
