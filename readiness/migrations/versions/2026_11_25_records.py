"""Records: the log is chained, an organization can be exported and deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from readiness.chain import START, link
from readiness.clock import utc_now

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EVENT = sa.table(
    "audit_event",
    sa.column("id", sa.BigInteger),
    sa.column("happened_at", sa.DateTime(timezone=True)),
    *(sa.column(name, sa.Text) for name in ("kind", "actor_id", "organization_id")),
    *(sa.column(name, sa.Text) for name in ("subject_id", "request_id")),
    sa.column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    sa.column("previous_hash", sa.Text),
    sa.column("hash", sa.Text),
)


def upgrade() -> None:
    """Make the tables, and seal what was recorded so far."""
    op.add_column("organization", sa.Column("erase_at", sa.DateTime(timezone=True)))
    _make_export()
    _seal()


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")


def _make_export() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=True),
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
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_export_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_export_organization_id_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index(
        "ix_export_organization_id_created_at", "export", ["organization_id", "created_at"]
    )


def _seal() -> None:
    database = op.get_bind()
    before, count = START, 0
    for row in database.execute(sa.select(EVENT).order_by(EVENT.c.id)).mappings():
        before = link(before, dict(row))
        count += 1
    if not count:
        # A log without events begins by itself.
        return
    seal = {
        "happened_at": utc_now(),
        "kind": "log-sealed",
        "actor_id": None,
        "organization_id": None,
        "subject_id": None,
        "request_id": None,
        "details": {"count": count},
    }
    op.execute(sa.insert(EVENT).values(**seal, previous_hash=before, hash=link(before, seal)))
