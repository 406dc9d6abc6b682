"""What the ids in a URL mean, loaded through the signed-in person's own scope.

Each function is a route's factory. What is not within the person's reach does not exist for
them: it raises `HTTPNotFound`, exactly as for an id that nobody ever had. Where nobody is signed
in, `HTTPForbidden` leads to the sign-in page, whatever the id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import aliased, contains_eager

from instruments import catalogue
from instruments.model import Domain, Instrument, Item
from readiness.models import (
    Assessment,
    AssessmentInstrument,
    Invitation,
    Membership,
    Organization,
    PlanStep,
    ProgramProfile,
    PulseCheck,
    Role,
)
from readiness.request import Request
from readiness.security.identity import Identity

Named = TypeVar("Named", Domain, Item)


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
class MemberContext:
    """Somebody in an organization the person belongs to."""

    organization: Organization
    membership: Membership
    member: Membership
    """The other one's membership; it may be the person's own."""


@dataclass(frozen=True)
class InvitationContext:
    """An invitation of an organization the person belongs to."""

    organization: Organization
    membership: Membership
    invitation: Invitation


@dataclass(frozen=True)
class AssessmentContext:
    """An assessment of an organization the person belongs to."""

    organization: Organization
    membership: Membership
    assessment: Assessment


@dataclass(frozen=True)
class PlanStepContext:
    """A step of the plan of an assessment's program."""

    organization: Organization
    membership: Membership
    assessment: Assessment
    step: PlanStep


@dataclass(frozen=True)
class PulseContext:
    """A pulse re-check of an organization the person belongs to."""

    organization: Organization
    membership: Membership
    check: PulseCheck


@dataclass(frozen=True)
class SectionContext:
    """One domain of one instrument of an assessment."""

    organization: Organization
    membership: Membership
    assessment: Assessment
    instrument: Instrument
    domain: Domain


@dataclass(frozen=True)
class Member:
    """What the rules ask of a membership."""

    user_id: str
    role: Role


@dataclass(frozen=True)
class ItemContext:
    """One item of an assessment, with no more than autosave needs."""

    membership: Member
    assessment_id: str
    instrument: Instrument
    item: Item
    profile: Mapping[str, Any]
    """The program's answers to the profile questions."""


def signed_in(request: Request) -> SignedIn:
    """Return the person; raises `HTTPForbidden` when nobody is signed in."""
    identity = request.identity
    if identity is None:
        raise HTTPForbidden
    return SignedIn(identity)


def organization(request: Request) -> OrganizationContext:
    """Look the organization up among the person's own."""
    membership = one_row(request, OWN_MEMBERSHIP)[0]
    return OrganizationContext(membership.organization, membership)


def member(request: Request) -> MemberContext:
    """Look somebody up among the people of the person's organization."""
    membership, found = one_row(request, _MEMBER)
    return MemberContext(membership.organization, membership, found)


def invitation(request: Request) -> InvitationContext:
    """Look the invitation up among those of the person's organization."""
    membership, found = one_row(request, _INVITATION)
    return InvitationContext(membership.organization, membership, found)


def assessment(request: Request) -> AssessmentContext:
    """Look the assessment up among those of the person's organization."""
    membership, found = one_row(request, ASSESSMENT)
    return AssessmentContext(membership.organization, membership, found)


def plan_step(request: Request) -> PlanStepContext:
    """Look the step up in the plan of the assessment's program."""
    membership, found, step = one_row(request, _PLAN_STEP)
    return PlanStepContext(membership.organization, membership, found, step)


def pulse_check(request: Request) -> PulseContext:
    """Look the re-check up among those of the person's organization."""
    membership, found = one_row(request, _PULSE)
    return PulseContext(membership.organization, membership, found)


def section(request: Request) -> SectionContext:
    """Look the domain up in the version of the instrument that the assessment is pinned to."""
    membership, found, version = one_row(request, _SECTION)
    instrument = catalogue.find(request.matchdict["instrument"], version)
    domain = named(request.matchdict["domain"], instrument.domains)
    return SectionContext(membership.organization, membership, found, instrument, domain)


