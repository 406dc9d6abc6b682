"""Pages ask by keys: what a program, an assessment or a point of an agenda has is found by index.

Without these a page read some tables from the first row to the last, and took longer with
every organization that joined.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEXES = (
    ("assessment", ("program_profile_id",)),
    ("consultation", ("assessment_id",)),
    ("consultation_step", ("agenda_item_id",)),
    ("organization", ("kind", "name")),
    ("pulse_check", ("program_profile_id", "taken_at")),
    ("rendered_file", ("audience",)),
    ("response", ("assessment_id", "instrument_id")),
    ("ta_rating", ("assessment_id", "instrument_id")),
)


def upgrade() -> None:
    """Add the indexes."""
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
