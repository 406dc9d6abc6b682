"""Shares by the dozen, with the facts that group figures count."""

import datetime as dt

from instruments.plain import to_plain
from readiness.clock import utc_now
from readiness.models import AssessmentState, Organization, OrganizationKind, Share, ShareRequest
from reports.facts import Facts
from tests.factories import make_assessment, make_organization, make_snapshot

NEEDY = Facts(
    verdict="build-first", areas=("STF", "COF"), steps=("L-P4", "L-C3"), stops=2, asks=("time",)
)
FINE = Facts(verdict="getting-ready", areas=("STF",), steps=("L-C3",), stops=0, asks=())


def make_funder(session, name="Harbor Fund") -> Organization:
    return make_organization(session, name=name, kind=OrganizationKind.FUNDER)


def make_share(
    session, funder: Organization, facts: Facts, *, shared_at: dt.datetime, **more: object
) -> Share:
    """A live share of an organization of its own."""
    organization = more.pop("organization", None) or make_organization(session, name="A house")
    assessment = make_assessment(
        session, organization, state=AssessmentState.SUBMITTED, submitted_at=shared_at
    )
    make_snapshot(session, assessment)
    values = {
        "parts": ["full"],
        "purpose": "To plan",
        "asks": [],
        "created_at": shared_at,
        "shared_at": shared_at,
        "expires_at": shared_at + dt.timedelta(days=360),
        "facts": to_plain(facts),
    }
    share = Share(
        organization_id=organization.id,
        assessment_id=assessment.id,
        funder_id=funder.id,
        **{**values, **more},
    )
    session.add(share)
    session.commit()
    return share


def make_share_request(session, funder: Organization, organization: Organization) -> ShareRequest:
    """A funder's open wish to see something."""
    now = utc_now()
    asked = ShareRequest(
        organization_id=organization.id,
        funder_id=funder.id,
        purpose="To plan",
        parts=["result"],
        until=now.date() + dt.timedelta(days=90),
        asked_at=now,
    )
    session.add(asked)
    session.commit()
    return asked
