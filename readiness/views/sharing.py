"""The record of sharing, and preparing a share."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments.text import one_line
from readiness.clock import months_later
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.forms.sharing import day, share_schema
from readiness.models import Assessment, ShareRequest
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.resources_sharing import ShareRequestContext
from readiness.security import reauth
from readiness.security.codes import spell
from readiness.security.permissions import Permission
from readiness.services.assessments import Assessments
from readiness.services.share_requests import ShareRequests
from readiness.services.share_terms import MONTHS, State, Terms, last_day
from readiness.services.sharing import Entry, Sharing
from readiness.views.shared import send_jobs
from readiness.views.times import date_words
from reports.audience import LIMITS, Shared
from reports.sharing_words import named

TAGS: Final = {
    State.DRAFT: "Not shared yet",
    State.LIVE: "On",
    State.EXPIRED: "Over",
    State.ENDED: "Ended",
}
NEW: Final = "pages/share_new.jinja2"


@view_config(
    route_name="shares",
    request_method="GET",
    permission=Permission.SHARE_READ,
    renderer="pages/shares.jinja2",
)
def ledger(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Show the record of sharing, and what funders asked for."""
    organization_id = context.organization.id
    reports = _reports(request, organization_id)
    return {
        "reports": reports,
        "organization": context.organization,
        "entries": [
            {
                "entry": one,
                "words": words(one),
                "tag": TAGS[one.state],
                "href": request.route_path("share", org=organization_id, share=one.share.id),
            }
            for one in request.service(Sharing).of_organization(organization_id)
        ],
        "asked": [
            _wish(one) for one in request.service(ShareRequests).of_organization(organization_id)
        ],
        "can": bool(reports and request.service(Sharing).funders()),
        "code": spell(context.organization.reach_code) if context.organization.reach_code else "",
        "grants": request.has_permission(Permission.ENGAGEMENT_MANAGE),
    }


def words(entry: Entry) -> str:
    """Say in two sentences what a share shows, until when, and how often it was looked at."""
    share = entry.share
    shows = named(share.parts, follows_plan=share.follows_plan)
    last = share.revoked_at or last_day(share)
    until = f"{shows[:1].upper()}{shows[1:]}, until {date_words(last)}."
    return until if entry.state is State.DRAFT else f"{until} {looks(entry)}"


def looks(entry: Entry) -> str:
    """Say how often somebody looked."""
    if not entry.looked or entry.last is None:
        return "They have not looked yet."
    times = "once" if entry.looked == 1 else f"{entry.looked} times"
    return f"They looked {times}, last on {date_words(entry.last)}."


@view_config(
    route_name="share_new", request_method="GET", permission=Permission.SHARE_MANAGE, renderer=NEW
)
def choose(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Ask what to share with whom; no part is chosen beforehand, whatever was asked for."""
    form = _form(context, request)
    if form is None:
        return _back(request)
    asked = _asked(context, request)
    if asked is not None:
        form.set_appstruct({"funder": asked.funder_id, "purpose": asked.purpose})
    return _choices(context, request, form)


def _choices(context: OrganizationContext, request: Request, form: Form) -> dict[str, Any]:
    asked = _asked(context, request)
    return {
        "form": form,
        "organization": context.organization,
        "asked": asked and _wish(asked),
        "limits": LIMITS,
    }


def _asked(context: OrganizationContext, request: Request) -> ShareRequest | None:
    """Find the open wish that is being answered, among those of the organization."""
    wishes = request.service(ShareRequests).of_organization(context.organization.id)
    return next((one for one in wishes if one.id == request.GET.get("asked")), None)


def _wish(asked: ShareRequest) -> dict[str, Any]:
    return {
        "asked": asked,
        "parts": named(asked.parts),
        "until": date_words(asked.until),
    }


@view_config(
    route_name="share_new",
    request_method="POST",
    permission=Permission.SHARE_MANAGE,
    renderer=NEW,
    repeated=True,
)
def prepare(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Prepare a share and show what it would be."""
    form = _form(context, request)
    if form is None:
        return _back(request)
    values = submitted(request, form)
    if values is None:
        return _choices(context, request, form)
    reauth.require(request)
    sharing = request.service(Sharing)
    made = sharing.prepare(
        context.organization.id,
        Terms(
            assessment_id=values["report"],
            funder_id=values["funder"],
            parts=[Shared(part) for part in values["parts"]],
            purpose=one_line(values["purpose"]),
            until=day(values["until"]),
            asks=values["asks"],
            follows_plan=values["follows_plan"],
        ),
        user_id=request.person.user_id,
    )
    send_jobs(request, sharing.frozen(made), made)
    return HTTPSeeOther(request.route_path("share", org=context.organization.id, share=made.id))


@view_config(route_name="share_request", request_method="POST", permission=Permission.SHARE_MANAGE)
def decline(context: ShareRequestContext, request: Request) -> Response:
    """Say no to a funder that asked."""
    request.service(ShareRequests).decline(context.share_request, user_id=request.person.user_id)
    request.session.flash("You said no. They are not told.")
    return _back(request)


def ends(today: dt.date, *, longest: dt.date | None = None) -> Sequence[tuple[str, str]]:
    """Return the end dates to choose from; with the one there is, where there is one."""
    days = {months: months_later(today, months) for months in MONTHS}
    found = [
        (one.isoformat(), f"{_months(months)}, until {date_words(one)}")
        for months, one in days.items()
    ]
    if longest is not None and longest not in days.values():
        found.append((longest.isoformat(), f"As it is, until {date_words(longest)}"))
    return found


def _months(months: int) -> str:
    return "1 month" if months == 1 else f"{months} months"


def _form(context: OrganizationContext, request: Request) -> Form | None:
    """Make the form; None when there is nothing to share, or nobody to share it with."""
    reports = _reports(request, context.organization.id)
    funders = request.service(Sharing).funders()
    if not (reports and funders):
        return None
    return create_form(
        request,
        share_schema(
            reports=[(one.id, _report_words(one)) for one in reports],
            funders=[(one.id, one.name) for one in funders],
            ends=ends(request.clock().date()),
        ),
        buttons=(Button(name="look", title="Show me what they would see"),),
    )


def _reports(request: Request, organization_id: str) -> list[Assessment]:
    return request.service(Assessments).submitted(organization_id)


def _report_words(assessment: Assessment) -> str:
    submitted_at = assessment.submitted_at
    when = date_words(submitted_at) if submitted_at else ""
    return f"{assessment.program_profile.name}, {when}"


def _back(request: Request) -> Response:
    return HTTPSeeOther(request.route_path("shares", org=request.matchdict["org"]))
