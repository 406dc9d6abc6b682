"""The lead's choices on how a team answers."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.forms.team import AGREED_BY, SHEETS, team_schema
from readiness.models import AgreedBy
from readiness.request import Request
from readiness.resources_team import TeamContext
from readiness.security.permissions import Permission
from readiness.services.answers import SubmittedError
from readiness.services.assessments import Assessments, instruments_of
from readiness.services.audit import AuditLog, EventKind
from readiness.views.addresses import page_of, way

TEMPLATE: Final = "pages/team.jinja2"


@view_config(
    route_name="team",
    request_method="GET",
    permission=Permission.ASSESSMENT_SET_UP,
    renderer=TEMPLATE,
)
def show(context: TeamContext, request: Request) -> dict[str, Any]:
    """Show the choices as they stand."""
    assessment = context.assessment
    form = _form(context, request)
    form.set_appstruct(
        {SHEETS: str(assessment.sheets_needed), AGREED_BY: assessment.agreed_by.value}
    )
    return _values(context, form)


@view_config(
    route_name="team",
    request_method="POST",
    permission=Permission.ASSESSMENT_SET_UP,
    renderer=TEMPLATE,
)
def save(context: TeamContext, request: Request) -> dict[str, Any] | Response:
    """Keep the choices of a draft."""
    form = _form(context, request)
    values = submitted(request, form)
    if values is None:
        return _values(context, form)
    try:
        request.service(Assessments).set_up(
            context.assessment.id,
            sheets_needed=int(values[SHEETS]),
            agreed_by=AgreedBy(values[AGREED_BY]),
        )
    except SubmittedError:
        return HTTPSeeOther(page_of(request, "report", context.assessment))
    request.service(AuditLog).record(
        EventKind.ASSESSMENT_SET_UP,
        actor=context.membership.user_id,
        organization=context.organization.id,
        subject=context.assessment.id,
    )
    request.session.flash("Saved.")
    return HTTPSeeOther(page_of(request, "review", context.assessment))


def _form(context: TeamContext, request: Request) -> Form:
    return create_form(
        request,
        team_schema(context.assessment.sheets_needed),
        buttons=(Button(name="save", title="Save"),),
    )


def _values(context: TeamContext, form: Form) -> dict[str, Any]:
    rules = catalogue.rules(instruments_of(context.assessment)[0].rules)
    return {
        "form": form,
        "organization": context.organization,
        "way": way(context.assessment),
        "two_sheets": rules.people.words["two_sheets"],
    }
