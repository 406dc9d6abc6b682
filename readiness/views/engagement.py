"""One engagement: what it opens, and answering, changing or ending it."""

from collections.abc import Callable
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.engagements import more_schema, terms_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import EngagementState, Side
from readiness.request import Request
from readiness.resources_consulting import EngagementContext
from readiness.security import reauth
from readiness.security.permissions import Permission
from readiness.services.engagements import Engagements, NotAllowedError, latest_end
from readiness.services.meetings import newest_meetings
from readiness.views.engagement_words import assessment_words, is_live, state_words, terms_of
from readiness.views.times import date_words

TEMPLATE: Final = "pages/engagement.jinja2"
MOVED_ON: Final = "Somebody else was faster: this is how it stands now."
OPEN: Final = (EngagementState.LIVE, EngagementState.INVITED)


@view_config(
    route_name="engagement",
    request_method="GET",
    permission=Permission.ENGAGEMENT_READ,
    renderer=TEMPLATE,
)
def show(context: EngagementContext, request: Request) -> dict[str, Any]:
    """Show what it opens, and what this side can do about it."""
    return _page(context, request, _form(context, request))


@view_config(
    route_name="engagement",
    request_method="POST",
    permission=Permission.ENGAGEMENT_MANAGE,
    renderer=TEMPLATE,
    repeated=True,
)
def change(context: EngagementContext, request: Request) -> dict[str, Any] | Response:
    """Do what the button says, if it still can be done."""
    actions = _ADVISOR if context.side is Side.ADVISOR else _TEAM
    chosen = next((name for name in actions if name in request.POST), None)
    if chosen is None:
        raise HTTPNotFound
    try:
        done = actions[chosen](context, request)
    except NotAllowedError:
        request.session.flash(MOVED_ON)
        return _back(context, request)
    return done


def _accept(context: EngagementContext, request: Request) -> Response:
    request.service(Engagements).accept(context.engagement.id, user_id=context.membership.user_id)
    request.session.flash("You accepted. What they named is open to you now.")
    return HTTPSeeOther(request.path)


def _decline(context: EngagementContext, request: Request) -> Response:
    request.service(Engagements).decline(
        context.engagement.id, side=context.side, user_id=context.membership.user_id
    )
    request.session.flash("You declined. Nothing was opened.")
    return _back(context, request)


def _end(context: EngagementContext, request: Request) -> Response:
    request.service(Engagements).end(
        context.engagement.id, side=context.side, user_id=context.membership.user_id
    )
    request.session.flash("It is ended. From now on nothing is open any more.")
    return _back(context, request)


def _grant(context: EngagementContext, request: Request) -> dict[str, Any] | Response:
    reauth.require(request)
    form = _form(context, request)
    if form is None or context.engagement.state is not EngagementState.REQUESTED:
        raise NotAllowedError
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form)
    request.service(Engagements).grant(
        context.engagement.id, terms_of(values), user_id=context.membership.user_id
    )
    request.session.flash("They can see what you named from now on.")
    return HTTPSeeOther(request.path)


def _more(context: EngagementContext, request: Request) -> dict[str, Any] | Response:
    reauth.require(request)
    form = _form(context, request)
    if form is None or context.engagement.state is EngagementState.REQUESTED:
        raise NotAllowedError
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form)
    request.service(Engagements).name_more(
        context.engagement.id, values["assessments"], user_id=context.membership.user_id
    )
    request.session.flash("They can see it as well from now on.")
    return HTTPSeeOther(request.path)


Action = Callable[[EngagementContext, Request], dict[str, Any] | Response]
_ADVISOR: Final[dict[str, Action]] = {"accept": _accept, "decline": _decline, "end": _end}
_TEAM: Final[dict[str, Action]] = {
    "decline": _decline,
    "end": _end,
    "grant": _grant,
    "more": _more,
}


def _back(context: EngagementContext, request: Request) -> Response:
    """Go to the list: the engagement itself may be out of reach by now."""
    return HTTPSeeOther(request.route_path("engagements", org=context.organization.id))


def _form(context: EngagementContext, request: Request) -> Form | None:
    """Make the organization's form: on which terms, or what else; None when there is none."""
    engagement = context.engagement
    if context.side is Side.ADVISOR or not request.has_permission(Permission.ENGAGEMENT_MANAGE):
        return None
    held = {one.assessment_id for one in engagement.named}
    choices = [
        (one.id, assessment_words(one))
        for one in request.service(Engagements).nameable(context.organization.id)
        if one.id not in held
    ]
    if not choices:
        return None
    today = request.clock().date()
    if engagement.state is EngagementState.REQUESTED:
        form = create_form(
            request,
            terms_schema(choices, today=today, latest=latest_end(today)),
            buttons=(Button(name="grant", title="Work with them"),),
        )
        form.set_appstruct({"purpose": engagement.purpose})
        return form
    if engagement.state in OPEN and engagement.ends_on and engagement.ends_on >= today:
        button = Button(name="more", title="Let them see it", css_class="quiet")
        return create_form(request, more_schema(choices), buttons=(button,))
    return None


def _page(context: EngagementContext, request: Request, form: Form | None) -> dict[str, Any]:
    engagement = context.engagement
    today = request.clock().date()
    advisor = context.side is Side.ADVISOR
    provider = engagement.provider.name if engagement.provider else "A provider that is gone"
    return {
        "form": form,
        "organization": context.organization,
        "advisor": advisor,
        "name": engagement.organization.name if advisor else provider,
        "purpose": engagement.purpose,
        "words": _advisor_words(context) if advisor else state_words(engagement, today),
        "live": is_live(engagement, today),
        "state": str(engagement.state),
        "ends_on": date_words(engagement.ends_on) if engagement.ends_on else "",
        "named": _named(context, request),
        "manages": request.has_permission(Permission.ENGAGEMENT_MANAGE),
        "expired": engagement.ends_on is not None and engagement.ends_on < today,
    }


def _named(context: EngagementContext, request: Request) -> list[tuple[str, str]]:
    """List what the engagement names, with the newest meeting about each, if it may be opened."""
    engagement = context.engagement
    opened = engagement.state is EngagementState.LIVE or (
        context.side is Side.TEAM and engagement.state is EngagementState.ENDED
    )
    newest = newest_meetings(request.dbsession, [engagement.id]) if opened else {}
    found = [(one, newest.get((engagement.id, one.assessment_id))) for one in engagement.named]
    return [
        (
            assessment_words(one.assessment),
            request.route_path("consultation", consultation=meeting.id) if meeting else "",
        )
        for one, meeting in found
    ]


def _advisor_words(context: EngagementContext) -> str:
    engagement = context.engagement
    until = date_words(engagement.ends_on) if engagement.ends_on else ""
    if engagement.state is EngagementState.INVITED:
        return f"They invite you to work with them until {until}."
    return f"You work with them until {until}."
