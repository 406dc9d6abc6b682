"""An organization's invitation to a TA provider: for named assessments, with a purpose and an end.

An engagement is the one grant by which a consultant sees anything. It is asked at every
request, beginning at the consultant's own membership, and never copied.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.assessment import Assessment
from readiness.models.meta import Base, new_id, values_of
from readiness.models.organization import Organization


class EngagementState(StrEnum):
    """How far an engagement is; only a live one before its end date opens anything."""

    INVITED = "invited"
    REQUESTED = "requested"
    LIVE = "live"
    DECLINED = "declined"
    ENDED = "ended"


class Side(StrEnum):
    """The two sides of an engagement."""

    TEAM = "team"
    """The organization that answers."""
    ADVISOR = "advisor"
    """The TA provider."""


class Engagement(Base):
    """One organization and one TA provider, for a purpose and for a time."""

    __tablename__ = "engagement"
    __table_args__ = (
        # The target of the named assessments' composite key.
        UniqueConstraint("organization_id", "id"),
        CheckConstraint("state <> 'live' OR ends_on IS NOT NULL", name="live_has_end"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_time"),
        Index("ix_engagement_provider_id_state", "provider_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    provider_id: Mapped[str | None] = mapped_column(
        ForeignKey(Organization.id, ondelete="SET NULL")
    )
    """None once the provider is gone: what was agreed stays the organization's."""
    state: Mapped[EngagementState] = mapped_column(values_of(EngagementState, name="state"))
    purpose: Mapped[str]
    ends_on: Mapped[dt.date | None]
    """The last day; a request has none until the organization answers it."""
    opened_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    opened_at: Mapped[dt.datetime]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    answered_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    ended_at: Mapped[dt.datetime | None]
    ended_side: Mapped[Side | None] = mapped_column(values_of(Side, name="ended_side"))

    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    provider: Mapped[Organization | None] = relationship(foreign_keys=[provider_id])
    named: Mapped[list["EngagementAssessment"]] = relationship(
        back_populates="engagement", cascade="all, delete-orphan", passive_deletes=True
    )


class EngagementAssessment(Base):
    """An assessment that an engagement names; one of another organization cannot be named."""

    __tablename__ = "engagement_assessment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "engagement_id"],
            [Engagement.organization_id, Engagement.id],
            ondelete="CASCADE",
            name="fk_engagement_assessment_engagement",
        ),
        ForeignKeyConstraint(
            ["organization_id", "assessment_id"],
            [Assessment.organization_id, Assessment.id],
            ondelete="CASCADE",
            name="fk_engagement_assessment_assessment",
        ),
        Index("ix_engagement_assessment_assessment_id", "assessment_id"),
    )

    engagement_id: Mapped[str] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str]

    engagement: Mapped[Engagement] = relationship(back_populates="named", overlaps="assessment")
    assessment: Mapped[Assessment] = relationship(overlaps="engagement,named")
