"""The agenda of the team's meeting: who sees it, what it says, and its file."""

import pytest

from instruments import catalogue
from readiness.clock import utc_now
from readiness.models import AgreedAnswer, PrintedFile, Role
from readiness.services import printing
from tests.factories import make_assessment, make_membership, make_response, make_sheet, make_user

FORMATIVE = catalogue.find("formative")


@pytest.fixture(autouse=True)
def jobs(app, monkeypatch):
    sent = []
    monkeypatch.setattr(app.registry.jobs, "send", lambda *job, **_: sent.append(job))
    return sent


@pytest.fixture
def lead(dbsession, testapp, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def assessment(lead, dbsession):
    return make_assessment(dbsession, lead.organization)


@pytest.fixture
def way(assessment):
    return f"/organizations/{assessment.organization_id}/assessments/{assessment.id}"


def sheet(dbsession, assessment, user, **answers):
    """A sheet that is handed in; on paper where there is no user."""
    made = make_sheet(dbsession, assessment, user or make_user(dbsession), handed_in_at=utc_now())
    if user is None:
        made.user_id, made.paper = None, True
    for item, level in answers.items():
        make_response(dbsession, made, item.replace("_", "-"), level=level)
    dbsession.commit()
    return made


def topics(page):
    return [one.text for one in page.html.select("article.paper h2")]


def test_agenda_is_for_those_who_handed_in(testapp, way, dbsession, assessment, lead):
    sheet(dbsession, assessment, None, STF_1=0)
    sheet(dbsession, assessment, None, STF_1=3)
    make_sheet(dbsession, assessment, lead.user)

    page = testapp.get(f"{way}/agenda")

    assert "Hand in your own answers first." in page
    assert topics(page) == []
    assert testapp.get(f"{way}/agenda.pdf").location.endswith("/agenda")


def test_gates_come_first_and_what_is_agreed_is_left_out(testapp, way, dbsession, assessment, lead):
    sheet(dbsession, assessment, lead.user, STF_4=0, STF_3=1, CON_1=2, STF_1=0)
    for _ in range(2):
        sheet(dbsession, assessment, None, STF_4=3, STF_3=2, CON_1=1, STF_1=3)
    dbsession.add(
        AgreedAnswer(
            assessment_id=assessment.id,
            instrument_id="formative",
            item_id="STF-1",
            level=2,
            agreed_at=utc_now(),
        )
    )
    dbsession.commit()

    page = testapp.get(f"{way}/agenda")

    assert topics(page) == [FORMATIVE.by_id[item].text for item in ("CON-1", "STF-3", "STF-4")]
    assert "2\u00a0of\u00a0you" in page
    assert lead.user.email not in page


def test_file_is_made_by_a_job_and_again_when_the_sheets_changed(  # noqa: PLR0913, PLR0917 -- fixtures
    testapp, way, dbsession, assessment, lead, jobs, app
):
    mine = sheet(dbsession, assessment, lead.user, STF_4=0)
    sheet(dbsession, assessment, None, STF_4=3)
    testapp.get(f"{way}/agenda.pdf", status=202)
    assert jobs == [("agenda", assessment.id)]
    dbsession.commit()
    printing.print_agenda(app.registry.jobs, assessment.id)

    given = testapp.get(f"{way}/agenda.pdf")

    assert given.body.startswith(b"%PDF-")
    assert given.headers["Content-Disposition"] == 'attachment; filename="agenda.pdf"'
    make_response(dbsession, mine, "STF-2", level=0)
    sheet(dbsession, assessment, None, STF_2=3)
    testapp.get(f"{way}/agenda.pdf", status=202)


def test_file_goes_with_its_assessment(dbsession, assessment, lead, app):
    sheet(dbsession, assessment, lead.user, STF_4=0)
    one = assessment.id
    dbsession.rollback()
    printing.print_agenda(app.registry.jobs, one)
    assert dbsession.get(PrintedFile, f"agenda/{one}") is not None
    dbsession.delete(assessment)
    dbsession.commit()

    assert dbsession.query(PrintedFile).all() == []
    dbsession.rollback()
    printing.print_agenda(app.registry.jobs, one)
    assert dbsession.query(PrintedFile).all() == []


def test_colleague_who_has_not_handed_in_sees_nothing(  # noqa: PLR0913, PLR0917 -- fixtures
    testapp, way, dbsession, assessment, lead, sign_in
):
    sheet(dbsession, assessment, lead.user, STF_4=0)
    sheet(dbsession, assessment, None, STF_4=3)
    other = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, other.user)

    assert topics(testapp.get(f"{way}/agenda")) == []
