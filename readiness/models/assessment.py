"""Named programs and the runs of instruments for them."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.meta import Base, new_id, values_of
from readiness.models.organization import Organization


class AssessmentState(StrEnum):
    """A draft can be answered; a submitted one is frozen in its snapshot."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class AgreedBy(StrEnum):
    """Who may set agreed answers; the lead chooses."""

    LEAD = "lead"
    TEAM = "team"


class ProgramProfile(Base):
    """A named program and its answers to the unscored profile questions."""

    __tablename__ = "program_profile"
    __table_args__ = (
        # The target of the assessment's composite key: a program of another
        # organization cannot be assessed, whatever the code above does.
        UniqueConstraint("organization_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    name: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Question id -> option id, or a list of option ids."""
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    organization: Mapped[Organization] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class Assessment(Base):
    """One organization's run of instruments for one named program."""

    __tablename__ = "assessment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "program_profile_id"],
            [ProgramProfile.organization_id, ProgramProfile.id],
            ondelete="CASCADE",
            name="fk_assessment_program_profile",
        ),
        CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_time"
        ),
        CheckConstraint("sheets_needed >= 1", name="sheets_needed"),
        Index("ix_assessment_organization_id_created_at", "organization_id", "created_at"),
        # The target of composite keys: nothing can name an assessment of another organization.
        Index("ix_assessment_organization_id_id", "organization_id", "id", unique=True),
        Index("ix_assessment_program_profile_id", "program_profile_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str]
    program_profile_id: Mapped[str]
    state: Mapped[AssessmentState] = mapped_column(
        values_of(AssessmentState, name="state"), default=AssessmentState.DRAFT
    )
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    submitted_at: Mapped[dt.datetime | None]
    sheets_needed: Mapped[int] = mapped_column(default=2, server_default="2")
    """How many sheets make a team's result (scoring.md S7)."""
    agreed_by: Mapped[AgreedBy] = mapped_column(
        values_of(AgreedBy, name="agreed_by"), default=AgreedBy.LEAD, server_default="lead"
    )
    frozen_profile: Mapped[dict[str, Any] | None]
    """The profile's answers as they were when the assessment was submitted."""

    program_profile: Mapped[ProgramProfile] = relationship()
    instruments: Mapped[list["AssessmentInstrument"]] = relationship(
        back_populates="assessment",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="AssessmentInstrument.position",
    )


class AssessmentInstrument(Base):
    """An instrument of an assessment, pinned to the version that was current at the start."""

    __tablename__ = "assessment_instrument"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("length(content_hash) = 64", name="content_hash"),
    )

    assessment_id: Mapped[str] = mapped_column(
        ForeignKey(Assessment.id, ondelete="CASCADE"), primary_key=True
    )
    instrument_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    """The order in which the instruments are answered, from 0."""
    version: Mapped[int] = mapped_column()
    content_hash: Mapped[str]

    assessment: Mapped[Assessment] = relationship(back_populates="instruments")
