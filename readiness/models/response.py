"""Answers: one sheet a person, one row an item."""

import datetime as dt
from enum import StrEnum
from typing import Any

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
from readiness.models.assessment import Assessment, AssessmentInstrument
from readiness.models.meta import Base, new_id, values_of
from readiness.models.organization import Role, WorkRole


class UnscoredAnswer(StrEnum):
    """An answer that is no level."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Evidence(StrEnum):
    """How an answer is known."""

    DOCUMENT = "document"
    OBSERVED = "observed"
    TOLD = "told"
    NOT_CHECKED = "not-checked"


class ResponseSheet(Base):
    """One person's answers to one assessment; shown to others by role, never by name."""

    __tablename__ = "response_sheet"
    __table_args__ = (
        UniqueConstraint("assessment_id", "user_id"),
        # The target of the response's composite key.
        UniqueConstraint("assessment_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[str] = mapped_column(ForeignKey(Assessment.id, ondelete="CASCADE"))
    user_id: Mapped[str | None] = mapped_column(
        ForeignKey(User.id, ondelete="SET NULL"), index=True
    )
    """None once the account is gone: the answers stay the organization's."""
    role: Mapped[Role] = mapped_column(values_of(Role, name="role"))
    work_role: Mapped[WorkRole | None] = mapped_column(values_of(WorkRole, name="work_role"))
    """What its author does in the work, as it was when the sheet was opened."""
    paper: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Keyed in from paper for somebody without an account; then there is no user."""
    handed_in_at: Mapped[dt.datetime | None]
    """Sheets count, and are shown in the spread, once they are handed in (scoring.md S7)."""
    created_at: Mapped[dt.datetime]

    assessment: Mapped[Assessment] = relationship()
    responses: Mapped[list["Response"]] = relationship(
        back_populates="sheet", cascade="all, delete-orphan", passive_deletes=True
    )


class Response(Base):
    """The answer to one item: a level, or an unscored answer, or neither yet.

    `version` counts the saves, from 1. A save names the version it saw; SQLAlchemy raises
    `StaleDataError` when the row has moved on meanwhile.
    """

    __tablename__ = "response"
    __table_args__ = (
        ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            [ResponseSheet.assessment_id, ResponseSheet.id],
            ondelete="CASCADE",
            name="fk_response_sheet",
        ),
        ForeignKeyConstraint(
            ["assessment_id", "instrument_id"],
            [AssessmentInstrument.assessment_id, AssessmentInstrument.instrument_id],
            ondelete="CASCADE",
            name="fk_response_assessment_instrument",
        ),
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        CheckConstraint("level IS NULL OR unscored IS NULL", name="one_answer"),
        CheckConstraint("version >= 1", name="version"),
        # An assessment that is deleted takes its answers along by this.
        Index("ix_response_assessment_id_instrument_id", "assessment_id", "instrument_id"),
    )

    sheet_id: Mapped[str] = mapped_column(primary_key=True)
    instrument_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    assessment_id: Mapped[str]
    level: Mapped[int | None]
    unscored: Mapped[UnscoredAnswer | None] = mapped_column(
        values_of(UnscoredAnswer, name="unscored")
    )
    note: Mapped[str] = mapped_column(default="")
    evidence: Mapped[Evidence | None] = mapped_column(values_of(Evidence, name="evidence"))
    version: Mapped[int] = mapped_column()
    updated_at: Mapped[dt.datetime]

    sheet: Mapped[ResponseSheet] = relationship(
        back_populates="responses", overlaps="assessment_instrument"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class AgreedAnswer(Base):
    """What the team settled on for one item; it counts until it is changed (scoring.md S7).

    `version` counts the changes, from 1: two people who agree on one item at once each learn
    of the other.
    """

    __tablename__ = "agreed_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["assessment_id", "instrument_id"],
            [AssessmentInstrument.assessment_id, AssessmentInstrument.instrument_id],
            ondelete="CASCADE",
            name="fk_agreed_answer_assessment_instrument",
        ),
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        CheckConstraint("(level IS NULL) <> (unscored IS NULL)", name="one_answer"),
        CheckConstraint("version >= 1", name="version"),
    )

    assessment_id: Mapped[str] = mapped_column(primary_key=True)
    instrument_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int | None]
    unscored: Mapped[UnscoredAnswer | None] = mapped_column(
        values_of(UnscoredAnswer, name="unscored")
    )
    note: Mapped[str] = mapped_column(default="")
    """What was decided, and why."""
    sheets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What each handed-in sheet said then, by its id: a later change marks the item."""
    agreed_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    agreed_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once
