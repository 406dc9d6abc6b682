"""A consultant's front page: who engaged them, how far each is, and what waits.

It shows how far something is, never what it says: results stand on pages whose opening is
written down for the organization.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from readiness.models import (
    Assessment,
    Assignee,
    Engagement,
    EngagementState,
    Organization,
    Side,
)
from readiness.request import Request
from readiness.services.assessments import instruments_of
from readiness.services.engagements import Engagements
from readiness.services.meetings import Pair, next_day
from readiness.services.waiting import NOTHING, Waiting, WaitingList
from readiness.views.times import date_words

TEMPLATE: Final = "pages/home_advisor.jinja2"


@dataclass(frozen=True, slots=True)
class Named:
    """An assessment that an organization named."""

    title: str
    words: str
    href: str
    waits: tuple[str, ...]
    """What is to be done, in short sentences."""
    meets: str
    """When the next meeting is; empty while there is no date."""


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
    engagements = request.service(Engagements).of_provider(organization.id)
    waiting = request.service(WaitingList).of(
        [one.id for one in engagements], side=Side.ADVISOR, roles=(Assignee.ADVISOR,)
    )
    found = [_desk(one, organization.id, waiting, request) for one in engagements]
    return {
        "organization": organization,
        "invitations": [one for one in found if one.invites],
        "desks": [one for one in found if not one.invites],
    }


def _desk(
    engagement: Engagement, org: str, waiting: Mapping[Pair, Waiting], request: Request
) -> Desk:
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
        named=()
        if invites
        else tuple(
            _named(one, waiting.get((engagement.id, one.id), NOTHING), request)
            for one in assessments
        ),
    )


def _named(assessment: Assessment, waiting: Waiting, request: Request) -> Named:
    titles = " and ".join(one.title for one in instruments_of(assessment))
    if assessment.submitted_at is not None:
        words = f"Handed in on {date_words(assessment.submitted_at)}."
    else:
        words = f"Under way since {date_words(assessment.created_at)}."
    if waiting.meeting is None:
        return Named(titles, words, "", (), "")
    day = next_day(waiting.meeting, request.clock().date())
    return Named(
        titles,
        words,
        href=request.route_path("consultation", consultation=waiting.meeting.id),
        waits=_waits(waiting),
        meets=date_words(day) if day else "",
    )


def _waits(waiting: Waiting) -> tuple[str, ...]:
    waits = []
    if waiting.comments:
        one = waiting.comments == 1
        waits.append("One comment waits for you." if one else f"{waiting.comments} comments wait.")
    if not waiting.rated:
        waits.append("No answer is checked yet.")
    return tuple(waits)
