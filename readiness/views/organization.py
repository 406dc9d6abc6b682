"""An organization's own page, and naming one."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.profile import organization_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.request import Request
from readiness.resources import OrganizationContext, SignedIn
from readiness.security.permissions import Permission
from readiness.services.assessments import Assessments
from readiness.services.audit import AuditLog, EventKind
from readiness.services.organizations import Organizations
from readiness.views.past import past_assessments
from readiness.views.visible import visible_to


@view_config(
    route_name="organizations",
    request_method="GET",
    permission=Permission.ORGANIZATION_CREATE,
    renderer="pages/organization_new.jinja2",
)
def ask_name(_context: SignedIn, request: Request) -> dict[str, Any]:
    """Ask for the name of an organization."""
    return {"form": _new_form(request)}


@view_config(
    route_name="organizations",
    request_method="POST",
    permission=Permission.ORGANIZATION_CREATE,
    renderer="pages/organization_new.jinja2",
)
def create(context: SignedIn, request: Request) -> dict[str, Any] | Response:
    """Make an organization and ask about its program next."""
    form = _new_form(request)
    values = submitted(request, form)
    if values is None:
        return {"form": form}
    made = request.service(Organizations).create(values["name"], lead=context.identity.user_id)
    request.service(AuditLog).record(
        EventKind.ORGANIZATION_MADE, actor=context.identity.user_id, organization=made.id
    )
    return HTTPSeeOther(request.route_path("profile", org=made.id))


@view_config(
    route_name="organization",
    request_method="GET",
    permission=Permission.ORGANIZATION_READ,
    renderer="pages/organization.jinja2",
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Show an organization: its program, what is under way and what was handed in."""
    program = request.service(Organizations).program(context.organization.id)
    assessments = request.service(Assessments)
    return {
        "organization": context.organization,
        "program": program,
        "visible_to": visible_to(context.organization.id, request),
        "draft": assessments.draft(program.id) if program else None,
        "past": past_assessments(request, context.organization.id),
        "leads": request.has_permission(Permission.PROFILE_EDIT),
    }


def _new_form(request: Request) -> Form:
    return create_form(
        request,
        organization_schema(),
        buttons=(Button(name="save", title="Save and continue"),),
    )
