"""Each person's front page: where we stand, and one thing to do now."""

import datetime as dt
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.models import (
    Assessment,
    Membership,
    Organization,
    OrganizationKind,
    ProgramProfile,
    Role,
)
from readiness.request import Request
from readiness.resources import SignedIn
from readiness.security import second_step
from readiness.security.permissions import Permission
from readiness.services.alerts import Alerts
from readiness.services.answers import Answers, known
from readiness.services.assessments import Assessments, instruments_of
from readiness.services.organizations import Organizations
from readiness.services.parts import Step, first_open
from readiness.services.people import People
from readiness.services.submissions import Submissions
from readiness.views import home_advisor, home_help, home_plan, home_sharing, home_team
from readiness.views.addresses import page_of, section_of
from readiness.views.last_report import LastReport, Todo
from readiness.views.times import date_words
from readiness.views.visible import visible_to

ALERTS_SHOWN: Final = dt.timedelta(days=7)
ROLES: Final = {Role.LEAD: "You are the lead.", Role.CONTRIBUTOR: "You answer for your team."}


@view_config(
    route_name="home",
    request_method="GET",
    permission=Permission.HOME_READ,
    renderer="pages/home.jinja2",
)
def home(context: SignedIn, request: Request) -> dict[str, Any] | Response:
    """Show the front page of the person's first organization; without one, ask for it."""
    belongs = request.service(Organizations).of_user(context.identity.user_id)
    if not belongs:
        return HTTPSeeOther(request.route_path("organizations"))
    organization, membership = belongs[0]
    role = membership.role
    second_step.require(context.identity, organization.id)
    if organization.kind is OrganizationKind.TA:
        return home_advisor.page(organization, request)
    if organization.kind is OrganizationKind.FUNDER:
        return HTTPSeeOther(request.route_path("portfolio"))
    program = request.service(Organizations).program(organization.id)
    page: dict[str, Any] = {
        "organization": organization.name,
        "org": organization.id,
        "program": program.name if program else "Welcome",
        "line": ROLES.get(role, ""),
        "standing": None,
        "reports": [],
        "visible_to": visible_to(organization.id, request),
    }
    if program is None:
        return page | {"todo": [_first_thing(organization, role, request)]}
    return page | _program(program, membership, request)


def _program(program: ProgramProfile, membership: Membership, request: Request) -> dict[str, Any]:
    role, user_id = membership.role, membership.user_id
    draft = request.service(Assessments).draft(program.id)
    frozen = request.service(Submissions).latest(program.id)
    last = LastReport(frozen, request) if frozen else None
    todo: list[Todo] = []
    if draft:
        todo = home_team.todo(
            draft, role, request, user_id, lambda: _go_on(draft, request, user_id)
        )
    todo += home_help.todo(membership, request)
    todo += home_plan.todo(program, role, last, request, draft=draft is not None)
    todo += home_sharing.todo(program.organization_id, role, request)
    page: dict[str, Any] = {"todo": [*todo, *_always(program, draft, role, request)]}
    if draft:
        page["line"] = f"Started on {date_words(draft.created_at)}. {ROLES.get(role, '')}"
    if last:
        page |= {"standing": last.standing(), "reports": [last.listed()]}
    return page


def _first_thing(organization: Organization, role: Role, request: Request) -> Todo:
    if role is not Role.LEAD:
        return Todo(
            "Nothing to do yet",
            "The lead of your organization tells us about the program first.",
            request.route_path("organization", org=organization.id),
            "See your organization",
        )
    return Todo(
        "Tell us about your program",
        "Twelve short questions, about three minutes. You may skip any of them.",
        request.route_path("profile", org=organization.id),
        "Start with the profile",
    )


def _go_on(draft: Assessment, request: Request, user_id: str) -> Todo:
    stored = request.service(Answers).load(draft.id, user_id)
    instruments = instruments_of(draft)
    step = first_open(instruments, {one.id: known(stored, one.id) for one in instruments})
    if step is None:
        return Todo(
            "Look over your answers and hand in",
            "Every question has an answer. You can still change each of them.",
            page_of(request, "review", draft),
            "Look over your answers",
        )
    return Todo(
        f"Answer part {step.number}\N{NO-BREAK SPACE}of {step.count}: {step.domain.name}",
        _about(step),
        section_of(request, draft, step),
        "Continue your answers" if stored else "Begin",
    )


def _about(step: Step) -> str:
    questions, minutes = len(step.domain.items), step.domain.minutes
    return f"{questions} questions, about {minutes} minutes. You may skip any of them."


def _always(
    program: ProgramProfile, draft: Assessment | None, role: Role, request: Request
) -> list[Todo]:
    choose = Todo(
        "Your questionnaires and reports" if draft else "Start a questionnaire",
        "You choose which one. You can stop after any part and come back.",
        request.route_path("assessments", org=program.organization_id),
        "Choose a questionnaire",
    )
    if role is not Role.LEAD:
        return [choose]
    profile = Todo(
        "Your program's profile",
        f"What you told us about {program.name}. You can change it at any time.",
        request.route_path("profile", org=program.organization_id),
        "Change the profile",
    )
    if not request.service(People).alone(program.organization_id):
        return [*_look_at_people(program.organization_id, request), choose, profile]
    invite = Todo(
        "Invite your team",
        "So far it is only you. A result means more when several people answer, each alone.",
        request.route_path("people", org=program.organization_id),
        "Invite somebody",
    )
    return [choose, invite, profile]


def _look_at_people(organization_id: str, request: Request) -> list[Todo]:
    """Point a lead for a week to what happened to somebody's way of signing in."""
    alerts = request.service(Alerts).recent(organization_id, lead=request.person.user_id)
    if not any(request.clock() - one.happened_at < ALERTS_SHOWN for one in alerts):
        return []
    look = Todo(
        "Please look at your people",
        "The way somebody signs in was changed lately. Was that expected?",
        request.route_path("people", org=organization_id),
        "Look at your people",
    )
    return [look]
