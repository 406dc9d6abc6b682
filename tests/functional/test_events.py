"""What people do is written down: who, what, when and in which request, never what they said."""

import pytest
from sqlalchemy import select

from readiness.models import AuditEvent, Role
from readiness.services.verifying import verify
from tests.factories import make_membership
from tests.readiness.walking import Walker

CANARY = "CANARY-NOTE"


@pytest.fixture
def lead(dbsession, testapp, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def place(lead):
    return f"/organizations/{lead.organization_id}"


def recorded(dbsession, kind=None):
    dbsession.commit()
    question = select(AuditEvent).order_by(AuditEvent.id)
    if kind:
        question = question.where(AuditEvent.kind == kind)
    return dbsession.scalars(question).all()


def send(testapp, page, form="form", **values):
    found = testapp.get(page).forms[form]
    for name, value in values.items():
        found[name] = value
    return found.submit(expect_errors=True)


def test_naming_an_organization_is_recorded(testapp, dbsession, lead):
    send(testapp, "/organizations", name="Second Circle")

    (event,) = recorded(dbsession)
    assert (event.kind, event.actor_id) == ("organization-made", lead.user_id)
    assert event.organization_id not in {None, lead.organization_id}
    assert event.request_id


def test_saving_the_profile_is_recorded(testapp, dbsession, lead, place):
    send(testapp, f"{place}/profile", program=CANARY)

    (event,) = recorded(dbsession)
    assert (event.kind, event.organization_id) == ("profile-saved", lead.organization_id)
    assert CANARY not in str(vars(event))


def test_starting_and_handing_in_are_recorded_once(testapp, dbsession, clock, lead, place):
    Walker(dbsession, clock, lead).program()
    dbsession.commit()
    send(testapp, f"{place}/assessments")
    (started,) = recorded(dbsession)
    assessment = started.subject_id
    review = testapp.get(f"{place}/assessments/{assessment}/review")
    token = review.html.find("input", {"name": "csrf_token"})["value"]

    for _ in range(2):
        testapp.post(f"{place}/assessments/{assessment}/submit", {"csrf_token": token})

    assert [(one.kind, one.subject_id) for one in recorded(dbsession)] == [
        ("assessment-started", assessment),
        ("assessment-submitted", assessment),
    ]


@pytest.fixture
def report(dbsession, testapp, clock, lead, place):
    walker = Walker(dbsession, clock, lead)
    assessment = walker.start(walker.program())
    walker.submit(assessment)
    return f"{place}/assessments/{assessment.id}/report.json"


def test_download_is_recorded_when_the_file_is_given(testapp, dbsession, lead, report):
    while testapp.get(report).status_int != 200:
        pass

    (event,) = recorded(dbsession, "report-downloaded")
    assert (event.actor_id, event.details) == (lead.user_id, {"format": "json"})


def test_asking_about_a_file_is_no_download(testapp, dbsession, report):
    while testapp.get(report).status_int != 200:
        pass
    testapp.head(report)

    assert len(recorded(dbsession, "report-downloaded")) == 1


def test_contributors_download_is_recorded_as_theirs(testapp, dbsession, lead, report, sign_in):
    peer = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, peer.user)
    while testapp.get(report).status_int != 200:
        pass

    assert [one.actor_id for one in recorded(dbsession, "report-downloaded")] == [peer.user_id]


def test_what_is_refused_is_not_recorded(testapp, dbsession, place):
    refused = send(testapp, f"{place}/profile", program="x" * 300)

    assert refused.status_int == 422
    assert recorded(dbsession) == []


def test_log_of_a_walk_is_whole(testapp, dbsession, place, engine):
    send(testapp, f"{place}/profile", program="Circle group")
    send(testapp, f"{place}/assessments")

    assert (verify(engine).problem, verify(engine).count) == ("", 2)
