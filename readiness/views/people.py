"""The people of an organization: by role for everyone, one by one for the leads.

Nobody is named. A lead tells people apart by what they do, since when, and by what they chose
to be called.
"""

from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.people import describe_schema
from readiness.forms.renderer import Form, create_form, submitted
from readiness.models import OrganizationKind, Role, WorkRole
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security.permissions import Permission
from readiness.services.alerts import Alert, Alerts
from readiness.services.audit import EventKind
from readiness.services.invitations import Invitations
from readiness.services.people import People, Person
from readiness.views.role_words import count_words, person_words, role_choices, work_choices
from readiness.views.times import date_words, time_words

PAGE: Final = "pages/people.jinja2"
ALERTS: Final = {
    EventKind.PASSWORD_RESET: "chose a new password without the old one",
    EventKind.SECOND_FACTOR_REMOVED: "has no second step at sign-in any more",
    EventKind.WAY_BACK_GIVEN: "got a code from a lead, to choose a new password",
}


@dataclass(frozen=True)
class Row:
    """One person, as a lead sees them."""

    words: str
    label: str
    joined: str
    leads: bool
    mine: bool
    second_factor: bool
    href: str


@view_config(
    route_name="people",
    request_method="GET",
    permission=Permission.PEOPLE_READ,
    renderer=PAGE,
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Show who is here."""
    return _page(context, request, _form(context, request))


@view_config(
    route_name="people",
    request_method="POST",
    permission=Permission.MEMBERSHIP_MANAGE,
    renderer=PAGE,
)
def describe(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Keep what a person says of themself."""
    form = _form(context, request)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form)
    work = values.get("work_role")
    request.service(People).describe(
        context.organization.id,
        context.membership.user_id,
        label=values["label"],
        work_role=WorkRole(work) if work else None,
    )
    request.session.flash("Saved.")
    return HTTPSeeOther(request.route_path("people", org=context.organization.id))


def _form(context: OrganizationContext, request: Request) -> Form:
    form = create_form(
        request, describe_schema(work_choices(context.organization.kind)), buttons=("Save",)
    )
    mine = context.membership
    form.set_appstruct({"label": mine.label, "work_role": mine.work_role or ""})
    return form


def _page(context: OrganizationContext, request: Request, form: Form) -> dict[str, Any]:
    organization = context.organization
    page: dict[str, Any] = {
        "organization": organization,
        "program": organization.kind is OrganizationKind.PROGRAM,
        "form": form,
        "counts": _counts(context, request),
        "leads": request.has_permission(Permission.PEOPLE_MANAGE),
        "i_lead": context.membership.role is Role.LEAD,
        "rows": [],
        "only_me": False,
        "invitations": [],
        "alerts": [],
        "has_factor": request.person.second_factor,
    }
    if page["leads"]:
        page |= _for_leads(context, request)
    return page


def _for_leads(context: OrganizationContext, request: Request) -> dict[str, Any]:
    organization = context.organization
    people = request.service(People).members(organization.id)
    choices = role_choices(organization.kind)
    return {
        "rows": [_row(context, request, one) for one in people],
        "only_me": len(people) == 1,
        "invitations": [
            {
                "id": one.id,
                "words": person_words(organization.kind, one.role, one.work_role),
                "role": choices[one.role.value],
                "made": date_words(one.created_at),
                "ends": date_words(one.expires_at),
                "by_mail": one.bound_to is not None,
            }
            for one in request.service(Invitations).open(organization.id)
        ],
        "alerts": [
            alert_words(context, one)
            for one in request.service(Alerts).recent(
                organization.id, lead=context.membership.user_id
            )
        ],
    }


def _row(context: OrganizationContext, request: Request, one: Person) -> Row:
    organization = context.organization
    return Row(
        words=person_words(organization.kind, one.role, one.work_role),
        label=one.label,
        joined=joined_words(one, request),
        leads=one.role is Role.LEAD,
        mine=one.user_id == context.membership.user_id,
        second_factor=one.second_factor,
        href=request.route_path("member", org=organization.id, member=one.user_id),
    )


def joined_words(one: Person, request: Request) -> str:
    """Say since when somebody is here, to the minute: it may be all that tells two apart."""
    moment = time_words(one.joined_at, request.clock())
    return f"Joined at {moment}" if " on " in moment else f"Joined today at {moment}"


def alert_words(context: OrganizationContext, alert: Alert) -> str:
    """Say what happened to whose way of signing in."""
    who = (
        person_words(context.organization.kind, alert.role, alert.work_role)
        if alert.role
        else "Somebody who has left"
    )
    return f"{date_words(alert.happened_at)}: {who} {ALERTS[alert.kind]}."


def _counts(context: OrganizationContext, request: Request) -> str:
    counts = request.service(People).counts(context.organization.id)
    leads = sum(count for (role, _), count in counts.items() if role is Role.LEAD)
    others = counts.total() - leads
    words = "1 lead" if leads == 1 else f"{leads} leads"
    if others:
        words += f" and {'1 more person' if others == 1 else f'{others} more people'}"
    by_work = dict.fromkeys((*WorkRole, None), 0)
    for (_, work), count in counts.items():
        by_work[work] += count
    said = [count_words(count, work) for work, count in by_work.items() if count]
    if context.organization.kind is not OrganizationKind.PROGRAM or counts.total() == 1:
        return f"{words}."
    return f"{words}. In the work: {', '.join(said)}."
