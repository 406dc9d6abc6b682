"""Logs tell what happened, never what was said (V9)."""

import json

import pytest
import structlog

from readiness import log
from tests.factories import make_user


@pytest.fixture
def lines(capsys):
    log.set_up("json")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    log.set_up("json")


def test_line_holds_what_is_allowed_and_drops_the_rest(lines):
    structlog.contextvars.clear_contextvars()
    structlog.get_logger().info("happened", count=1, answer="CANARY", email="CANARY")

    (line,) = lines()
    assert sorted(line) == ["count", "event", "level", "timestamp"]


def test_request_is_logged_by_the_name_of_its_route(testapp, lines):
    testapp.get("/sign-up/CANARY-TOKEN?q=CANARY", expect_errors=True)

    (line,) = lines()
    assert {name: line[name] for name in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "GET",
        "route": "sign_up_token",
        "status": 410,
    }
    assert "CANARY" not in str(line)


def test_form_is_not_logged(testapp, dbsession, lines):
    make_user(dbsession, email="canary@example.org")
    form = testapp.get("/sign-in").forms["form"]
    form["email"], form["password"] = "canary@example.org", "CANARY"

    form.submit(expect_errors=True)

    assert "canary" not in str(lines()).lower()


def test_lines_of_one_request_have_one_id(testapp, lines):
    testapp.get("/sign-in")
    testapp.get("/sign-in")

    ids = [line["request_id"] for line in lines()]
    assert len(set(ids)) == 2
    assert {len(one) for one in ids} == {16}


def test_log_for_people_is_no_json(capsys):
    log.set_up("console")

    structlog.get_logger().info("happened")

    assert "happened" in capsys.readouterr().err
    log.set_up("json")


def test_place_of_an_error_is_where_it_was_raised():
    def deep():
        raise ValueError("CANARY")

    with pytest.raises(ValueError, match="CANARY") as caught:
        deep()

    place = log.error_place(caught.value)
    assert place.startswith("test_log.py:")
    assert place.endswith(" deep")
    assert log.error_place(ValueError()) == "unknown"
