"""A program's plan: the next steps it chose, how far they are, and what moved.

The plan belongs to the program and lives on from one assessment to the next. An owner is a
role, never a person. What worked is kept for the lesson library in a table of its own, which
knows no organization.
"""

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

from readiness.models.assessment import Assessment, ProgramProfile
from readiness.models.meta import Base, new_id, values_of


class StepOrigin(StrEnum):
    """Where a step of the plan comes from."""

    REPORT = "report"
    OWN = "own"
    GOAL = "goal"
    """Kept from trying out what would change the result."""


class StepChoice(StrEnum):
    """What a team makes of a step."""

    ADOPTED = "adopted"
    DEFERRED = "deferred"
    DECLINED = "declined"


class StepStatus(StrEnum):
    """How far an adopted step is."""

    NOT_STARTED = "not-started"
    UNDER_WAY = "under-way"
    STUCK = "stuck"
    DONE = "done"


class Helped(StrEnum):
    """Whether a step that was done made a difference."""

    WORKED = "worked"
    PARTLY = "partly"
    NOT_YET = "not-yet"


class PulseReason(StrEnum):
    """What changed before a pulse re-check."""

    SOMEONE_LEFT = "someone-left"
    SITE_OPENED = "site-opened"
    FUNDING_CHANGED = "funding-changed"
    STEP_DONE = "step-done"
    OTHER = "other"


def _program(table: str) -> ForeignKeyConstraint:
    """Refer to a program of the same organization."""
    return ForeignKeyConstraint(
        ["organization_id", "program_profile_id"],
        [ProgramProfile.organization_id, ProgramProfile.id],
        ondelete="CASCADE",
        name=f"fk_{table}_program_profile",
    )


class PlanStep(Base):
    """One step of a program's plan, or what was decided about a step of a report."""

    __tablename__ = "plan_step"
    __table_args__ = (
        _program("plan_step"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        CheckConstraint(
            "(origin = 'report') = (lesson_id IS NOT NULL AND lessons_version IS NOT NULL)",
            name="report_has_lesson",
        ),
        # A second click on "add" finds what the first one made.
        UniqueConstraint("program_profile_id", "assessment_id", "lesson_id"),
        Index("ix_plan_step_organization_id_program_profile_id",
              "organization_id", "program_profile_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str]
    program_profile_id: Mapped[str]
    origin: Mapped[StepOrigin] = mapped_column(values_of(StepOrigin, name="origin"))
    assessment_id: Mapped[str | None] = mapped_column(
        ForeignKey(Assessment.id, ondelete="SET NULL")
    )
    """Whose report it was taken from."""
    instrument_id: Mapped[str | None]
    lesson_id: Mapped[str | None]
    """Id of the next step in the catalogue, such as "L-P4"."""
    lessons_version: Mapped[int | None]
    title: Mapped[str]
    choice: Mapped[StepChoice] = mapped_column(
        values_of(StepChoice, name="choice"), default=StepChoice.ADOPTED
    )
    reason: Mapped[str] = mapped_column(default="")
    """Why it was put off or declined."""
    owner: Mapped[str] = mapped_column(default="")
    """A `WorkRole`'s value or other words for a role; empty while nobody leads it."""
    due_on: Mapped[dt.date | None]
    status: Mapped[StepStatus] = mapped_column(
        values_of(StepStatus, name="status"), default=StepStatus.NOT_STARTED
    )
    actions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`{"list": [{"text": ..., "done": true}, ...]}`, in the order they are shown."""
    note: Mapped[str] = mapped_column(default="")
    support: Mapped[str] = mapped_column(default="")
    """What a TA provider offers to do."""
    changed_items: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`{"list": [...]}`: which answers its team says it changed."""
    helped: Mapped[Helped | None] = mapped_column(values_of(Helped, name="helped"))
    helped_words: Mapped[str] = mapped_column(default="")
    helped_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a copy without identification is in the lesson library."""
    advisor_words: Mapped[str] = mapped_column(default="")
    """A line of the TA provider's about whether it helped."""
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()

    events: Mapped[list["PlanEvent"]] = relationship(
        back_populates="step",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(PlanEvent.happened_at, PlanEvent.number)",
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class PlanEvent(Base):
    """One change of a step: when, by whom (a role), and what moved."""

    __tablename__ = "plan_event"
    __table_args__ = (UniqueConstraint("plan_step_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    plan_step_id: Mapped[str] = mapped_column(ForeignKey(PlanStep.id, ondelete="CASCADE"))
    number: Mapped[int]
    """From 1, in the order of the step's changes."""
    happened_at: Mapped[dt.datetime]
    role: Mapped[str]
    """The role of whoever changed it, as it was then."""
    moves: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field to [before, after]; of longer texts only that they changed."""

    step: Mapped[PlanStep] = relationship(back_populates="events")


class PulseCheck(Base):
    """A pulse re-check: seven answers after a change. It changes no assessment."""

    __tablename__ = "pulse_check"
    __table_args__ = (
        _program("pulse_check"),
        CheckConstraint("selection_version >= 1", name="selection_version"),
        Index("ix_pulse_check_organization_id_taken_at", "organization_id", "taken_at"),
        Index("ix_pulse_check_program_profile_id_taken_at", "program_profile_id", "taken_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str]
    program_profile_id: Mapped[str]
    taken_at: Mapped[dt.datetime]
    role: Mapped[str]
    reason: Mapped[PulseReason] = mapped_column(values_of(PulseReason, name="reason"))
    selection_version: Mapped[int]
    """Version of the pulse's list of questions."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Item id to a level or "unknown"; a question that was skipped is left out."""
    compared: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The last handed-in answers to the same questions, as they were then."""
    compared_on: Mapped[dt.date | None]
    """When those were handed in; empty when there were none."""


class LessonStory(Base):
    """Whether a next step helped somebody, for the lesson library.

    It names no organization, person or day, and nothing leads from it to any. It is shown to
    nobody before a reviewer has released it (`readiness lessons-review`).
    """

    __tablename__ = "lesson_story"
    __table_args__ = (CheckConstraint("length(kept_in) = 7", name="kept_in"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    lesson_id: Mapped[str]
    lessons_version: Mapped[int]
    helped: Mapped[Helped] = mapped_column(values_of(Helped, name="helped"))
    words: Mapped[str] = mapped_column(default="")
    kept_in: Mapped[str]
    """The month, such as "2026-11": a day could be found in a plan."""
