"""Somebody loses what they may do while a request of theirs is under way (`trust.md` V6).

What was begun is finished or refused, never half of it; nothing of a person who is gone stays
behind; the next request knows. It happens in the midst of the request each time, in a
transaction of its own.
"""

import datetime as dt

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import operating, session_factory
from readiness.models import (
    AuthSession,
    Invitation,
    Membership,
    ResetToken,
    ResponseSheet,
    Role,
    User,
)
from readiness.security.tokens import hash_token
from readiness.services.answers import Answers
from readiness.services.audit import AuditLog
from readiness.services.people import People
from tests.conftest import Browser
from tests.factories import (
    CODE,
    PASSWORD,
    make_assessment,
    make_invitation,
    make_membership,
    make_response,
    make_sheet,
)

NEW_PASSWORD = "tuesday garden kettle"


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession)


@pytest.fixture
def peer(dbsession, lead):
    return make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)


@pytest.fixture
def assessment(dbsession, lead):
    return make_assessment(dbsession, lead.organization)


@pytest.fixture
def enter(app, dbsession, sign_in):
    def entered(user):
        browser = Browser(app, dbsession)
        sign_in(browser, user)
        return browser

    return entered


@pytest.fixture
def meanwhile(engine, monkeypatch):
    """Let something happen, once, just before a method of the service goes on."""

    def let(happen, owner, method):
        going_on = getattr(owner, method)
        left = [happen]

        def first_something_else(*arguments, **named):
            if left:
                with session_factory(operating(engine)).begin() as other:
                    left.pop()(other)
            return going_on(*arguments, **named)

        monkeypatch.setattr(owner, method, first_something_else)

    return let


def removed(peer, lead):
    """What the lead's button does."""
    organization, person, by = peer.organization_id, peer.user_id, lead.user_id
    return lambda other: People(other, utc_now, AuditLog(other, now=utc_now())).remove(
        organization, person, lead=by
    )


def switched_off(user):
    done = update(User).where(User.id == user.id).values(active=False)
    return lambda other: other.execute(done)


def deleted(user):
    done = delete(User).where(User.id == user.id)
    return lambda other: other.execute(done)


def signed_out_everywhere(user):
    done = delete(AuthSession).where(AuthSession.user_id == user.id)
    return lambda other: other.execute(done)


GONE = {"switched off": switched_off, "deleted": deleted}


def section(assessment):
    return f"/organizations/{assessment.organization_id}/assessments/{assessment.id}/formative/STF"


@pytest.fixture
def browser(enter, peer):
    """The peer's."""
    return enter(peer.user)


@pytest.fixture
def remove_before(lead, peer, meanwhile):
    """Have the lead remove the peer just before a method of the service goes on."""
    return lambda owner, method: meanwhile(removed(peer, lead), owner, method)


@pytest.fixture(params=["nothing yet", "a sheet"])
def begun(request, peer, assessment, dbsession):
    """What the peer has answered by now."""
    if request.param == "a sheet":
        sheet = make_sheet(dbsession, assessment, peer.user, role=peer.role)
        make_response(dbsession, sheet, "STF-2", level=1)


def nothing_left(dbsession):
    dbsession.rollback()
    return not dbsession.scalars(select(ResponseSheet.id)).all()


def test_save_of_somebody_removed_meanwhile_leaves_nothing(
    assessment, browser, dbsession, remove_before, begun
):
    form = browser.get(section(assessment)).forms["form"]
    remove_before(Answers, "save")

    fields = {"csrf_token": form["csrf_token"].value, "answer": "2", "version": "0.-.-.-"}
    response = browser.post(f"{section(assessment)}/STF-1", fields, expect_errors=True)

    assert response.status_int == 404
    assert nothing_left(dbsession)


def test_form_of_somebody_removed_meanwhile_leaves_nothing(
    assessment, browser, dbsession, remove_before, begun
):
    if dbsession.get_bind().dialect.name == "sqlite":
        pytest.skip("On SQLite a form has the database to itself from its first question on.")
    form = browser.get(section(assessment)).forms["form"]
    remove_before(Answers, "save")

    form["STF-1"] = "2"

    assert form.submit(expect_errors=True).status_int == 404
    assert nothing_left(dbsession)


