"""One person, for a lead: the lead handed over, help to get back in, or taken out."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.view import view_config

from readiness.models import Role
from readiness.request import Request
from readiness.resources import MemberContext, OrganizationContext
from readiness.security import reauth
from readiness.security.permissions import Permission
from readiness.services.people import LastLeadError, NotTheirsError, People, Person
from readiness.services.way_back import WayBack
from readiness.views.people import joined_words
from readiness.views.role_words import person_words

PAGE: Final = "pages/member.jinja2"
LEAVE: Final = "pages/leave.jinja2"


@view_config(
    route_name="member",
    request_method="GET",
    permission=Permission.PEOPLE_MANAGE,
    renderer=PAGE,
)
def show(context: MemberContext, request: Request) -> dict[str, Any]:
    """Show what a lead may change about somebody's membership."""
    reauth.require(request)
    return _page(context, request)


@view_config(
    route_name="member",
    request_method="POST",
    permission=Permission.PEOPLE_MANAGE,
    renderer=PAGE,
)
def change(context: MemberContext, request: Request) -> dict[str, Any] | Response:
    """Do what the pressed button says."""
    reauth.require(request)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _page(context, request)
    try:
        return act(context, request)
    except LastLeadError:
        request.response.status_int = HTTPStatus.CONFLICT
        return _page(context, request) | {"last_lead": True}
    except NotTheirsError:
        raise HTTPNotFound from None


def _remove(context: MemberContext, request: Request) -> Response:
    request.service(People).remove(
        context.organization.id, context.member.user_id, lead=request.person.user_id
    )
    request.session.flash("They are removed. Nothing here opens for them any more.")
    return _back(context, request)


def _make_lead(context: MemberContext, request: Request) -> Response:
    _change_role(context, request, leads=True)
    request.session.flash("They lead now as well.")
    return _back(context, request)


def _step_down(context: MemberContext, request: Request) -> Response:
    _change_role(context, request, leads=False)
    request.session.flash("Changed. The other leads go on.")
    return _back(context, request)


def _change_role(context: MemberContext, request: Request, *, leads: bool) -> None:
    request.service(People).change_role(
        context.organization.id,
        context.member.user_id,
        leads=leads,
        lead=request.person.user_id,
    )


def _give_way_back(context: MemberContext, request: Request) -> Response:
    code = request.service(WayBack).give(
        context.organization.id, context.member.user_id, lead=request.person.user_id
    )
    shown = {
        "organization": context.organization,
        "code": code,
        "address": request.app_settings.base_url + request.route_path("way_back"),
    }
    response: Response = render_to_response("pages/way_back_given.jinja2", shown, request=request)
    return response


def _drop_second_factor(context: MemberContext, request: Request) -> Response:
    request.service(WayBack).drop_second_factor(
        context.organization.id, context.member.user_id, lead=request.person.user_id
    )
    request.session.flash("Their second step is off. They can set up a new one.")
    return _back(context, request)


ACTS: Final = {
    "remove": _remove,
    "make-lead": _make_lead,
    "step-down": _step_down,
    "way-back": _give_way_back,
    "second-step-off": _drop_second_factor,
}


@view_config(
    route_name="leave",
    request_method="GET",
    permission=Permission.PEOPLE_READ,
    renderer=LEAVE,
)
def ask_leave(context: OrganizationContext, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- Pyramid's two
    """Say what leaving means."""
    return {"organization": context.organization, "last_lead": False}


@view_config(
    route_name="leave",
    request_method="POST",
    permission=Permission.MEMBERSHIP_MANAGE,
    renderer=LEAVE,
)
def leave(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Let the person go; the last lead has to hand over first."""
    try:
        request.service(People).leave(context.organization.id, request.person.user_id)
    except LastLeadError:
        request.response.status_int = HTTPStatus.CONFLICT
        return {"organization": context.organization, "last_lead": True}
    except NotTheirsError:
        raise HTTPNotFound from None
    request.session.flash("You have left. Nothing of it opens for you any more.")
    return HTTPSeeOther(request.route_path("home"))


@view_config(
    route_name="second_step_rule",
    request_method="POST",
    permission=Permission.PEOPLE_MANAGE,
)
def change_rule(context: OrganizationContext, request: Request) -> HTTPSeeOther:
    """Ask everyone here for a second step, or stop; whoever asks has one themself."""
    required = request.POST.get("required") == "yes"
    if required and not request.person.second_factor:
        request.session.flash("Set up your own second step first.")
        return HTTPSeeOther(request.route_path("second_step"))
    try:
        request.service(People).require_second_factor(
            context.organization.id, required=required, lead=request.person.user_id
        )
    except NotTheirsError:
        raise HTTPNotFound from None
    request.session.flash(
        "Everyone here now needs a second step." if required else "The second step is optional now."
    )
    return _back(context, request)


def _back(context: MemberContext | OrganizationContext, request: Request) -> HTTPSeeOther:
    mine = isinstance(context, MemberContext) and context.member.user_id == request.person.user_id
    if mine:
        # A lead who removed themself, or stepped down, may not see the list any more.
        return HTTPSeeOther(request.route_path("home"))
    return HTTPSeeOther(request.route_path("people", org=context.organization.id))


def _page(context: MemberContext, request: Request) -> dict[str, Any]:
    organization = context.organization
    person = request.service(People).member(organization.id, context.member.user_id)
    if person is None:
        raise HTTPNotFound
    return {
        "organization": organization,
        "member": person,
        "words": _words(context, person),
        "joined": joined_words(person, request),
        "leads": person.role is Role.LEAD,
        "mine": person.user_id == request.person.user_id,
        "last_lead": False,
    }


def _words(context: MemberContext, person: Person) -> str:
    words = person_words(context.organization.kind, person.role, person.work_role)
    return f"{words}, called “{person.label}”" if person.label else words
