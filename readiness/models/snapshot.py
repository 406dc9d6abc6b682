"""What a submitted assessment said, frozen, and the files rendered from it."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.assessment import Assessment
from readiness.models.meta import Base, new_id, values_of


class FileFormat(StrEnum):
    """What a report can be rendered to."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


class FileState(StrEnum):
    """How far the rendering is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Snapshot(Base):
    """The frozen answers, scorecard and next steps; the database refuses to change one."""

    __tablename__ = "snapshot"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[str] = mapped_column(
        ForeignKey(Assessment.id, ondelete="CASCADE"), unique=True
    )
    content: Mapped[str]
    """Canonical JSON (`instruments.snapshot`)."""
    sha256: Mapped[str]
    created_at: Mapped[dt.datetime]

    assessment: Mapped[Assessment] = relationship()


class RenderedFile(Base):
    """A file made from a snapshot for one audience, outside any request."""

    __tablename__ = "rendered_file"

    snapshot_id: Mapped[str] = mapped_column(
        ForeignKey(Snapshot.id, ondelete="CASCADE"), primary_key=True
    )
    audience: Mapped[str] = mapped_column(primary_key=True, index=True)
    format: Mapped[FileFormat] = mapped_column(
        values_of(FileFormat, name="format"), primary_key=True
    )
    content_hash: Mapped[str]
    """Of everything the file is made from; a changed hash means: render again."""
    state: Mapped[FileState] = mapped_column(
        values_of(FileState, name="state"), default=FileState.WAITING
    )
    path: Mapped[str | None]
    """Below the data folder."""
    updated_at: Mapped[dt.datetime]

    snapshot: Mapped[Snapshot] = relationship()
