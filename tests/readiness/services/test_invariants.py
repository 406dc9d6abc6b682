"""Every invariant holds in a world made by the services, and fires on a planted row (V4)."""

import datetime as dt
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from readiness.clock import utc_now
from readiness.models import (
    Base,
    CommentThread,
    Engagement,
    EngagementAssessment,
    EngagementState,
    FileFormat,
    Invitation,
    Organization,
    OrganizationKind,
    RenderedFile,
    Role,
    Share,
    Side,
)
from readiness.services.invariants import INVARIANTS, PEOPLE, broken
from tests.factories import (
    make_assessment,
    make_membership,
    make_organization,
    make_paper,
    make_plan_step,
    make_response,
    make_sheet,
    make_snapshot,
    make_user,
)

NOW = utc_now()


@contextmanager
def unguarded(session):
    """Let rows be planted that the database's own constraints refuse."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.commit()
    connection = session.connection()
    if sqlite:
        session.rollback()
        raw = session.connection().connection.dbapi_connection
        raw.execute("COMMIT")
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA ignore_check_constraints=ON")
        raw.execute("BEGIN")
    else:
        connection.execute(text("SET session_replication_role = replica"))
    yield
    session.flush()


def reviewer_of_a_program(session):
    make_membership(session, role=Role.REVIEWER)


def consultant_of_a_program(session):
    make_membership(session, role=Role.CONSULTANT)


def contributor_of_a_funder(session):
    funder = make_organization(session, kind=OrganizationKind.FUNDER)
    make_membership(session, organization=funder, role=Role.CONTRIBUTOR)


def assessed_funder(session):
    funder = make_organization(session, kind=OrganizationKind.FUNDER)
    make_assessment(session, funder)


def submitted_without_snapshot(session):
    made = make_assessment(session, make_organization(session))
    update(session, "assessment", "state = 'submitted', submitted_at = created_at", made.id)


def draft_with_snapshot(session):
    make_snapshot(session, make_assessment(session, make_organization(session)))


def program_of_another(session):
    made = make_assessment(session, make_organization(session))
    other = make_organization(session)
    update(session, "assessment", f"organization_id = '{other.id}'", made.id)


def answer_on_another_sheet(session):
    organization = make_organization(session)
    sheet = make_sheet(session, make_assessment(session, organization), make_user(session))
    other = make_assessment(session, organization)
    make_response(session, sheet, "STF-1", level=1)
    session.execute(text("UPDATE response SET assessment_id = :id"), {"id": other.id})


def sheet_from_paper_with_a_person(session):
    made = make_sheet(
        session, make_assessment(session, make_organization(session)), make_user(session)
    )
    update(session, "response_sheet", "paper = true", made.id)


def keyed_in_after_the_hand_in(session):
    assessment = make_assessment(session, make_organization(session))
    make_paper(session, assessment, make_user(session), handed_in_at=NOW)


def keyed_in_on_screen(session):
    assessment = make_assessment(session, make_organization(session))
    made = make_paper(session, assessment, make_user(session))
    update(session, "response_sheet", "paper = false", made.id)


def engagement(session, *, kind=OrganizationKind.TA, **more):
    values = {
        "state": EngagementState.LIVE,
        "ends_on": NOW.date(),
        "purpose": "Help",
        "opened_at": NOW,
        "organization_id": make_organization(session).id,
        "provider_id": make_organization(session, kind=kind).id,
    }
    made = Engagement(**{**values, **more})
    session.add(made)
    session.flush()
    return made


def engagement_naming_anothers(session):
    made = engagement(session)
    other = make_assessment(session, make_organization(session))
    session.add(
        EngagementAssessment(
            engagement_id=made.id, organization_id=made.organization_id, assessment_id=other.id
        )
    )


def engagement_naming_for_another(session):
    """The assessment is of the engagement's organization, and the row says another."""
    made = engagement(session)
    organization = session.get_one(Organization, made.organization_id)
    session.add(
        EngagementAssessment(
            engagement_id=made.id,
            organization_id=make_organization(session).id,
            assessment_id=make_assessment(session, organization).id,
        )
    )


