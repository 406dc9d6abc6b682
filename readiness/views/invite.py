"""Inviting somebody: a code to hand over on a card, as a link, or by mail."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.people import invite_schema
from readiness.forms.renderer import Form, create_form, submitted
from readiness.models import Role, WorkRole
from readiness.request import Request
from readiness.resources import InvitationContext, OrganizationContext
from readiness.security.limits import Limit, address
from readiness.security.permissions import Permission
from readiness.services.invitations import Invitations
from readiness.services.people import MEMBER_ROLE
from readiness.views.qr import picture
from readiness.views.role_words import person_words, role_choices, work_choices
from readiness.views.sign_in import wait_page
from readiness.views.times import date_words

ASK: Final = "pages/invite.jinja2"


@view_config(
    route_name="invite",
    request_method="GET",
    permission=Permission.PEOPLE_MANAGE,
    renderer=ASK,
)
def ask(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Ask what the person will be."""
    return _page(context, _form(context, request))


@view_config(
    route_name="invite",
    request_method="POST",
    permission=Permission.PEOPLE_MANAGE,
    renderer=ASK,
)
def make(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Make the code and show it, this once; or send it and say so."""
    form = _form(context, request)
    values = submitted(request, form)
    if values is None:
        return _page(context, form)
    email = values["email"].strip()
    if email and not request.registry.limits.count(Limit.MAIL_REQUESTS, address(request)):
        return wait_page(request, 600)
    organization = context.organization
    work = values.get("work_role")
    made = request.service(Invitations).invite(
        organization.id,
        role=Role(values["role"]),
        work_role=WorkRole(work) if work else None,
        by=context.membership.user_id,
        address=email,
    )
    if email:
        request.session.flash("The invitation is on its way. Only that address can use it.")
        return HTTPSeeOther(request.route_path("people", org=organization.id))
    shown = {
        "organization": organization,
        "made": made,
        "picture": picture(made.link),
        "who": person_words(organization.kind, made.invitation.role, made.invitation.work_role),
        "ends": date_words(made.invitation.expires_at),
    }
    response: Response = render_to_response("pages/invited.jinja2", shown, request=request)
    return response


@view_config(route_name="invitation", request_method="POST", permission=Permission.PEOPLE_MANAGE)
def revoke(context: InvitationContext, request: Request) -> HTTPSeeOther:
    """Take an invitation back."""
    request.service(Invitations).revoke(context.invitation, by=context.membership.user_id)
    request.session.flash("The invitation no longer works.")
    return HTTPSeeOther(request.route_path("people", org=context.organization.id))


def _form(context: OrganizationContext, request: Request) -> Form:
    kind = context.organization.kind
    return create_form(
        request,
        invite_schema(role_choices(kind), work_choices(kind), first=MEMBER_ROLE[kind].value),
        buttons=("Make the invitation",),
    )


def _page(context: OrganizationContext, form: Form) -> dict[str, Any]:
    return {"organization": context.organization, "form": form}