def test_page_of_somebody_removed_meanwhile_is_their_last(assessment, browser, remove_before):
    remove_before(Answers, "load")

    browser.get(section(assessment), status=[200, 404])

    assert browser.get(section(assessment), expect_errors=True).status_int == 404


@pytest.mark.parametrize("gone", [*GONE.values(), signed_out_everywhere], ids=lambda x: x.__name__)
def test_page_that_was_under_way_is_the_last_of_a_session(
    peer, assessment, browser, meanwhile, gone
):
    meanwhile(gone(peer.user), Answers, "load")

    browser.get(section(assessment), status=[200, 303])

    response = browser.get(section(assessment))
    assert response.location.partition("?")[0] == "http://localhost:6543/sign-in"


@pytest.fixture(params=GONE)
def close_while(request, app, peer, meanwhile):
    """Close the peer's account while a password is hashed or compared, which takes long."""
    happen = GONE[request.param](peer.user)
    return lambda method: meanwhile(happen, app.registry.passwords, method)


def hash_of(dbsession, user_id):
    dbsession.rollback()
    return dbsession.scalar(select(User.password_hash).where(User.id == user_id))


@pytest.mark.parametrize("method", ["verify", "hash"])
def test_new_password_of_an_account_closed_meanwhile_is_not_taken(
    peer, browser, dbsession, close_while, method
):
    person, before = peer.user_id, peer.user.password_hash
    form = browser.get("/account").forms["form"]
    form["password"], form["new_password"] = PASSWORD, NEW_PASSWORD
    close_while(method)

    response = form.submit(expect_errors=True)

    assert response.location == "http://localhost:6543/sign-in"
    assert hash_of(dbsession, person) in {None, before}


def test_confirming_of_an_account_closed_meanwhile_leads_to_signing_in(browser, close_while, clock):
    clock.tick(minutes=11)
    form = browser.get("/confirm").forms["form"]
    form["password"] = PASSWORD
    close_while("verify")

    assert form.submit().location == "http://localhost:6543/sign-in"


def test_signing_in_to_an_account_closed_meanwhile_opens_nothing(
    testapp, peer, dbsession, close_while
):
    form = testapp.get("/sign-in").forms["form"]
    form["email"], form["password"] = peer.user.email, PASSWORD
    close_while("verify")

    assert form.submit(expect_errors=True).status_int == 422
    dbsession.rollback()
    assert dbsession.scalars(select(AuthSession)).all() == []


def test_link_of_an_account_closed_meanwhile_changes_nothing(
    testapp, peer, dbsession, close_while, clock
):
    token, person, before = "t" * 40, peer.user_id, peer.user.password_hash
    soon = clock.now + dt.timedelta(minutes=5)
    dbsession.add(ResetToken(token_hash=hash_token(token), user_id=person, expires_at=soon))
    form = testapp.get(f"/reset/{token}").forms["form"]
    form["new_password"] = NEW_PASSWORD
    close_while("hash")

    assert form.submit(expect_errors=True).status_int == 410
    assert hash_of(dbsession, person) in {None, before}


def taken_back(_lead):
    return lambda other: other.execute(delete(Invitation))


def lead_no_more(lead):
    done = delete(Membership).where(Membership.user_id == lead.user_id)
    return lambda other: other.execute(done)


@pytest.mark.parametrize("happen", [taken_back, lead_no_more], ids=lambda x: x.__name__)
def test_invitation_that_ended_while_a_password_was_hashed_lets_nobody_in(
    testapp, dbsession, lead, meanwhile, happen
):
    make_membership(dbsession, organization=lead.organization)
    make_invitation(dbsession, lead)
    form = testapp.get("/join").forms["form"]
    form["code"] = CODE
    form = form.submit().follow().forms["form"]
    form["email"], form["password"] = "blue-heron", NEW_PASSWORD
    meanwhile(happen(lead), testapp.app.registry.passwords, "hash")

    assert form.submit(expect_errors=True).status_int == 410
    with Session(operating(dbsession.get_bind())) as session:
        assert session.scalar(select(User.id).where(User.email == "blue-heron")) is None
