"""What an organization shares with a funder: a submitted assessment, part by part, for a time.

A share is the one grant by which a funder sees anything. It is asked at every request,
beginning at the reviewer's own membership, and never copied.
"""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.assessment import Assessment
from readiness.models.meta import Base, JsonObject, new_id, values_of
from readiness.models.organization import Organization
from readiness.models.snapshot import Snapshot


class Share(Base):
    """One submitted assessment for one funder: prepared and looked at, then shared."""

    __tablename__ = "share"
    __table_args__ = (
        # An assessment of another organization cannot be shared, whatever the code does.
        ForeignKeyConstraint(
            ["organization_id", "assessment_id"],
            [Assessment.organization_id, Assessment.id],
            ondelete="CASCADE",
            name="fk_share_assessment",
        ),
        # Nor can one that was not handed in.
        ForeignKeyConstraint(
            ["assessment_id"],
            [Snapshot.assessment_id],
            ondelete="CASCADE",
            name="fk_share_snapshot",
        ),
        CheckConstraint("expires_at > created_at", name="ends_after_it_begins"),
        Index("ix_share_funder_id_expires_at", "funder_id", "expires_at"),
        Index("ix_share_organization_id_created_at", "organization_id", "created_at"),
        Index("ix_share_assessment_id", "assessment_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str]
    assessment_id: Mapped[str]
    funder_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    parts: Mapped[list[str]] = mapped_column(JsonObject)
    """Ids of `reports.audience.Shared`, sorted."""
    purpose: Mapped[str]
    asks: Mapped[list[str]] = mapped_column(JsonObject)
    """Ids of the kinds of support that would help most, as the organization chose them."""
    follows_plan: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the plan's progress may be read along with the steps, as it is at each moment."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What group figures may count of it: only of the parts that are shared."""
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    shared_at: Mapped[dt.datetime | None]
    """None while it is prepared: until then its funder knows nothing of it."""
    expires_at: Mapped[dt.datetime]
    """The first moment at which it is over."""
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    reminded_at: Mapped[dt.datetime | None]
    """When the leads were told that it ends soon."""
    replaces_id: Mapped[str | None]
    """The share that ends when this one begins; no key, so that either can go first."""
    version: Mapped[int] = mapped_column()

    assessment: Mapped[Assessment] = relationship()
    funder: Mapped[Organization] = relationship(foreign_keys=[funder_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it once


class ShareView(Base):
    """Somebody opened a shared report or took a file of it; noted before it was given."""

    __tablename__ = "share_view"
    __table_args__ = (Index("ix_share_view_share_id_looked_at", "share_id", "looked_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    share_id: Mapped[str] = mapped_column(ForeignKey(Share.id, ondelete="CASCADE"))
    user_id: Mapped[str | None] = mapped_column(
        ForeignKey(User.id, ondelete="SET NULL"), index=True
    )
    looked_at: Mapped[dt.datetime]
    what: Mapped[str]
    """"page", or the format of a file."""


class RequestState(StrEnum):
    """What became of a funder's wish to see something."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"


class ShareRequest(Base):
    """A funder asks to be shown something; the organization answers, or not."""

    __tablename__ = "share_request"
    __table_args__ = (Index("ix_share_request_organization_id_state", "organization_id", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    funder_id: Mapped[str] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str]
    parts: Mapped[list[str]] = mapped_column(JsonObject)
    until: Mapped[dt.date]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    state: Mapped[RequestState] = mapped_column(
        values_of(RequestState, name="state"), default=RequestState.OPEN
    )

    funder: Mapped[Organization] = relationship(foreign_keys=[funder_id])
