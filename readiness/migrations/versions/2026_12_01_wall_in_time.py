"""The second wall on PostgreSQL asks for the end of a share and of an engagement too.

A share or an engagement that has run out ends by itself: nobody writes anything into its row.
What it opened was therefore kept back by the code alone.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FUNCTIONS = (
    # The moment of the request, set like its person (`readiness.db`); the database's own where
    # a server of the version before is still at work.
    """
    CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN coalesce(
        CAST(nullif(current_setting('app.now', true), '') AS timestamptz), now())
    """,
    # Last days are days of UTC, as in the code.
    """
    CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE
    RETURN CAST(app_now() AT TIME ZONE 'UTC' AS date)
    """,
    """
    CREATE OR REPLACE FUNCTION app_lent_assessment(assessment text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT 1 FROM membership
        JOIN engagement ON engagement.provider_id = membership.organization_id
        JOIN engagement_assessment ON engagement_assessment.engagement_id = engagement.id
        WHERE membership.user_id = app_person()
        AND engagement.state = 'live'
        AND engagement.ends_on >= app_today()
        AND engagement_assessment.assessment_id = assessment)
    OR EXISTS (
        SELECT 1 FROM membership
        JOIN share ON share.funder_id = membership.organization_id
        WHERE membership.user_id = app_person()
        AND share.shared_at IS NOT NULL
        AND share.revoked_at IS NULL
        AND share.expires_at > app_now()
        AND share.assessment_id = assessment)
    """,
    """
    CREATE OR REPLACE FUNCTION app_offered_assessment(assessment text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT 1 FROM membership
        JOIN engagement ON engagement.provider_id = membership.organization_id
        JOIN engagement_assessment ON engagement_assessment.engagement_id = engagement.id
        WHERE membership.user_id = app_person()
        AND engagement.state = 'invited'
        AND engagement.ends_on >= app_today()
        AND engagement_assessment.assessment_id = assessment)
    """,
)


def upgrade() -> None:
    """Replace the functions; the policies ask them by name."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for function in FUNCTIONS:
        op.execute(function)


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
