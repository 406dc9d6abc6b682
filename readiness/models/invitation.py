"""Invitations: a code that makes one person a member, once."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.meta import Base, new_id, values_of
from readiness.models.organization import Organization, Role, WorkRole


class Invitation(Base):
    """One place in an organization, kept open for whoever brings the code.

    Nothing here tells who was invited: of an address only a keyed hash is kept.
    """

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
    role: Mapped[Role] = mapped_column(values_of(Role, name="role"))
    work_role: Mapped[WorkRole | None] = mapped_column(values_of(WorkRole, name="work_role"))
    bound_to: Mapped[str | None]
    """A keyed hash of the one address that may accept; None where the code is enough."""
    created_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]
    used_by: Mapped[str | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    revoked_at: Mapped[dt.datetime | None]

    organization: Mapped[Organization] = relationship()
