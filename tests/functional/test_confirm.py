"""Before what cannot be taken back the password is asked for again, and nothing is lost."""

import pytest
from sqlalchemy import select, update

from readiness.models import AuthSession, Organization
from readiness.security import reauth
from readiness.views import organization as guarded
from tests.conftest import Browser
from tests.factories import PASSWORD, make_membership, make_user


@pytest.fixture
def person(dbsession):
    return make_membership(dbsession).user


@pytest.fixture
def another(app, dbsession):
    """Make further browsers."""
    return lambda: Browser(app, dbsession)


@pytest.fixture(autouse=True)
def guard(monkeypatch):
    """Let naming an organization stand for everything that needs the password."""
    made = vars(guarded)["_new_form"]

    def form(request):
        reauth.require(request)
        return made(request)

    monkeypatch.setattr(guarded, "_new_form", form)


def give(page, password=PASSWORD):
    form = page.forms["form"]
    form["password"] = password
    return form.submit(expect_errors=True)


def names(dbsession):
    dbsession.expire_all()
    return sorted(dbsession.scalars(select(Organization.name)))


def test_signing_in_counts_for_ten_minutes(testapp, person, sign_in, clock):
    sign_in(testapp, person)

    clock.tick(minutes=9, seconds=59)
    assert testapp.get("/organizations").status_int == 200

    clock.tick(seconds=1)
    asked = testapp.get("/organizations?a=1")
    assert asked.location == "http://localhost:6543/confirm?next=%2Forganizations%3Fa%3D1"


def test_right_password_leads_on_and_counts_again(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    clock.tick(minutes=11)

    led = give(testapp.get("/organizations?a=1").follow())

    assert led.location == "http://localhost:6543/organizations?a=1"
    clock.tick(minutes=9)
    assert testapp.get("/organizations").status_int == 200
    clock.tick(minutes=2)
    assert testapp.get("/organizations").status_int == 303


def test_wrong_password_is_said_and_leads_nowhere(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    clock.tick(minutes=11)

    refused = give(testapp.get("/organizations").follow(), "not this one")

    assert refused.status_int == 422
    assert "This is not your password." in refused.text
    assert refused.forms["form"]["next"].value == "/organizations"
    assert testapp.get("/organizations").status_int == 303


def test_guessing_has_to_wait_as_at_sign_in(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    clock.tick(minutes=11)
    page = testapp.get("/confirm")

    statuses = [give(page, "not this one").status_int for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_form_that_comes_too_late_is_kept_until_the_password_is_given(
    testapp, dbsession, person, sign_in, clock
):
    sign_in(testapp, person)
    form = testapp.get("/organizations").forms["form"]
    form["name"] = "Second <Circle>"
    clock.tick(minutes=11)

    asked = form.submit(expect_errors=True)
    assert asked.status_int == 401
    assert "Nothing is lost." in asked.text
    assert "Second <Circle>" not in names(dbsession)

    wrong = give(asked, "not this one")
    back = give(wrong)
    assert back.html.h1.get_text() == "Thank you"
    assert back.forms["form"].submit("save").status_int == 303
    assert "Second <Circle>" in names(dbsession)


def test_form_is_kept_even_when_the_session_ends_meanwhile(
    testapp, dbsession, person, sign_in, clock
):
    sign_in(testapp, person)
    form = testapp.get("/organizations").forms["form"]
    form["name"] = "Second Circle"
    clock.tick(minutes=11)
    asked = form.submit(expect_errors=True)
    clock.tick(minutes=31)

    again = give(asked)
    assert again.status_int == 401
    signing = again.forms["form"]
    signing["email"], signing["password"] = person.email, PASSWORD
    signing.submit().forms["form"].submit("save")

    assert "Second Circle" in names(dbsession)


def test_kept_form_of_somebody_else_is_not_given(testapp, dbsession, person, sign_in, clock):
    sign_in(testapp, make_user(dbsession))
    form = testapp.get("/organizations").forms["form"]
    form["name"] = "Planted"
    clock.tick(minutes=11)
    planted = form.submit(expect_errors=True).forms["form"]["kept"].value

    sign_in(testapp, person)
    clock.tick(minutes=11)
    page = testapp.get("/confirm")
    page.forms["form"]["kept"].force_value(planted)

    assert give(page).location == "http://localhost:6543/home"


def test_passwords_and_codes_are_never_carried_along(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    token = testapp.get("/organizations").forms["form"]["csrf_token"].value
    clock.tick(minutes=11)

    fields = {"csrf_token": token, "name": "N", "new_password": "secret kettle", "code": "123456"}
    asked = testapp.post("/organizations", fields, expect_errors=True)
    back = give(asked)

    assert {name for name in back.forms["form"].fields if name} == {"csrf_token", "name"}


@pytest.mark.parametrize("following", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_confirming_never_leads_elsewhere(testapp, person, sign_in, clock, following):
    sign_in(testapp, person)
    assert testapp.get("/confirm", {"next": following}).location == "http://localhost:6543/home"

    clock.tick(minutes=11)
    page = testapp.get("/confirm", {"next": following})
    page.forms["form"]["next"].force_value(following)

    assert give(page).location == "http://localhost:6543/home"


def test_confirming_in_one_browser_says_nothing_of_another(
    testapp, another, person, sign_in, clock
):
    other = another()
    sign_in(testapp, person)
    sign_in(other, person)
    clock.tick(minutes=11)

    give(testapp.get("/confirm"))

    assert testapp.get("/organizations").status_int == 200
    assert other.get("/organizations").status_int == 303


def test_session_from_before_this_was_asked_for_has_to_confirm(testapp, dbsession, person, sign_in):
    sign_in(testapp, person)
    dbsession.execute(update(AuthSession).values(confirmed_at=None))

    assert testapp.get("/organizations").status_int == 303


def test_stranger_is_led_to_the_sign_in_page(testapp):
    assert testapp.get("/confirm").location.startswith("http://localhost:6543/sign-in")
