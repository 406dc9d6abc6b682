"""Nothing typed is lost when a session runs out before a page is sent."""

import pytest
from sqlalchemy import select

from readiness.models import Response
from readiness.security.keeping import Kept, seal
from tests.factories import PASSWORD, make_assessment, make_membership, make_user


@pytest.fixture
def person(dbsession):
    return make_membership(dbsession).user


@pytest.fixture
def late(testapp, dbsession, person, sign_in, clock):
    """A section page, filled in and sent after the session has run out."""
    sign_in(testapp, person)
    organization = person.memberships[0].organization
    assessment = make_assessment(dbsession, organization)
    page = testapp.get(
        f"/organizations/{organization.id}/assessments/{assessment.id}/formative/STF"
    )
    form = next(one for one in page.forms.values() if "STF-1" in one.fields)
    form["STF-1"] = "2"
    form["STF-1-note"] = "We have <two> names & a third."
    clock.tick(minutes=31)
    name = next(one for one in form.submit_fields() if one)[0]
    assert name
    return form.submit(expect_errors=True)


def sign_in_again(page, email, password=PASSWORD):
    form = page.forms["form"]
    form["email"] = email
    form["password"] = password
    return form.submit(expect_errors=True)


def answers(dbsession):
    dbsession.commit()
    return [(one.item_id, one.level, one.note) for one in dbsession.scalars(select(Response))]


def test_late_page_asks_to_sign_in_again(late, dbsession):
    assert late.status_int == 401
    assert late.html.h1.get_text() == "Sign in again to keep what you wrote"
    assert answers(dbsession) == []


def test_late_page_is_saved_after_signing_in(late, dbsession, person):
    again = sign_in_again(late, person.email)
    saved = again.forms["form"].submit()

    assert again.html.h1.get_text() == "You are signed in again"
    assert saved.status_int == 303
    assert ("STF-1", 2, "We have <two> names & a third.") in answers(dbsession)


def test_late_page_survives_a_wrong_password(late, dbsession, person):
    wrong = sign_in_again(late, person.email, "not the password")
    again = sign_in_again(wrong, person.email)
    again.forms["form"].submit()

    assert wrong.status_int == 422
    assert ("STF-1", 2, "We have <two> names & a third.") in answers(dbsession)


def test_late_page_is_not_given_to_somebody_else(late, dbsession):
    other = make_user(dbsession)

    response = sign_in_again(late, other.email)

    assert response.status_int == 303
    assert response.location == "http://localhost:6543/home"
    assert answers(dbsession) == []


def test_late_page_that_a_stranger_made_is_not_given(testapp, person, settings):
    form = testapp.get("/sign-in").forms["form"]
    made = seal(settings, Kept(person.id, "/home", (("STF-1", "3"),)))
    form["kept"].force_value(made[:-1] + ("0" if made[-1] != "0" else "1"))

    response = sign_in_again(form.response, person.email)

    assert response.location == "http://localhost:6543/home"


def test_late_form_with_a_password_is_not_kept(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    form = testapp.get("/account").forms["form"]
    form["password"] = PASSWORD
    form["new_password"] = "tuesday garden kettle"
    clock.tick(minutes=31)

    response = form.submit()

    assert response.status_int == 303
    assert response.location == "http://localhost:6543/sign-in"


def test_form_token_is_not_kept(late):
    assert "csrf_token" not in str(late.forms["form"]["kept"].value)
    assert len(late.html.select("input[name=csrf_token]")) == 1


def test_late_page_of_a_closed_session_is_not_kept(testapp, person, dbsession, sign_in, clock):
    sign_in(testapp, person)
    form = testapp.get("/account").forms["elsewhere-form"]
    person.active = False
    dbsession.commit()

    response = form.submit("elsewhere")

    assert response.location == "http://localhost:6543/sign-in"
