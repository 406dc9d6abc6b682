"""After a restore people read what is there; nothing is changed and nothing typed is lost."""

import pytest

from readiness import read_only
from tests.factories import make_assessment, make_membership


@pytest.fixture
def part(testapp, dbsession, sign_in):
    """A part of a draft, of somebody who is signed in."""
    membership = make_membership(dbsession)
    draft = make_assessment(dbsession, membership.organization)
    sign_in(testapp, membership.user)
    return f"/organizations/{membership.organization_id}/assessments/{draft.id}/formative/CON"


@pytest.fixture
def reading(settings):
    read_only.turn_on(settings.data)
    yield
    read_only.turn_off(settings.data)


def test_pages_open_as_ever(testapp, part, reading):
    assert testapp.get(part).status_int == 200


def test_form_is_not_taken_and_told_why(testapp, part, settings, reading):
    read_only.turn_off(settings.data)
    form = testapp.get(part).forms["form"]
    form["CON-1"] = "2"
    read_only.turn_on(settings.data)

    refused = form.submit(expect_errors=True)

    assert refused.status_int == 503
    assert refused.headers["Retry-After"] == "300"
    assert "what you typed is still on your page" in refused
    read_only.turn_off(settings.data)
    assert form.submit().status_int == 303


def test_one_answer_is_not_taken_either(testapp, part, reading):
    token = testapp.get(part).forms["form"]["csrf_token"].value

    answer = testapp.post(
        f"{part}/CON-1", {"csrf_token": token, "answer": "2", "version": "0"}, expect_errors=True
    )

    assert answer.status_int == 503


def test_signing_in_and_out_go_on(testapp, part, reading):
    form = testapp.get("/account").forms["out-form"]

    assert form.submit().status_int == 303
