"""What the ids in a URL mean, loaded through the signed-in person's own scope.

Each function is a route's factory. What is not within the person's reach does not exist for
them: it raises `HTTPNotFound`, exactly as for an id that nobody ever had. Where nobody is signed
in, `HTTPForbidden` leads to the sign-in page, whatever the id.
"""

from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager

from instruments import catalogue
from instruments.model import Domain, Instrument
from readiness.models import Assessment, AssessmentInstrument, Membership, Organization
from readiness.request import Request
from readiness.security.identity import Identity


@dataclass(frozen=True)
class SignedIn:
    """A page of the person's own."""

    identity: Identity


@dataclass(frozen=True)
class OrganizationContext:
    """An organization the person belongs to."""

    organization: Organization
    membership: Membership


@dataclass(frozen=True)
class AssessmentContext:
    """An assessment of an organization the person belongs to."""

    organization: Organization
    membership: Membership
    assessment: Assessment


@dataclass(frozen=True)
class SectionContext:
    """One domain of one instrument of an assessment."""

    organization: Organization
    membership: Membership
    assessment: Assessment
    instrument: Instrument
    domain: Domain


def signed_in(request: Request) -> SignedIn:
    """Return the person; raises `HTTPForbidden` when nobody is signed in."""
    identity = request.identity
    if identity is None:
        raise HTTPForbidden
    return SignedIn(identity)


def organization(request: Request) -> OrganizationContext:
    """Look the organization up among the person's own."""
    membership = _one(request, _MEMBERSHIP)[0]
    return OrganizationContext(membership.organization, membership)


def assessment(request: Request) -> AssessmentContext:
    """Look the assessment up among those of the person's organization."""
    membership, found = _one(request, _ASSESSMENT)
    return AssessmentContext(membership.organization, membership, found)


def section(request: Request) -> SectionContext:
    """Look the domain up in the version of the instrument that the assessment is pinned to."""
    membership, found, version = _one(request, _SECTION)
    instrument = catalogue.find(request.matchdict["instrument"], version)
    for domain in instrument.domains:
        if domain.id == request.matchdict["domain"]:
            return SectionContext(membership.organization, membership, found, instrument, domain)
    raise HTTPNotFound


# Every address below an organization is one question to the database, and every question
# begins with the person's own membership. They are made once: autosave asks them all day.
_MEMBERSHIP: Final = (
    select(Membership)
    .join(Membership.organization)
    .options(contains_eager(Membership.organization))
    .where(
        Membership.user_id == bindparam("person"),
        Membership.organization_id == bindparam("org"),
    )
)
_ASSESSMENT: Final = _MEMBERSHIP.add_columns(Assessment).join(
    Assessment,
    and_(
        Assessment.organization_id == Membership.organization_id,
        Assessment.id == bindparam("assessment"),
    ),
)
_SECTION: Final = _ASSESSMENT.add_columns(AssessmentInstrument.version).join(
    AssessmentInstrument,
    and_(
        AssessmentInstrument.assessment_id == Assessment.id,
        AssessmentInstrument.instrument_id == bindparam("instrument"),
    ),
)


def _one(request: Request, statement: Select[Any]) -> Any:  # noqa: ANN401 -- a row of its columns
    """Ask for what the URL's ids name; raises `HTTPNotFound` when it is not the person's."""
    person = signed_in(request).identity
    row = request.dbsession.execute(
        statement, {"person": person.user_id, **request.matchdict}
    ).one_or_none()
    if row is None:
        raise HTTPNotFound
    return row
