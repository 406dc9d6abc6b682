"""Figures about what is shared with a funder, frozen once a quarter."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON_OBJECT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.add_column("organization", sa.Column("grantees", sa.Integer(), nullable=True))
    op.create_table(
        "portfolio_release",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("funder_id", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("content", JSON_OBJECT, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("counted >= 10", name=op.f("ck_portfolio_release_counted")),
        sa.ForeignKeyConstraint(
            ["funder_id"],
            ["organization.id"],
            name=op.f("fk_portfolio_release_funder_id_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_release")),
        sa.UniqueConstraint(
            "funder_id",
            "table_name",
            "period",
            name=op.f("uq_portfolio_release_funder_id_table_name_period"),
        ),
    )
    op.create_table(
        "portfolio_member",
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_portfolio_member_assessment_id_assessment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["portfolio_release.id"],
            name=op.f("fk_portfolio_member_release_id_portfolio_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "assessment_id", name=op.f("pk_portfolio_member")),
    )
    op.create_index("ix_portfolio_member_assessment_id", "portfolio_member", ["assessment_id"])


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
