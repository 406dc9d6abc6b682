"""Notices for the next page."""

import pytest
from sqlalchemy import select

from readiness.models import AuthSession
from readiness.request import Request
from readiness.security.flash import Messages
from tests.factories import make_user


@pytest.fixture
def nobody(app):
    request = Request.blank("/")
    request.registry = app.registry
    return request


def test_notice_of_nobody_lives_for_the_request(nobody):
    messages = Messages(nobody)

    messages.flash("Saved")
    messages.flash("Saved", allow_duplicate=False)

    assert messages.peek_flash() == ["Saved"]
    assert messages.pop_flash() == ["Saved"]
    assert messages.pop_flash() == []


def test_queues_are_apart(nobody):
    messages = Messages(nobody)

    messages.flash("Saved", "other")

    assert messages.pop_flash() == []
    assert messages.pop_flash("other") == ["Saved"]


def test_items_live_for_the_request(nobody):
    messages = Messages(nobody)
    messages["a"] = 1
    messages.changed()

    messages.invalidate()

    assert dict(messages) == {}


def test_notice_is_kept_in_the_session_and_taken_off_when_shown(testapp, dbsession, sign_in):
    sign_in(testapp, make_user(dbsession))
    testapp.get("/account").forms["elsewhere-form"].submit("elsewhere")
    kept = dbsession.scalar(select(AuthSession.messages))

    page = testapp.get("/account")
    dbsession.commit()

    assert kept == {"": ["Other devices are signed out."]}
    assert "Other devices are signed out." in page.text
    assert dbsession.scalar(select(AuthSession.messages)) == {}
