"""What the ids of engagements and meetings mean, for either of the two sides.

The counterpart of `resources`, by the same rule: looked up in one query that begins with the
person's own membership, and not there for anybody else.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from instruments import catalogue
from instruments.model import Domain, Instrument, Item
from readiness.models import (
    Assessment,
    AssessmentInstrument,
    Consultation,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Membership,
    Organization,
    OrganizationKind,
    Side,
)
from readiness.request import Request
from readiness.resources import ITS_INSTRUMENT, OWN_MEMBERSHIP, named, one_row


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
class ConsultationContext(EngagementContext):
    """A meeting about an assessment, seen from one of its two sides."""

    consultation: Consultation
    assessment: Assessment


@dataclass(frozen=True)
class ConsultationPartContext(ConsultationContext):
    """One domain of the assessment, to talk about."""

    instrument: Instrument
    domain: Domain


@dataclass(frozen=True)
class ConsultationItemContext(ConsultationPartContext):
    """One item of the assessment, to talk about."""

    item: Item


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
    found = named(request.matchdict["item"], part["domain"].items)
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
        "domain": named(request.matchdict["domain"], instrument.domains),
    }


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
    AssessmentInstrument, ITS_INSTRUMENT
)
