"""What anyone may open is a list written by hand; all else is closed."""

import pytest

from tests.factories import make_assessment, make_membership
from tests.security.test_forms import methods, permission, views

PUBLIC = {
    "about": {"GET"},
    "exit": {"GET"},
    "healthz": {"GET"},
    "join": {"GET", "POST"},
    "join_account": {"GET", "POST"},
    "join_code": {"GET"},
    "landing": {"GET"},
    "method": {"GET"},
    "models": {"GET"},
    "quick_screen": {"GET", "POST"},
    "quick_screen_paper": {"GET"},
    "quick_screen_paper_file": {"GET"},
    "quick_screen_pdf": {"GET", "POST"},
    "quick_screen_result": {"GET", "POST"},
    "readyz": {"GET"},
    "reset": {"GET", "POST"},
    "reset_token": {"GET", "POST"},
    "safety": {"GET"},
    "sign_in": {"GET", "POST"},
    "sign_in_code": {"GET", "POST"},
    "sign_out": {"GET", "POST"},
    "sign_up": {"GET", "POST"},
    "sign_up_token": {"GET", "POST"},
    "way_back": {"GET", "POST"},
}


def test_public_views_are_those_of_the_list(app):
    found = {}
    for view, related in views(app):
        if not view["exception_only"] and permission(related) == "__no_permission_required__":
            found.setdefault(view["route_name"], set()).update(methods(view))

    assert found == PUBLIC


@pytest.fixture
def place(dbsession):
    membership = make_membership(dbsession)
    assessment = make_assessment(dbsession, membership.organization)
    return f"/organizations/{membership.organization_id}", assessment.id


CLOSED = ("", "/profile", "/people", "/people/invite", "/people/leave", "/people/{0}",
          "/assessments", "/assessments/{0}", "/assessments/{0}/review",
          "/assessments/{0}/report", "/assessments/{0}/report.pdf", "/assessments/{0}/report.json",
          "/assessments/{0}/report.docx", "/assessments/{0}/report.xlsx",
          "/assessments/{0}/formative/STF", "/assessments/{0}/paper",
          "/assessments/{0}/paper.pdf", "/assessments/{0}/key-in", "/assessments/{0}/key-in/none",
          "/assessments/{0}/key-in/none/formative")  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
def test_closed_page_leads_strangers_to_the_sign_in_page(testapp, place, path):
    organization, assessment = place
    address = organization + path.format(assessment)

    there = testapp.get(address)
    not_there = testapp.get("/organizations/none" + path.format("none"))

    assert there.location == f"http://localhost:6543/sign-in?next={address.replace('/', '%2F')}"
    assert not_there.status_int == there.status_int == 303


@pytest.mark.parametrize("path", CLOSED)
def test_page_of_another_organization_is_the_page_that_is_not_there(
    testapp, dbsession, place, sign_in, path
):
    organization, assessment = place
    sign_in(testapp, make_membership(dbsession).user)

    theirs = testapp.get(organization + path.format(assessment), expect_errors=True)
    nobodys = testapp.get("/organizations/none" + path.format("none"), expect_errors=True)

    assert theirs.status_int == nobodys.status_int == 404
    assert theirs.text == nobodys.text


def test_assessment_is_not_found_below_another_organization(testapp, dbsession, place, sign_in):
    mine = make_membership(dbsession)
    sign_in(testapp, mine.user)

    response = testapp.get(
        f"/organizations/{mine.organization_id}/assessments/{place[1]}/review", expect_errors=True
    )

    assert response.status_int == 404


@pytest.mark.parametrize(
    "path", ["/formative/NONE", "/evaluability/THE", "/other/STF", "/formative/STF/NONE-1"]
)
def test_section_that_is_not_part_of_the_assessment_is_not_found(testapp, dbsession, sign_in, path):
    membership = make_membership(dbsession)
    assessment = make_assessment(dbsession, membership.organization)
    sign_in(testapp, membership.user)

    response = testapp.get(
        f"/organizations/{membership.organization_id}/assessments/{assessment.id}{path}",
        expect_errors=True,
    )

    assert response.status_int in {404, 405}
