"""Everything of one organization in one file, made once and kept for a day."""

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from readiness.models.account import User
from readiness.models.meta import Base, new_id, values_of
from readiness.models.organization import Organization
from readiness.models.snapshot import FileState


class Export(Base):
    """A file with everything of an organization, or the wish for one."""

    __tablename__ = "export"
    __table_args__ = (
        Index("ix_export_organization_id_created_at", "organization_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    asked_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    state: Mapped[FileState] = mapped_column(
        values_of(FileState, name="state"), default=FileState.WAITING
    )
    path: Mapped[str | None]
    """Below the data folder, under a name that nobody can guess."""
    created_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
