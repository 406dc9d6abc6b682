"""The samples: people who can sign in, and what their organizations have submitted."""

import pytest
from sqlalchemy import select

from instruments import snapshot
from readiness import demo
from readiness.models import (
    Assessment,
    Membership,
    Organization,
    PlanStep,
    Response,
    ResponseSheet,
    Snapshot,
    User,
)
from readiness.services import invariants


@pytest.fixture
def samples(app, engine, dbsession):
    demo.load(engine, app.registry.passwords)
    return dbsession


def test_samples_are_the_people_of_the_design(samples):
    people = samples.scalars(select(User.email).order_by(User.email)).all()

    assert people == [
        "advisor@ridgeline.example",
        "lead@brightharbor.example",
        "lead@cedarfork.example",
        "lead@lantern.example",
        "lead@opengate.example",
        "peer@cedarfork.example",
        "reviewer@harborfund.example",
    ]


def test_samples_belong_to_their_organizations(samples):
    places = {
        (one.user.email, one.organization.name, one.role.value)
        for one in samples.scalars(select(Membership))
    }

    assert places == {
        ("lead@lantern.example", "Lantern House Collective (sample data)", "lead"),
        ("lead@cedarfork.example", "Cedar Fork Women's Network (sample data)", "lead"),
        ("peer@cedarfork.example", "Cedar Fork Women's Network (sample data)", "contributor"),
        ("lead@opengate.example", "Open Gate Alliance (sample data)", "lead"),
        ("lead@brightharbor.example", "Bright Harbor Services (sample data)", "lead"),
        ("advisor@ridgeline.example", "Ridgeline Assistance (sample data)", "lead"),
        ("reviewer@harborfund.example", "Harbor Fund (sample data)", "lead"),
    }


def test_samples_keep_what_always_holds_between_rows(samples):
    assert invariants.broken(samples) == []


def test_samples_are_submitted_at_their_dates(samples):
    rows = samples.execute(
        select(Assessment.submitted_at, Snapshot.content).join(
            Snapshot, Snapshot.assessment_id == Assessment.id
        )
    ).all()
    found = sorted(
        (snapshot.from_json(content).organization.partition(" (")[0], moment.date().isoformat())
        for moment, content in rows
    )

    assert found == [
        ("Bright Harbor Services", "2026-11-01"),
        ("Cedar Fork Women's Network", "2026-11-01"),
        ("Lantern House Collective", "2026-11-01"),
        ("Open Gate Alliance", "2025-11-03"),
        ("Open Gate Alliance", "2026-11-01"),
    ]


def test_one_sample_has_begun_a_new_round(samples):
    draft = samples.scalars(select(Assessment).where(Assessment.submitted_at.is_(None))).one()

    answered = samples.scalars(select(Response).where(Response.assessment_id == draft.id)).all()
    assert [one.instrument_id for one in draft.instruments] == ["formative"]
    # Four sheets: of the lead, of a peer, and two from paper.
    assert 150 <= len(answered) <= 200
    sheets = samples.scalars(
        select(ResponseSheet).where(ResponseSheet.assessment_id == draft.id)
    ).all()
    assert sorted((one.work_role.value, one.paper) for one in sheets) == [
        ("board", True),
        ("leader", False),
        ("peer-leader", False),
        ("supervisor", True),
    ]
    assert all(one.handed_in_at for one in sheets)


def test_sample_team_sees_what_to_talk_about_at_once(samples, testapp):
    draft = samples.scalars(select(Assessment).where(Assessment.submitted_at.is_(None))).one()
    address = f"/organizations/{draft.organization_id}/assessments/{draft.id}"
    for email in ("lead@cedarfork.example", "peer@cedarfork.example"):
        testapp.reset()
        form = testapp.get("/sign-in").forms["form"]
        form["email"], form["password"] = email, demo.PASSWORD
        form.submit()

        page = testapp.get(f"{address}/agree")

        assert "What would happen to the group if a peer leader had to step back?" in page
        assert testapp.get(f"{address}/spread").status_int == 200


def test_sample_people_can_sign_in(samples, testapp):
    form = testapp.get("/sign-in").forms["form"]
    form["email"] = "lead@opengate.example"
    form["password"] = demo.PASSWORD

    assert form.submit().location == "http://localhost:6543/home"


def test_samples_are_known_to_be_there(engine, samples):
    assert demo.loaded(engine)


def test_samples_are_known_not_to_be_there(engine):
    assert not demo.loaded(engine)


def test_open_gate_has_worked_on_its_plan_for_a_year(samples):
    steps = samples.scalars(
        select(PlanStep)
        .join(Organization, Organization.id == PlanStep.organization_id)
        .where(Organization.name.startswith("Open Gate"))
        .order_by(PlanStep.due_on)
    ).all()

    assert [step.status.value for step in steps] == ["done", "done", "done", "under-way", "stuck"]
    assert [step.helped and step.helped.value for step in steps] == ["worked"] + [None] * 4
    assert all(step.owner and step.due_on for step in steps)


def test_cedar_fork_has_begun_a_small_plan(samples):
    statuses = samples.scalars(
        select(PlanStep.status)
        .join(Organization, Organization.id == PlanStep.organization_id)
        .where(Organization.name.startswith("Cedar Fork"))
    ).all()

    assert sorted(statuses) == ["not-started", "not-started", "under-way"]
