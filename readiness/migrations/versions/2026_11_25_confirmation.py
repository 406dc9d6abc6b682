"""When a person last gave the password: asked again before exports, deletions and sharing."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the table. Sessions of before have to confirm first."""
    op.add_column("auth_session", sa.Column("confirmed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
