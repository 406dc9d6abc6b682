"""Organizations, and who belongs to them in which role."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.meta import Base, new_id, values_of


class OrganizationKind(StrEnum):
    """What an organization is here for."""

    PROGRAM = "program"
    TA = "ta"
    FUNDER = "funder"


class Role(StrEnum):
    """What a person does in an organization."""

    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    CONSULTANT = "consultant"
    REVIEWER = "reviewer"


class WorkRole(StrEnum):
    """What a person does in the work itself; answers are told apart by it, never by name."""

    LEADER = "leader"
    PEER_LEADER = "peer-leader"
    SUPERVISOR = "supervisor"
    CLINICIAN = "clinician"
    BOARD = "board"
    """Board member or advisor."""


class Organization(Base):
    """An organization."""

    __tablename__ = "organization"
    __table_args__ = (Index("ix_organization_kind_name", "kind", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[OrganizationKind] = mapped_column(values_of(OrganizationKind, name="kind"))
    name: Mapped[str]
    created_at: Mapped[dt.datetime]
    requires_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its people sign in with a code as well."""
    reach_code: Mapped[str | None] = mapped_column(unique=True, index=True)
    """By which a TA provider may ask to work with it; none until its lead wants one."""
    grantees: Mapped[int | None]
    """Of a funder: how many organizations it supports, by its own count."""
    erase_at: Mapped[dt.datetime | None]
    """Its lead asked for all of it to be deleted: from then on nothing holds that up."""

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", passive_deletes=True
    )


class Membership(Base):
    """A person's one role in one organization."""

    __tablename__ = "membership"

    organization_id: Mapped[str] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Role] = mapped_column(values_of(Role, name="role"))
    work_role: Mapped[WorkRole | None] = mapped_column(values_of(WorkRole, name="work_role"))
    """None where nobody said: TA providers and funders, and leads until they choose."""
    label: Mapped[str] = mapped_column(default="", server_default="")
    """What the person chose to be called before the leads; empty for whoever stays nameless."""
    created_at: Mapped[dt.datetime]

    organization: Mapped[Organization] = relationship(back_populates="memberships")
    user: Mapped[User] = relationship(back_populates="memberships")
