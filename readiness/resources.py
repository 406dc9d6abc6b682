"""What the ids in a URL mean, loaded through the signed-in person's own scope.

Each function is a route's factory. What is not within the person's reach does not exist for
them: it raises `HTTPNotFound`, exactly as for an id that nobody ever had. Where nobody is signed
in, `HTTPForbidden` leads to the sign-in page, whatever the id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from instruments import catalogue
from instruments.model import Domain, Instrument, Item
from readiness.models import (
    Assessment,
    AssessmentInstrument,
    Consultation,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Invitation,
    Membership,
    Organization,
    OrganizationKind,
    PlanStep,
    ProgramProfile,
    PulseCheck,
    Role,
    Side,
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
class EngagementContext:
    """An engagement, seen from the organization the person belongs to."""

    organization: Organization
    """The person's own: the one that answers, or the TA provider."""
    membership: Membership
    engagement: Engagement

    @property
    def side(self) -> Side:
        """Which of the two sides the person is on."""
        advises = self.organization.kind is OrganizationKind.TA
        return Side.ADVISOR if advises else Side.TEAM


@dataclass(frozen=True)
class ConsultationContext:
    """A meeting about an assessment, seen from one of its two sides."""

    organization: Organization
    """The person's own: the one that answers, or the TA provider."""
    membership: Membership
    engagement: Engagement
    consultation: Consultation
    assessment: Assessment

    @property
    def side(self) -> Side:
        """Which of the two sides the person is on."""
        advises = self.organization.kind is OrganizationKind.TA
        return Side.ADVISOR if advises else Side.TEAM


@dataclass(frozen=True)
class ConsultationPartContext(ConsultationContext):
    """One domain of the assessment, to talk about."""

    instrument: Instrument
    domain: Domain


@dataclass(frozen=True)
class ConsultationItemContext(ConsultationPartContext):
    """One item of the assessment, to talk about."""

    item: Item


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


def engagement(request: Request) -> EngagementContext:
    """Look the engagement up among those that the person's organization may know of."""
    membership, found = one_row(request, _ENGAGEMENT)
    return EngagementContext(membership.organization, membership, found)


def consultation(request: Request) -> ConsultationContext:
    """Look the meeting up: for a consultant through an engagement that is live now."""
    return ConsultationContext(**_meeting(request))


def consultation_part(request: Request) -> ConsultationPartContext:
    """Look a domain of the meeting's assessment up, in the version it is pinned to."""
    return ConsultationPartContext(**_meeting(request), **_part(request))


def consultation_item(request: Request) -> ConsultationItemContext:
    """Look one item of the meeting's assessment up, in the same way and by the same scope."""
    part = _part(request)
    found = _named(request.matchdict["item"], part["domain"].items)
    return ConsultationItemContext(**_meeting(request), **part, item=found)


def _meeting(request: Request) -> dict[str, Any]:
    membership, engaged, meeting, about = one_row(request, _CONSULTATION)
    return {
        "organization": membership.organization,
        "membership": membership,
        "engagement": engaged,
        "consultation": meeting,
        "assessment": about,
    }


def _part(request: Request) -> dict[str, Any]:
    version = one_row(request, _CONSULTATION_PART)[0]
    instrument = catalogue.find(request.matchdict["instrument"], version)
    return {
        "instrument": instrument,
        "domain": _named(request.matchdict["domain"], instrument.domains),
    }


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
    domain = _named(request.matchdict["domain"], instrument.domains)
    return SectionContext(membership.organization, membership, found, instrument, domain)


def item(request: Request) -> ItemContext:
    """Look one item of a domain up, in the same way and by the same scope."""
    user_id, role, assessment_id, version, profile = one_row(request, _ITEM, objects=False)
    instrument = catalogue.find(request.matchdict["instrument"], version)
    domain = _named(request.matchdict["domain"], instrument.domains)
    found = _named(request.matchdict["item"], domain.items)
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
_ITS_INSTRUMENT: Final = and_(
    AssessmentInstrument.assessment_id == Assessment.id,
    AssessmentInstrument.instrument_id == bindparam("instrument"),
)
OWN_MEMBERSHIP: Final = (
    select(Membership)
    .join(Membership.organization)
    .options(contains_eager(Membership.organization))
    .where(_OWN)
)
# An organization sees all of its engagements; a TA provider what is offered to it or live now.
_ITS_OWN: Final = and_(
    Organization.kind == OrganizationKind.PROGRAM,
    Engagement.organization_id == Membership.organization_id,
)
_IT_ADVISES: Final = and_(
    Organization.kind == OrganizationKind.TA,
    Engagement.provider_id == Membership.organization_id,
    Engagement.ends_on >= bindparam("today"),
)
_ENGAGEMENT: Final = (
    OWN_MEMBERSHIP.add_columns(Engagement)
    .join(
        Engagement,
        or_(
            _ITS_OWN,
            and_(
                _IT_ADVISES,
                Engagement.state.in_((EngagementState.INVITED, EngagementState.LIVE)),
            ),
        ),
    )
    # What it names stands on its page: asked for at once, however many there are.
    .options(
        selectinload(Engagement.named)
        .joinedload(EngagementAssessment.assessment)
        .selectinload(Assessment.instruments)
    )
    .where(Engagement.id == bindparam("engagement"))
)
# The organization keeps what was agreed on, also after the end; a consultant has nothing then.
_EITHER_SIDE: Final = or_(
    and_(_ITS_OWN, Engagement.state.in_((EngagementState.LIVE, EngagementState.ENDED))),
    and_(_IT_ADVISES, Engagement.state == EngagementState.LIVE),
)
_CONSULTATION: Final = (
    select(Membership, Engagement, Consultation, Assessment)
    .join(Membership.organization)
    .join(Engagement, _EITHER_SIDE)
    .join(EngagementAssessment, EngagementAssessment.engagement_id == Engagement.id)
    .join(
        Consultation,
        and_(
            Consultation.engagement_id == EngagementAssessment.engagement_id,
            Consultation.assessment_id == EngagementAssessment.assessment_id,
        ),
    )
    .join(Assessment, Assessment.id == EngagementAssessment.assessment_id)
    .options(contains_eager(Membership.organization))
    .where(Membership.user_id == bindparam("person"), Consultation.id == bindparam("consultation"))
    # Whoever belongs to both sides advises: that is the side with less to see.
    .order_by(Organization.kind.desc())
    .limit(1)
)
_CONSULTATION_PART: Final = _CONSULTATION.with_only_columns(AssessmentInstrument.version).join(
    AssessmentInstrument, _ITS_INSTRUMENT
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
    AssessmentInstrument, _ITS_INSTRUMENT
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
    .join(AssessmentInstrument, _ITS_INSTRUMENT)
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


def _named(name: str, found: Iterable[Named]) -> Named:
    """Pick what has this id; raises `HTTPNotFound` when nothing has."""
    for one in found:
        if one.id == name:
            return one
    raise HTTPNotFound