def item(request: Request) -> ItemContext:
    """Look one item of a domain up, in the same way and by the same scope."""
    user_id, role, assessment_id, version, profile = one_row(request, _ITEM, objects=False)
    instrument = catalogue.find(request.matchdict["instrument"], version)
    domain = named(request.matchdict["domain"], instrument.domains)
    found = named(request.matchdict["item"], domain.items)
    return ItemContext(Member(user_id, role), assessment_id, instrument, found, profile)


# Every address below an organization is one query, and every query begins with the person's own
# membership. They are made once: autosave asks them all day.
_OWN: Final = and_(
    Membership.user_id == bindparam("person"), Membership.organization_id == bindparam("org")
)
_ITS_ASSESSMENT: Final = and_(
    Assessment.organization_id == Membership.organization_id,
    Assessment.id == bindparam("assessment"),
)
ITS_INSTRUMENT: Final = and_(
    AssessmentInstrument.assessment_id == Assessment.id,
    AssessmentInstrument.instrument_id == bindparam("instrument"),
)
OWN_MEMBERSHIP: Final = (
    select(Membership)
    .join(Membership.organization)
    .options(contains_eager(Membership.organization))
    .where(_OWN)
)
ASSESSMENT: Final = OWN_MEMBERSHIP.add_columns(Assessment).join(Assessment, _ITS_ASSESSMENT)
_PLAN_STEP: Final = ASSESSMENT.add_columns(PlanStep).join(
    PlanStep,
    and_(
        PlanStep.organization_id == Assessment.organization_id,
        PlanStep.program_profile_id == Assessment.program_profile_id,
        PlanStep.id == bindparam("step"),
    ),
)
_PULSE: Final = OWN_MEMBERSHIP.add_columns(PulseCheck).join(
    PulseCheck,
    and_(
        PulseCheck.organization_id == Membership.organization_id,
        PulseCheck.id == bindparam("pulse"),
    ),
)
_SECTION: Final = ASSESSMENT.add_columns(AssessmentInstrument.version).join(
    AssessmentInstrument, ITS_INSTRUMENT
)
_THEIRS: Final = aliased(Membership)
_MEMBER: Final = OWN_MEMBERSHIP.add_columns(_THEIRS).join(
    _THEIRS,
    and_(
        _THEIRS.organization_id == Membership.organization_id,
        _THEIRS.user_id == bindparam("member"),
    ),
)
_INVITATION: Final = OWN_MEMBERSHIP.add_columns(Invitation).join(
    Invitation,
    and_(
        Invitation.organization_id == Membership.organization_id,
        Invitation.id == bindparam("invitation"),
    ),
)
_ITEM: Final = (
    select(
        Membership.user_id,
        Membership.role,
        Assessment.id,
        AssessmentInstrument.version,
        ProgramProfile.answers,
    )
    .select_from(Membership)
    .join(Assessment, _ITS_ASSESSMENT)
    .join(AssessmentInstrument, ITS_INSTRUMENT)
    .join(Assessment.program_profile)
    .where(_OWN)
)


def one_row(request: Request, statement: Select[*tuple[Any, ...]], *, objects: bool = True) -> Any:  # noqa: ANN401 -- a row of its columns
    """Ask for what the URL's ids name; raises `HTTPNotFound` when it is not the person's.

    Without `objects` the connection itself is asked: for plain columns, in half the time.
    """
    person = signed_in(request).identity
    ask = request.dbsession if objects else request.dbsession.connection()
    now = request.clock()
    values = {"person": person.user_id, "now": now, "today": now.date(), **request.matchdict}
    row = ask.execute(statement, values).one_or_none()
    if row is None:
        raise HTTPNotFound
    return row


def named(name: str, found: Iterable[Named]) -> Named:
    """Pick what has this id; raises `HTTPNotFound` when nothing has."""
    for one in found:
        if one.id == name:
            return one
    raise HTTPNotFound
