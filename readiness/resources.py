"""What the ids in a URL mean, loaded through the signed-in person's own scope.

Each function is a route's factory. What is not within the person's reach does not exist for
them: it raises `HTTPNotFound`, exactly as for an id that nobody ever had. Where nobody is signed
in, `HTTPForbidden` leads to the sign-in page, whatever the id.
"""

from dataclasses import dataclass

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from instruments import catalogue
from instruments.model import Domain, Instrument
from readiness.models import Assessment, Membership, Organization
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
    person = signed_in(request).identity
    membership = request.dbsession.scalar(
        select(Membership)
        .options(joinedload(Membership.organization))
        .where(
            Membership.user_id == person.user_id,
            Membership.organization_id == request.matchdict["org"],
        )
    )
    if membership is None:
        raise HTTPNotFound
    return OrganizationContext(membership.organization, membership)


def assessment(request: Request) -> AssessmentContext:
    """Look the assessment up among those of the person's organization."""
    place = organization(request)
    found = request.dbsession.scalar(
        select(Assessment).where(
            Assessment.organization_id == place.organization.id,
            Assessment.id == request.matchdict["assessment"],
        )
    )
    if found is None:
        raise HTTPNotFound
    return AssessmentContext(place.organization, place.membership, found)


def section(request: Request) -> SectionContext:
    """Look the domain up in the version of the instrument that the assessment is pinned to."""
    place = assessment(request)
    pinned = {one.instrument_id: one.version for one in place.assessment.instruments}
    name = request.matchdict["instrument"]
    if name not in pinned:
        raise HTTPNotFound
    instrument = catalogue.find(name, pinned[name])
    for domain in instrument.domains:
        if domain.id == request.matchdict["domain"]:
            return SectionContext(
                place.organization, place.membership, place.assessment, instrument, domain
            )
    raise HTTPNotFound
