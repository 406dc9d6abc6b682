"""What a person sees, and what is tried again, when something fails."""

import pytest
from pyramid.httpexceptions import HTTPSeeOther
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from readiness.models import PendingSignUp
from readiness.request import Request
from readiness.security.csrf import FormTokens
from readiness.security.permissions import Permission
from readiness.security.policy import SecurityPolicy
from readiness.services.accounts import Accounts
from readiness.views import health
from tests.factories import make_user


def fill_sign_up(testapp):
    form = testapp.get("/sign-up").forms["form"]
    form["organization"] = "River"
    form["email"] = "lead@river.example"
    form["password"] = "tuesday garden kettle"
    return form.submit(expect_errors=True)


def failing(monkeypatch, times, error):
    """Let signing up fail a few times before it works."""
    work = Accounts.ask_for_account
    calls = []

    def sometimes(*given, **named):
        calls.append(1)
        link = work(*given, **named)
        if len(calls) <= times:
            raise error
        return link

    monkeypatch.setattr(Accounts, "ask_for_account", sometimes)
    return calls


def test_passing_failure_is_tried_again_unseen(testapp, dbsession, monkeypatch, mails):
    calls = failing(monkeypatch, 2, StaleDataError())

    response = fill_sign_up(testapp)

    assert (response.status_int, len(calls)) == (200, 3)
    assert len(dbsession.scalars(select(PendingSignUp)).all()) == 1
    assert len(mails()) == 1


def test_failure_that_does_not_pass_asks_to_come_back(testapp, dbsession, monkeypatch):
    calls = failing(monkeypatch, 9, StaleDataError())

    response = fill_sign_up(testapp)

    assert (response.status_int, len(calls)) == (503, 3)
    assert response.headers["Retry-After"] == "5"
    assert response.html.h1.get_text() == "Please try again in a moment"
    assert dbsession.scalars(select(PendingSignUp)).all() == []


def test_mistake_is_not_tried_again(testapp, monkeypatch):
    calls = failing(monkeypatch, 9, RuntimeError())

    assert fill_sign_up(testapp).status_int == 500
    assert len(calls) == 1


def test_raised_redirect_is_followed(testapp, monkeypatch):
    failing(monkeypatch, 9, HTTPSeeOther("/about"))

    assert fill_sign_up(testapp).location == "http://localhost:6543/about"


def test_service_without_its_database_is_not_ready(testapp, monkeypatch):
    def away(_engine):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(health.run, "current", away)

    response = testapp.get("/readyz", expect_errors=True)

    assert (response.status_int, response.text) == (503, "not ready: database\n")


def test_service_with_old_tables_is_not_ready(testapp, monkeypatch):
    monkeypatch.setattr(health.run, "current", lambda _: "older")

    assert testapp.get("/readyz", expect_errors=True).text == "not ready: migrations\n"


def test_service_on_a_full_disk_is_not_ready(testapp, monkeypatch):
    monkeypatch.setattr(health, "MEGABYTE", 10**15)

    assert testapp.get("/readyz", expect_errors=True).text == "not ready: disk\n"


@pytest.fixture
def request_of(app, dbsession, clock):
    made = Request.blank("/")
    made.registry = app.registry
    return made


def test_policy_knows_nobody_without_a_cookie(request_of):
    policy = SecurityPolicy()

    assert policy.authenticated_userid(request_of) is None
    assert not policy.permits(request_of, None, Permission.HOME_READ)


def test_policy_denies_a_permission_that_is_none_of_ours(
    testapp, app, dbsession, sign_in, request_of
):
    user = make_user(dbsession)
    sign_in(testapp, user)
    request_of.headers["Cookie"] = f"sid={testapp.cookies['sid'].strip(chr(34))}"
    request_of.dbsession = dbsession
    policy = SecurityPolicy()

    assert policy.authenticated_userid(request_of) == user.id
    assert policy.permits(request_of, None, Permission.HOME_READ)
    assert not policy.permits(request_of, None, "home:read")


def test_new_form_token_is_another_one(request_of):
    tokens = FormTokens()

    first = tokens.get_csrf_token(request_of)

    assert tokens.get_csrf_token(request_of) == first
    assert tokens.new_csrf_token(request_of) != first
