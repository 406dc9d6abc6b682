"""Paper: files to print, and sheets that are being keyed in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "printed_file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "ready",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_printed_file_content_hash")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_printed_file_assessment_id_assessment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_printed_file")),
    )
    op.create_index(op.f("ix_printed_file_assessment_id"), "printed_file", ["assessment_id"])
    op.create_table(
        "paper_draft",
        sa.Column("sheet_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("keyed_by", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            ["response_sheet.assessment_id", "response_sheet.id"],
            name="fk_paper_draft_sheet",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["keyed_by"],
            ["app_user.id"],
            name=op.f("fk_paper_draft_keyed_by_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_paper_draft")),
    )
    op.create_index(op.f("ix_paper_draft_keyed_by"), "paper_draft", ["keyed_by"])
    op.create_index(
        "ix_paper_draft_own",
        "paper_draft",
        ["assessment_id", "keyed_by"],
        unique=True,
        sqlite_where=sa.text("own"),
        postgresql_where=sa.text("own"),
    )


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
