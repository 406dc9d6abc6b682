"""The program's name and its profile."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue
from readiness.forms.profile import PROGRAM, kept, profile_schema, shown
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import ProgramProfile
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security.permissions import Permission
from readiness.services.audit import AuditLog, EventKind
from readiness.services.organizations import Organizations

TEMPLATE = "pages/profile.jinja2"


@view_config(
    route_name="profile",
    request_method="GET",
    permission=Permission.PROFILE_EDIT,
    renderer=TEMPLATE,
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Show what is known about the program."""
    program = request.service(Organizations).program(context.organization.id)
    form = _form(request, program)
    if program is not None:
        form.set_appstruct(shown(program.name, program.answers))
    return {"form": form, "organization": context.organization}


@view_config(
    route_name="profile",
    request_method="POST",
    permission=Permission.PROFILE_EDIT,
    renderer=TEMPLATE,
    repeated=True,
)
def save(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Keep it, and offer the questionnaires it suggests."""
    organizations = request.service(Organizations)
    form = _form(request, organizations.program(context.organization.id))
    values = submitted(request, form)
    if values is None:
        return {"form": form, "organization": context.organization}
    program = organizations.save_program(
        context.organization.id,
        name=values[PROGRAM],
        answers=kept(values, catalogue.profile()),
    )
    request.service(AuditLog).record(
        EventKind.PROFILE_SAVED,
        actor=context.membership.user_id,
        organization=context.organization.id,
        subject=program.id,
    )
    return HTTPSeeOther(request.route_path("assessments", org=context.organization.id))


def _form(request: Request, program: ProgramProfile | None) -> Form:
    return create_form(
        request,
        profile_schema(catalogue.profile(), answered=program.answers if program else ()),
        buttons=(Button(name="save", title="Save and continue"),),
    )
