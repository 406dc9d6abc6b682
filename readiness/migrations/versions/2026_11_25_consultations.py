"""Engagements of TA providers, consultations, and what both sides write in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; an assessment and a reach code can be named by a unique index."""
    op.create_index(
        "ix_assessment_organization_id_id", "assessment", ["organization_id", "id"], unique=True
    )

    op.add_column("organization", sa.Column("reach_code", sa.Text(), nullable=True))
    op.create_index("ix_organization_reach_code", "organization", ["reach_code"], unique=True)
    _make_engagements()
    _make_ratings()
    _make_meetings()


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _make_engagements() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column(
            "state",
            _choice("state", "invited", "requested", "live", "declined", "ended"),
            nullable=False,
        ),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_side", _choice("ended_side", "team", "advisor"), nullable=True),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_engagement_ended_has_time")
        ),
        sa.CheckConstraint(
            "state <> 'live' OR ends_on IS NOT NULL", name=op.f("ck_engagement_live_has_end")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["app_user.id"],
            name=op.f("fk_engagement_answered_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["app_user.id"],
            name=op.f("fk_engagement_ended_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["app_user.id"],
            name=op.f("fk_engagement_opened_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_engagement_organization_id_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organization.id"],
            name=op.f("fk_engagement_provider_id_organization"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_engagement_organization_id_id")),
    )
    op.create_index(
        "ix_engagement_provider_id_state", "engagement", ["provider_id", "state"], unique=False
    )
    op.create_table(
        "engagement_assessment",
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "assessment_id"],
            ["assessment.organization_id", "assessment.id"],
            name="fk_engagement_assessment_assessment",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "engagement_id"],
            ["engagement.organization_id", "engagement.id"],
            name="fk_engagement_assessment_engagement",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "engagement_id", "assessment_id", name=op.f("pk_engagement_assessment")
        ),
    )
    op.create_index(
        "ix_engagement_assessment_assessment_id",
        "engagement_assessment",
        ["assessment_id"],
        unique=False,
    )


def _make_ratings() -> None:
    op.create_table(
        "ta_rating",
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("checked", _choice("checked", "told", "seen", "not-checked"), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=True),
        sa.Column("proposal_reason", sa.Text(), nullable=False),
        sa.Column(
            "proposal_state",
            _choice("proposal_state", "open", "accepted", "declined"),
            nullable=True,
        ),
        sa.Column("rated_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(proposed IS NULL) = (proposal_state IS NULL)", name=op.f("ck_ta_rating_proposal")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_ta_rating_level")),
        sa.CheckConstraint("proposed BETWEEN 0 AND 3", name=op.f("ck_ta_rating_proposed")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_ta_rating_version")),
        sa.ForeignKeyConstraint(
            ["assessment_id", "instrument_id"],
            ["assessment_instrument.assessment_id", "assessment_instrument.instrument_id"],
            name="fk_ta_rating_assessment_instrument",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id", "assessment_id"],
            ["engagement_assessment.engagement_id", "engagement_assessment.assessment_id"],
            name="fk_ta_rating_engagement_assessment",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rated_by"],
            ["app_user.id"],
            name=op.f("fk_ta_rating_rated_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint(
            "engagement_id", "assessment_id", "instrument_id", "item_id", name=op.f("pk_ta_rating")
        ),
    )
    op.create_table(
        "comment_thread",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("state", _choice("state", "open", "answered", "resolved"), nullable=False),
        sa.Column(
            "assigned_to",
            _choice(
                "assigned_to",
                "advisor",
                "lead",
                "leader",
                "peer-leader",
                "supervisor",
                "clinician",
                "board",
            ),
            nullable=True,
        ),
        sa.Column("opened_side", _choice("opened_side", "team", "advisor"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "provider_id IS NULL OR private", name=op.f("ck_comment_thread_private")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "instrument_id"],
            ["assessment_instrument.assessment_id", "assessment_instrument.instrument_id"],
            name="fk_comment_thread_assessment_instrument",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id", "assessment_id"],
            ["engagement_assessment.engagement_id", "engagement_assessment.assessment_id"],
            name="fk_comment_thread_engagement_assessment",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organization.id"],
            name=op.f("fk_comment_thread_provider_id_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_thread")),
    )
    op.create_index(
        "ix_comment_thread_engagement_id_assessment_id",
        "comment_thread",
        ["engagement_id", "assessment_id"],
        unique=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("side", _choice("side", "team", "advisor"), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["app_user.id"],
            name=op.f("fk_comment_author_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["comment_thread.id"],
            name=op.f("fk_comment_thread_id_comment_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_thread_id", "comment", ["thread_id"], unique=False)


def _make_meetings() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_consultation_number")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_consultation_version")),
        sa.ForeignKeyConstraint(
            ["engagement_id", "assessment_id"],
            ["engagement_assessment.engagement_id", "engagement_assessment.assessment_id"],
            name="fk_consultation_engagement_assessment",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint(
            "engagement_id",
            "assessment_id",
            "number",
            name=op.f("uq_consultation_engagement_id_assessment_id_number"),
        ),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _choice("kind", "safety-stop", "difference", "find-out", "step", "own"),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_agenda_item_position")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_agenda_item_version")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_agenda_item_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(
        "ix_agenda_item_consultation_id_position",
        "agenda_item",
        ["consultation_id", "position"],
        unique=False,
    )
    op.create_table(
        "consultation_note",
        sa.Column("agenda_item_id", sa.Text(), nullable=False),
        sa.Column("kind", _choice("kind", "shared", "private", "decision"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("written_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "provider_id IS NULL OR kind = 'private'", name=op.f("ck_consultation_note_private")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_consultation_note_version")),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["agenda_item.id"],
            name=op.f("fk_consultation_note_agenda_item_id_agenda_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organization.id"],
            name=op.f("fk_consultation_note_provider_id_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["app_user.id"],
            name=op.f("fk_consultation_note_written_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("agenda_item_id", "kind", name=op.f("pk_consultation_note")),
    )
    op.create_table(
        "consultation_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("agenda_item_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_consultation_step_version")),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["agenda_item.id"],
            name=op.f("fk_consultation_step_agenda_item_id_agenda_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_step_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_step")),
    )
    op.create_index(
        "ix_consultation_step_consultation_id",
        "consultation_step",
        ["consultation_id"],
        unique=False,
    )
    op.create_table(
        "consultation_file",
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("format", _choice("format", "pdf", "docx", "xlsx", "json"), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("state", _choice("state", "waiting", "ready", "failed"), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_file_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "format", name=op.f("pk_consultation_file")),
    )
