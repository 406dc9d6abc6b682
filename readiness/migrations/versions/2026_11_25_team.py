"""A team: what people do in the work, sheets that are handed in, and agreed answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from readiness.migrations.columns import add_choice, add_count

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_OBJECT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WORK_ROLES = ("leader", "peer-leader", "supervisor", "clinician", "board")


def upgrade() -> None:
    """Change the tables. Sheets that were answered before count as handed in when frozen."""
    add_choice("membership", "work_role", WORK_ROLES)
    add_choice("response_sheet", "work_role", WORK_ROLES)
    op.add_column(
        "response_sheet",
        sa.Column("paper", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("response_sheet", sa.Column("handed_in_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE response_sheet SET handed_in_at = (SELECT submitted_at FROM assessment "
        "WHERE assessment.id = response_sheet.assessment_id "
        "AND assessment.created_by = response_sheet.user_id)"
    )
    add_count("assessment", "sheets_needed", default=2, least=1)
    add_choice("assessment", "agreed_by", ("lead", "team"), default="lead")
    _make_agreed_answer()


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")


def _make_agreed_answer() -> None:
    op.create_table(
        "agreed_answer",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column(
            "unscored",
            sa.Enum(
                "unknown",
                "not-applicable",
                name="unscored",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sheets", JSON_OBJECT, nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(level IS NULL) <> (unscored IS NULL)", name=op.f("ck_agreed_answer_one_answer")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_agreed_answer_level")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_agreed_answer_version")),
        sa.ForeignKeyConstraint(
            ["agreed_by"],
            ["app_user.id"],
            name=op.f("fk_agreed_answer_agreed_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "instrument_id"],
            ["assessment_instrument.assessment_id", "assessment_instrument.instrument_id"],
            name="fk_agreed_answer_assessment_instrument",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "assessment_id", "instrument_id", "item_id", name=op.f("pk_agreed_answer")
        ),
    )
