"""A consultation: one meeting, and everything that two sides do about an assessment around it.

Ratings and comments hang on the engagement and the assessment, because they outlast a
meeting; agenda, notes, decisions and steps belong to one meeting. Nothing here is deleted by
submitting an assessment or by ending an engagement.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.assessment import AssessmentInstrument
from readiness.models.engagement import EngagementAssessment, Side
from readiness.models.meta import Base, new_id, values_of
from readiness.models.organization import Organization


class Checked(StrEnum):
    """How the consultant knows an answer."""

    TOLD = "told"
    SEEN = "seen"
    NOT_CHECKED = "not-checked"


class ProposalState(StrEnum):
    """What became of a proposed agreed level."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ThreadState(StrEnum):
    """How far a talk about an item is; kept whatever becomes of the assessment."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class Assignee(StrEnum):
    """Whom a thread waits for: a side or a role, never a person by name."""

    ADVISOR = "advisor"
    LEAD = "lead"
    LEADER = "leader"
    PEER_LEADER = "peer-leader"
    SUPERVISOR = "supervisor"
    CLINICIAN = "clinician"
    BOARD = "board"


class AgendaKind(StrEnum):
    """Why a point stands on the agenda, in the order of the builder."""

    SAFETY_STOP = "safety-stop"
    DIFFERENCE = "difference"
    FIND_OUT = "find-out"
    STEP = "step"
    OWN = "own"


class NoteKind(StrEnum):
    """What is written about a point of the agenda."""

    SHARED = "shared"
    PRIVATE = "private"
    DECISION = "decision"


def _named(table: str) -> ForeignKeyConstraint:
    """Refer to an assessment that the engagement names."""
    return ForeignKeyConstraint(
        ["engagement_id", "assessment_id"],
        [EngagementAssessment.engagement_id, EngagementAssessment.assessment_id],
        ondelete="CASCADE",
        name=f"fk_{table}_engagement_assessment",
    )


def _instrument(table: str) -> ForeignKeyConstraint:
    """Refer to an instrument of the same assessment."""
    return ForeignKeyConstraint(
        ["assessment_id", "instrument_id"],
        [AssessmentInstrument.assessment_id, AssessmentInstrument.instrument_id],
        ondelete="CASCADE",
        name=f"fk_{table}_assessment_instrument",
    )


class Consultation(Base):
    """One meeting of the two sides about one assessment."""

    __tablename__ = "consultation"
    __table_args__ = (
        _named("consultation"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("engagement_id", "assessment_id", "number"),
        Index("ix_consultation_assessment_id", "assessment_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    engagement_id: Mapped[str]
    assessment_id: Mapped[str]
    number: Mapped[int]
    """Which meeting about this assessment it is, from 1."""
    meets_on: Mapped[dt.date | None]
    held_on: Mapped[dt.date | None]
    next_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class TaRating(Base):
    """What a consultant thinks of one item: how it is known, their own level, a proposal.

    `version` counts the saves, from 1, as that of a response does.
    """

    __tablename__ = "ta_rating"
    __table_args__ = (
        _named("ta_rating"),
        _instrument("ta_rating"),
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        CheckConstraint("proposed BETWEEN 0 AND 3", name="proposed"),
        CheckConstraint("(proposed IS NULL) = (proposal_state IS NULL)", name="proposal"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_ta_rating_assessment_id_instrument_id", "assessment_id", "instrument_id"),
    )

    engagement_id: Mapped[str] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(primary_key=True)
    instrument_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    checked: Mapped[Checked | None] = mapped_column(values_of(Checked, name="checked"))
    level: Mapped[int | None]
    """The consultant's own level, where they gave one."""
    reason: Mapped[str] = mapped_column(default="")
    proposed: Mapped[int | None]
    """The agreed level they propose."""
    proposal_reason: Mapped[str] = mapped_column(default="")
    proposal_state: Mapped[ProposalState | None] = mapped_column(
        values_of(ProposalState, name="proposal_state")
    )
    rated_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class CommentThread(Base):
    """A talk about one item. A private one is seen by the TA provider's people only."""

    __tablename__ = "comment_thread"
    __table_args__ = (
        _named("comment_thread"),
        _instrument("comment_thread"),
        # A private one goes with its provider; a shared one has none of its own.
        CheckConstraint("provider_id IS NULL OR private", name="private"),
        Index("ix_comment_thread_engagement_id_assessment_id", "engagement_id", "assessment_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    engagement_id: Mapped[str]
    assessment_id: Mapped[str]
    instrument_id: Mapped[str]
    item_id: Mapped[str]
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    provider_id: Mapped[str | None] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    state: Mapped[ThreadState] = mapped_column(
        values_of(ThreadState, name="state"), default=ThreadState.OPEN
    )
    assigned_to: Mapped[Assignee | None] = mapped_column(values_of(Assignee, name="assigned_to"))
    opened_side: Mapped[Side] = mapped_column(values_of(Side, name="opened_side"))
    opened_at: Mapped[dt.datetime]

    comments: Mapped[list["Comment"]] = relationship(
        back_populates="thread",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Comment.written_at, Comment.id)",
    )


class Comment(Base):
    """One thing said in a thread. Comments are added, never changed."""

    __tablename__ = "comment"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    thread_id: Mapped[str] = mapped_column(
        ForeignKey(CommentThread.id, ondelete="CASCADE"), index=True
    )
    side: Mapped[Side] = mapped_column(values_of(Side, name="side"))
    author_id: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    role: Mapped[str]
    """The author's role or role in the work as it was; pages show this and no name."""
    text: Mapped[str]
    written_at: Mapped[dt.datetime]

    thread: Mapped[CommentThread] = relationship(back_populates="comments")


class AgendaItem(Base):
    """One point of a meeting, from the builder or of the consultant's own."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_agenda_item_consultation_id_position", "consultation_id", "position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey(Consultation.id, ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[AgendaKind] = mapped_column(values_of(AgendaKind, name="kind"))
    title: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    """One sentence: why the service put it there."""
    instrument_id: Mapped[str | None]
    item_id: Mapped[str | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class ConsultationNote(Base):
    """What is written about a point of the agenda, saved as it is typed."""

    __tablename__ = "consultation_note"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("provider_id IS NULL OR kind = 'private'", name="private"),
    )

    agenda_item_id: Mapped[str] = mapped_column(
        ForeignKey(AgendaItem.id, ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[NoteKind] = mapped_column(values_of(NoteKind, name="kind"), primary_key=True)
    text: Mapped[str]
    provider_id: Mapped[str | None] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    """Whose private note it is: it goes when they go."""
    written_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class ConsultationStep(Base):
    """A next step that both sides agreed on, before it is adopted into the plan."""

    __tablename__ = "consultation_step"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(
        ForeignKey(Consultation.id, ondelete="CASCADE"), index=True
    )
    agenda_item_id: Mapped[str | None] = mapped_column(
        ForeignKey(AgendaItem.id, ondelete="SET NULL"), index=True
    )
    title: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    """A role; empty while nobody has taken it."""
    due_on: Mapped[dt.date | None]
    support: Mapped[str] = mapped_column(default="")
    """What the TA provider does to help."""
    plan_step_id: Mapped[str | None]
    """Id of the step of the plan that it became; no key, because that step may go."""
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once
