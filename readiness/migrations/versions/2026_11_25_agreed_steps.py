"""Steps agreed on in a meeting can be adopted into the plan; its files are kept with others."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the name of a plan's step, and drop a table that nothing was ever written to."""
    op.add_column("consultation_step", sa.Column("plan_step_id", sa.Text(), nullable=True))
    op.drop_table("consultation_file")


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
