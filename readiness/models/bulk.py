"""Slow work on many things at once, with how far it is."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from readiness.models.account import User
from readiness.models.meta import Base, JsonObject, new_id, values_of
from readiness.models.organization import Organization
from readiness.models.snapshot import FileState


class BulkJob(Base):
    """One piece of work of an organization: of each kind there is one at a time.

    It holds no file. What it makes is kept where single files are, under the same rights.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind"),
        CheckConstraint("done >= 0 AND done <= total", name="done"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[str] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    kind: Mapped[str]
    asked_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    state: Mapped[FileState] = mapped_column(
        values_of(FileState, name="state"), default=FileState.WAITING
    )
    items: Mapped[list[str]] = mapped_column(JsonObject)
    """Ids of what it is about, in the order in which they are done."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    updated_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
