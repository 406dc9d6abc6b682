"""Answers on paper: forms and agendas to print, and sheets that are being keyed in."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.account import User
from readiness.models.assessment import Assessment
from readiness.models.meta import Base, values_of
from readiness.models.response import ResponseSheet
from readiness.models.snapshot import FileState


class PrintedFile(Base):
    """One file, made outside any request. It goes with its assessment, because it is kept here.

    A form on paper belongs to nobody: it is the same for everyone.
    """

    __tablename__ = "printed_file"
    __table_args__ = (CheckConstraint("length(content_hash) = 64", name="content_hash"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    """What it is, such as "paper/formative/1/large" or "agenda/ID"."""
    assessment_id: Mapped[str | None] = mapped_column(
        ForeignKey(Assessment.id, ondelete="CASCADE"), index=True
    )
    content_hash: Mapped[str]
    """Of everything the file is made from; a changed hash means: make it again."""
    state: Mapped[FileState] = mapped_column(values_of(FileState, name="state"))
    content: Mapped[bytes | None]
    updated_at: Mapped[dt.datetime]


class PaperDraft(Base):
    """A paper sheet that somebody is keying in.

    The row goes when the sheet is handed in: from then on nobody can say who keyed it, and
    whoever did cannot read it any more.
    """

    __tablename__ = "paper_draft"
    __table_args__ = (
        ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            [ResponseSheet.assessment_id, ResponseSheet.id],
            ondelete="CASCADE",
            name="fk_paper_draft_sheet",
        ),
        Index(
            "ix_paper_draft_own",
            "assessment_id",
            "keyed_by",
            unique=True,
            sqlite_where=text("own"),
            postgresql_where=text("own"),
        ),
    )

    sheet_id: Mapped[str] = mapped_column(primary_key=True)
    assessment_id: Mapped[str]
    keyed_by: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    own: Mapped[bool]
    """Whether it is the paper of whoever keys it in: then it is put together with their sheet."""

    sheet: Mapped[ResponseSheet] = relationship()
