"""A second wall on PostgreSQL: a request's transaction sees only what its person reaches.

The permission rules of the code are the first wall. This one holds where a query forgets its
scope: the database itself leaves out rows of organizations that the person neither belongs to
nor was let in by. `app_lent_assessment` says who was let in, and `app_offered_assessment` who
was asked and may know of an assessment and no more; whoever adds a new way replaces these.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Their bodies are read when they are made, so that they hold under any search path: a dump
# empties it.
FUNCTIONS = (
    # Who asks; set for one transaction (`readiness.db`). Nobody in particular sees nothing.
    """
    CREATE FUNCTION app_person() RETURNS text LANGUAGE sql STABLE
    RETURN nullif(current_setting('app.person', true), '')
    """,
    # Jobs and the operator's commands work for no person, and see all.
    """
    CREATE FUNCTION app_operates() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('app.operator', true), '') = 'on'
    """,
    """
    CREATE FUNCTION app_belongs(organization text) RETURNS boolean LANGUAGE sql STABLE
    RETURN app_operates() OR EXISTS (
        SELECT 1 FROM membership
        WHERE membership.organization_id = organization
        AND membership.user_id = app_person())
    """,
    """
    CREATE FUNCTION app_lent_assessment(assessment text) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT 1 FROM membership
        JOIN engagement ON engagement.provider_id = membership.organization_id
        JOIN engagement_assessment ON engagement_assessment.engagement_id = engagement.id
        WHERE membership.user_id = app_person()
        AND engagement.state = 'live'
        AND engagement_assessment.assessment_id = assessment)
    OR EXISTS (
        SELECT 1 FROM membership
        JOIN share ON share.funder_id = membership.organization_id
        WHERE membership.user_id = app_person()
        AND share.shared_at IS NOT NULL
        AND share.revoked_at IS NULL
        AND share.assessment_id = assessment)
    """,
    """
    CREATE FUNCTION app_offered_assessment(assessment text) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT 1 FROM membership
        JOIN engagement ON engagement.provider_id = membership.organization_id
        JOIN engagement_assessment ON engagement_assessment.engagement_id = engagement.id
        WHERE membership.user_id = app_person()
        AND engagement.state = 'invited'
        AND engagement_assessment.assessment_id = assessment)
    """,
)

SEEN = """
EXISTS (SELECT 1 FROM assessment WHERE assessment.id = assessment_id
AND (app_belongs(assessment.organization_id) OR app_lent_assessment(assessment.id)))
"""
"""An assessment that was let in to takes what hangs on it along."""

POLICIES = {
    "assessment": (
        "app_belongs(organization_id) OR app_lent_assessment(id) OR app_offered_assessment(id)"
    ),
    "program_profile": (
        "app_belongs(organization_id) OR EXISTS "
        "(SELECT 1 FROM assessment WHERE assessment.program_profile_id = program_profile.id)"
    ),
    "response_sheet": SEEN,
    "response": SEEN,
    "agreed_answer": SEEN,
    "snapshot": SEEN,
    "rendered_file": "EXISTS (SELECT 1 FROM snapshot WHERE snapshot.id = snapshot_id)",
}


def upgrade() -> None:
    """Make the functions and switch the policies on, for the tables' owner too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for function in FUNCTIONS:
        op.execute(function)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_reached ON {table} USING ({condition}) WITH CHECK ({condition})"
        )


def downgrade() -> None:
    """Refuse: the way back is the backup made before the migration."""
    raise NotImplementedError("Restore the backup made before the migration.")
