"""A consultant's front page: who engaged them, how far each is, and what waits.

It shows how far something is, never what it says: results stand on pages whose opening is
written down for the organization.
"""

from dataclasses import dataclass
from typing import Any, Final

from readiness.models import Assessment, Engagement, EngagementState, Organization
from readiness.request import Request
from readiness.services.assessments import instruments_of
from readiness.services.engagements import Engagements
from readiness.views.times import date_words

TEMPLATE: Final = "pages/home_advisor.jinja2"


@dataclass(frozen=True, slots=True)
class Named:
    """An assessment that an organization named."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One organization on the page."""

    id: str
    href: str
    name: str
    program: str
    purpose: str
    until: str
    invites: bool
    named: tuple[Named, ...]


def page(organization: Organization, request: Request) -> dict[str, Any]:
    """Gather the page of a TA provider's person."""
    request.override_renderer = TEMPLATE
    found = [
        _desk(one, organization.id, request)
        for one in request.service(Engagements).of_provider(organization.id)
    ]
    return {
        "organization": organization,
        "invitations": [one for one in found if one.invites],
        "desks": [one for one in found if not one.invites],
    }


def _desk(engagement: Engagement, org: str, request: Request) -> Desk:
    invites = engagement.state is EngagementState.INVITED
    assessments = [one.assessment for one in engagement.named]
    programs = sorted({one.program_profile.name for one in assessments})
    return Desk(
        id=engagement.id,
        href=request.route_path("engagement", org=org, engagement=engagement.id),
        name=engagement.organization.name,
        # Before they accept, they know who asks and what for.
        program="" if invites else ", ".join(programs),
        purpose=engagement.purpose,
        until=date_words(engagement.ends_on) if engagement.ends_on else "",
        invites=invites,
        named=() if invites else tuple(_named(one) for one in assessments),
    )


def _named(assessment: Assessment) -> Named:
    titles = " and ".join(one.title for one in instruments_of(assessment))
    if assessment.submitted_at is not None:
        return Named(titles, f"Handed in on {date_words(assessment.submitted_at)}.")
    return Named(titles, f"Under way since {date_words(assessment.created_at)}.")