def engaged_funder(session):
    engagement(session, kind=OrganizationKind.FUNDER)


def engagement_of_a_funder(session):
    funder = make_organization(session, kind=OrganizationKind.FUNDER)
    engagement(session, organization_id=funder.id)


def endless_engagement(session):
    made = engagement(session)
    update(session, "engagement", "ends_on = NULL", made.id)


def invitation(session, kind, role):
    session.add(
        Invitation(
            token_hash="0" * 64,
            organization_id=make_organization(session, kind=kind).id,
            role=role,
            created_at=NOW,
            expires_at=NOW,
        )
    )


def consultant_invited_to_a_program(session):
    invitation(session, OrganizationKind.PROGRAM, Role.CONSULTANT)


def reviewer_invited_to_a_provider(session):
    invitation(session, OrganizationKind.TA, Role.REVIEWER)


def contributor_invited_to_a_funder(session):
    invitation(session, OrganizationKind.FUNDER, Role.CONTRIBUTOR)


def share(session, *, kind=OrganizationKind.FUNDER, by=OrganizationKind.PROGRAM):
    made = make_assessment(session, make_organization(session, kind=by))
    make_snapshot(session, made)
    kept = Share(
        organization_id=made.organization_id,
        assessment_id=made.id,
        funder_id=make_organization(session, kind=kind).id,
        parts=[],
        asks=[],
        purpose="Help",
        created_at=NOW,
        shared_at=NOW,
        expires_at=NOW + dt.timedelta(days=1),
    )
    session.add(kept)
    session.flush()
    return kept


def share_with_a_provider(session):
    share(session, kind=OrganizationKind.TA)


def share_by_a_provider(session):
    share(session, by=OrganizationKind.TA)


def share_of_a_draft(session):
    share(session)


def share_of_another(session):
    kept = share(session)
    update(
        session,
        "assessment",
        f"state = 'submitted', submitted_at = created_at, "
        f"organization_id = '{make_organization(session).id}'",
        kept.assessment_id,
    )


def private_talk_of_another_provider(session):
    made = engagement(session)
    other = make_organization(session, kind=OrganizationKind.TA)
    session.add(
        CommentThread(
            engagement_id=made.id,
            assessment_id=make_assessment(session, make_organization(session)).id,
            instrument_id="formative",
            item_id="STF-1",
            private=True,
            provider_id=other.id,
            opened_side=Side.ADVISOR,
            opened_at=NOW,
        )
    )


def step_of_another_program(session):
    organization = make_organization(session)
    step = make_plan_step(session, make_assessment(session, organization))
    other = make_assessment(session, organization)
    update(session, "plan_step", f"assessment_id = '{other.id}'", step.id)


def step_of_another_organization(session):
    step = make_plan_step(session, make_assessment(session, make_organization(session)))
    other = make_organization(session)
    update(session, "plan_step", f"organization_id = '{other.id}'", step.id)


def file_of_no_report(session):
    session.add(
        RenderedFile(
            snapshot_id="gone",
            audience="team",
            format=FileFormat.JSON,
            content_hash="0" * 64,
            updated_at=NOW,
        )
    )


def nobody_leads(session):
    make_membership(session, role=Role.CONTRIBUTOR)


def update(session, table, values, row):
    session.execute(text(f"UPDATE {table} SET {values} WHERE id = :id"), {"id": row})  # noqa: S608


