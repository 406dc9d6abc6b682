"""Who did what, when: appended, never changed. No answers, no names, no addresses."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from readiness.models.meta import Base


class AuditEvent(Base):
    """One event. The database refuses UPDATE and DELETE by a trigger.

    Ids here are no foreign keys: an event outlives what it tells of.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_organization_id_happened_at", "organization_id", "happened_at"),
    )

    # SQLite only counts up by itself in a plain INTEGER key.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    happened_at: Mapped[dt.datetime]
    kind: Mapped[str]
    """A member of `services.audit.EventKind`."""
    actor_id: Mapped[str | None]
    organization_id: Mapped[str | None]
    subject_id: Mapped[str | None]
    request_id: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str | None]
    hash: Mapped[str | None]
    """Over the event and the hash before it (`readiness.chain`); events older than the chain
    have none, and are sealed by the first that has one."""
