"""Frozen figures about what was shared with a funder, and who was counted in them once."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from readiness.models.assessment import Assessment
from readiness.models.meta import Base, new_id
from readiness.models.organization import Organization


class PortfolioRelease(Base):
    """One table of one quarter, as it was published; nothing that may not be seen is in it."""

    __tablename__ = "portfolio_release"
    __table_args__ = (
        # Whoever counts twice finds what the first one published.
        UniqueConstraint("funder_id", "table_name", "period"),
        CheckConstraint("counted >= 10", name="counted"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    funder_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    table_name: Mapped[str]
    """A member of `reports.portfolio.Name`."""
    period: Mapped[str]
    """Such as "2026-Q3"."""
    counted: Mapped[int]
    content: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]


class PortfolioMember(Base):
    """A report that was counted in a release, so that it is never counted again."""

    __tablename__ = "portfolio_member"

    release_id: Mapped[str] = mapped_column(
        ForeignKey(PortfolioRelease.id, ondelete="CASCADE"), primary_key=True
    )
    assessment_id: Mapped[str] = mapped_column(
        ForeignKey(Assessment.id, ondelete="CASCADE"), primary_key=True, index=True
    )