PLANTED = {
    reviewer_of_a_program: "A role belongs to its kind of organization. (1)",
    consultant_of_a_program: "A role belongs to its kind of organization. (1)",
    contributor_of_a_funder: "A role belongs to its kind of organization. (1)",
    assessed_funder: "Only organizations that run programs are assessed. (1)",
    submitted_without_snapshot: (
        "What was submitted has its snapshot, and nothing else has one. (1)"
    ),
    draft_with_snapshot: "What was submitted has its snapshot, and nothing else has one. (1)",
    program_of_another: "A program is assessed by its own organization. (1)",
    answer_on_another_sheet: "An answer stands on a sheet of its own assessment. (1)",
    sheet_from_paper_with_a_person: "A sheet from paper has no person behind it. (1)",
    keyed_in_after_the_hand_in: "Only a paper that is not handed in is being keyed in. (1)",
    engagement_naming_anothers: "An engagement names assessments of its own organization. (1)",
    engaged_funder: "A TA provider is engaged, by an organization that runs programs. (1)",
    endless_engagement: ("An engagement that opens something has a last day. (1)"),
    share_with_a_provider: "A funder is shared with, by an organization that runs programs. (1)",
    share_of_a_draft: "What is shared is the organization's own, and was handed in. (1)",
    consultant_invited_to_a_program: "An invitation gives a role that its organization has. (1)",
    reviewer_invited_to_a_provider: "An invitation gives a role that its organization has. (1)",
    contributor_invited_to_a_funder: "An invitation gives a role that its organization has. (1)",
    keyed_in_on_screen: "Only a paper that is not handed in is being keyed in. (1)",
    engagement_naming_for_another: "An engagement names assessments of its own organization. (1)",
    engagement_of_a_funder: "A TA provider is engaged, by an organization that runs programs. (1)",
    share_by_a_provider: "A funder is shared with, by an organization that runs programs. (1)",
    share_of_another: "What is shared is the organization's own, and was handed in. (1)",
    private_talk_of_another_provider: (
        "A private talk belongs to the provider of its engagement. (1)"
    ),
    step_of_another_program: "A step of a plan comes from a report of the same program. (1)",
    step_of_another_organization: "A step of a plan comes from a report of the same program. (1)",
    file_of_no_report: "A file is made from a snapshot that is there. (1)",
}


@pytest.fixture
def loose(dbsession):
    """Let a test plant what the database refuses; its connections are not used again."""
    with unguarded(dbsession):
        yield dbsession
    dbsession.rollback()
    dbsession.get_bind().dispose()


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_planted_row_is_found(loose, plant):
    try:
        plant(loose)
        loose.flush()
    except IntegrityError:
        # PostgreSQL has no way to look away from a CHECK: there it cannot be planted at all.
        assert loose.get_bind().dialect.name == "postgresql"
        return

    assert PLANTED[plant] in broken(loose, INVARIANTS)


def test_every_statement_is_seen_to_find_something():
    assert {words.removesuffix(" (1)") for words in PLANTED.values()} == {
        one.name for one in INVARIANTS
    }


def test_organization_that_nobody_leads_is_found(dbsession):
    nobody_leads(dbsession)

    assert broken(dbsession, (PEOPLE,)) == ["Where people belong, somebody leads. (1)"]


def test_empty_database_breaks_nothing(dbsession):
    assert broken(dbsession) == []


def test_statements_name_what_they_find_in_words():
    names = [one.name for one in INVARIANTS]

    assert len(set(names)) == len(names)
    assert all(name.endswith(".") for name in names)


CROSSING = {
    # child table and column -> why its key needs no organization beside the id
    ("plan_step", "assessment_id"): "set to NULL when the assessment goes; an invariant looks",
}


def test_keys_between_things_of_organizations_carry_the_organization():
    """A row that has an organization can only refer to a row of the same one (T2)."""
    found = {
        (table.name, element.parent.name)
        for table in Base.metadata.sorted_tables
        if "organization_id" in table.columns
        for key in table.foreign_key_constraints
        if "organization_id" in key.referred_table.columns
        and "organization_id" not in key.column_keys
        for element in key.elements
    }

    assert found == set(CROSSING)
