"""An organization's TA providers, and a TA provider's organizations: invite, ask, list."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.engagements import invite_schema, request_schema
from readiness.forms.renderer import Button, Form, create_form, refuse, submitted
from readiness.models import Engagement, EngagementState, OrganizationKind
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security import reauth
from readiness.security.codes import spell
from readiness.security.limits import Limit
from readiness.security.permissions import Permission
from readiness.services.engagements import Engagements, latest_end
from readiness.views.engagement_words import Listed, assessment_words, state_words, terms_of

TEAM_PAGE: Final = "pages/engagements.jinja2"
ADVISOR_PAGE: Final = "pages/engagements_advisor.jinja2"
ASKED: Final = (
    "Thank you. If an organization has this code, its lead can see that you asked, and may answer."
)
TOO_OFTEN: Final = "You tried many codes in one hour. Please wait a while, then try again."


@view_config(
    route_name="engagements",
    request_method="GET",
    permission=Permission.ENGAGEMENT_READ,
    renderer=TEAM_PAGE,
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """List them, with the form of whoever may invite or ask."""
    if context.organization.kind is OrganizationKind.TA:
        return _advisor_page(context, request, _request_form(request))
    grants = request.has_permission(Permission.ENGAGEMENT_MANAGE)
    return _team_page(context, request, _invite_form(context, request) if grants else None)


@view_config(
    route_name="engagements",
    request_method="POST",
    permission=Permission.ENGAGEMENT_MANAGE,
    renderer=TEAM_PAGE,
    repeated=True,
)
def change(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Invite, or make a code; a TA provider asks."""
    if context.organization.kind is OrganizationKind.TA:
        return _ask(context, request)
    if "new_code" in request.POST:
        request.service(Engagements).new_code(
            context.organization.id, user_id=context.membership.user_id
        )
        request.session.flash("Your code is ready. Give it only to the provider you mean.")
        return HTTPSeeOther(request.path)
    return _invite(context, request)


def _invite(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    reauth.require(request)
    form = _invite_form(context, request)
    if form is None:
        # A second press: the page says why there is nobody left to invite.
        return HTTPSeeOther(request.path)
    values = submitted(request, form)
    if values is None:
        return _team_page(context, request, form)
    request.service(Engagements).invite(
        context.organization.id,
        values["provider"],
        terms_of(values),
        user_id=context.membership.user_id,
    )
    request.session.flash("Your invitation is sent. They see nothing before they accept.")
    return HTTPSeeOther(request.path)


def _ask(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    form = _request_form(request)
    values = submitted(request, form)
    if values is None:
        return _advisor_page(context, request, form)
    if not request.registry.limits.count(Limit.ENGAGEMENT_REQUESTS, context.organization.id):
        refuse(form, TOO_OFTEN)
        request.response.status_int = HTTPStatus.TOO_MANY_REQUESTS
        return _advisor_page(context, request, form)
    request.service(Engagements).request(
        context.organization.id,
        values["reach_code"],
        purpose=values["purpose"],
        user_id=context.membership.user_id,
    )
    request.session.flash(ASKED)
    return HTTPSeeOther(request.path)


def listed(request: Request, one: Engagement, *, org: str) -> Listed:
    """Write one line of an organization's list."""
    return Listed(
        href=request.route_path("engagement", org=org, engagement=one.id),
        name=one.provider.name if one.provider else "A provider that is gone",
        words=state_words(one, request.clock().date()),
        waits=one.state is EngagementState.REQUESTED,
    )


def _invite_form(context: OrganizationContext, request: Request) -> Form | None:
    """Make the form; None while there is nobody to invite or nothing to name."""
    engagements = request.service(Engagements)
    providers = [(one.id, one.name) for one in engagements.invitable(context.organization.id)]
    named = engagements.nameable(context.organization.id)
    if not providers or not named:
        return None
    today = request.clock().date()
    return create_form(
        request,
        invite_schema(
            providers,
            [(one.id, assessment_words(one)) for one in named],
            today=today,
            latest=latest_end(today),
        ),
        buttons=(Button(name="invite", title="Invite them"),),
    )


def _request_form(request: Request) -> Form:
    return create_form(
        request, request_schema(), buttons=(Button(name="ask", title="Ask to work with them"),)
    )


def _team_page(context: OrganizationContext, request: Request, form: Form | None) -> dict[str, Any]:
    engagements = request.service(Engagements)
    organization = context.organization
    return {
        "form": form,
        "organization": organization,
        "grants": request.has_permission(Permission.ENGAGEMENT_MANAGE),
        # Only asked where no form stands there: the page then says why.
        "providers": form is None and bool(engagements.providers()),
        "invitable": form is None and bool(engagements.invitable(organization.id)),
        "code": spell(organization.reach_code) if organization.reach_code else "",
        "listed": [
            listed(request, one, org=organization.id)
            for one in engagements.of_organization(organization.id)
        ],
    }


def _advisor_page(context: OrganizationContext, request: Request, form: Form) -> dict[str, Any]:
    request.override_renderer = ADVISOR_PAGE
    found = request.service(Engagements).of_provider(context.organization.id)
    return {
        "form": form,
        "organization": context.organization,
        "listed": [
            Listed(
                href=request.route_path(
                    "engagement", org=context.organization.id, engagement=one.id
                ),
                name=one.organization.name,
                words=one.purpose,
                waits=one.state is EngagementState.INVITED,
            )
            for one in found
        ],
    }
