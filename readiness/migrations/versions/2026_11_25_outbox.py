"""Jobs are kept until they are done."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "outbox_job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "values", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_outbox_job_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_job")),
    )
    op.create_index(op.f("ix_outbox_job_created_at"), "outbox_job", ["created_at"])


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
