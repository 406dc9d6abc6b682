"""Slow work that a transaction has asked for, kept until it is done."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from readiness.models.meta import Base, new_id


class OutboxJob(Base):
    """One job, written in the transaction that wants it and deleted once it is done.

    The queue itself forgets a job the moment a worker takes it: a worker that is killed would
    take it along. Here it stays, so that another one finds it (`jobs`).
    """

    __tablename__ = "outbox_job"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    values: Mapped[dict[str, Any]]
    """The job's plain values, as `{"values": [...]}`."""
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    taken_at: Mapped[dt.datetime | None]
    """When a worker last began it; None while it waits."""
    tries: Mapped[int] = mapped_column(default=0)
