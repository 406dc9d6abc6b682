"""Plans with their history, pulse re-checks, and stories for the lesson library."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON_OBJECT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _make_plan_step()
    _make_plan_event()
    _make_pulse_check()
    _make_lesson_story()


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _make_plan_step() -> None:
    op.create_table(
        "plan_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("program_profile_id", sa.Text(), nullable=False),
        sa.Column("origin", _choice("origin", "report", "own", "goal"), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=True),
        sa.Column("instrument_id", sa.Text(), nullable=True),
        sa.Column("lesson_id", sa.Text(), nullable=True),
        sa.Column("lessons_version", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("choice", _choice("choice", "adopted", "deferred", "declined"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status", _choice("status", "not-started", "under-way", "stuck", "done"), nullable=False
        ),
        sa.Column("actions", JSON_OBJECT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("changed_items", JSON_OBJECT, nullable=False),
        sa.Column("helped", _choice("helped", "worked", "partly", "not-yet"), nullable=True),
        sa.Column("helped_words", sa.Text(), nullable=False),
        sa.Column("helped_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("advisor_words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(origin = 'report') = (lesson_id IS NOT NULL AND lessons_version IS NOT NULL)",
            name=op.f("ck_plan_step_report_has_lesson"),
        ),
        sa.CheckConstraint(
            "(status = 'done') = (done_at IS NOT NULL)", name=op.f("ck_plan_step_done_has_time")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_plan_step_version")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_plan_step_assessment_id_assessment"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "program_profile_id"],
            ["program_profile.organization_id", "program_profile.id"],
            name="fk_plan_step_program_profile",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_step")),
        sa.UniqueConstraint(
            "program_profile_id",
            "assessment_id",
            "lesson_id",
            name=op.f("uq_plan_step_program_profile_id_assessment_id_lesson_id"),
        ),
    )
    op.create_index(
        "ix_plan_step_organization_id_program_profile_id",
        "plan_step",
        ["organization_id", "program_profile_id"],
    )


def _make_plan_event() -> None:
    op.create_table(
        "plan_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("plan_step_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("moves", JSON_OBJECT, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_step_id"],
            ["plan_step.id"],
            name=op.f("fk_plan_event_plan_step_id_plan_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event")),
        sa.UniqueConstraint(
            "plan_step_id", "number", name=op.f("uq_plan_event_plan_step_id_number")
        ),
    )


def _make_pulse_check() -> None:
    op.create_table(
        "pulse_check",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("program_profile_id", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "reason",
            _choice(
                "reason", "someone-left", "site-opened", "funding-changed", "step-done", "other"
            ),
            nullable=False,
        ),
        sa.Column("selection_version", sa.Integer(), nullable=False),
        sa.Column("answers", JSON_OBJECT, nullable=False),
        sa.Column("compared", JSON_OBJECT, nullable=False),
        sa.Column("compared_on", sa.Date(), nullable=True),
        sa.CheckConstraint("selection_version >= 1", name=op.f("ck_pulse_check_selection_version")),
        sa.ForeignKeyConstraint(
            ["organization_id", "program_profile_id"],
            ["program_profile.organization_id", "program_profile.id"],
            name="fk_pulse_check_program_profile",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_check")),
    )
    op.create_index(
        "ix_pulse_check_organization_id_taken_at", "pulse_check", ["organization_id", "taken_at"]
    )


def _make_lesson_story() -> None:
    op.create_table(
        "lesson_story",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lesson_id", sa.Text(), nullable=False),
        sa.Column("lessons_version", sa.Integer(), nullable=False),
        sa.Column("helped", _choice("helped", "worked", "partly", "not-yet"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kept_in", sa.Text(), nullable=False),
        sa.CheckConstraint("length(kept_in) = 7", name=op.f("ck_lesson_story_kept_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_story")),
    )
