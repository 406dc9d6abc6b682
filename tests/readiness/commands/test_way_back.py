"""The operator's way back: one code, and nothing else gets in meanwhile."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from readiness.cli import main
from readiness.models import AuditEvent, OutboxJob, ResetToken, SecondFactor, User
from readiness.security.codes import normal_code
from readiness.security.tokens import hash_token
from readiness.services.alerts import Alerts
from readiness.services.audit import AuditLog
from tests.conftest import Browser
from tests.factories import PASSWORD, PASSWORD_HASH, make_membership, make_organization


@pytest.fixture
def lead(dbsession, clock):
    lead = make_membership(dbsession, organization=make_organization(dbsession))
    dbsession.add(
        SecondFactor(user_id=lead.user_id, sealed="x", last_counter=1, created_at=clock.now)
    )
    dbsession.commit()
    return lead


@pytest.fixture
def call(ini):
    settings = {f"READINESS_{key.partition('.')[2].upper()}": one for key, one in ini.items()}
    return lambda *words: CliRunner().invoke(main, ["way-back", *words], env=settings)


def test_a_code_is_printed_and_only_it_gets_in(dbsession, lead, call):
    result = call(f" {lead.user.email.upper()} ")

    assert result.exit_code == 0, result.output
    dbsession.rollback()  # What the command wrote is seen from here on.
    token = dbsession.scalars(select(ResetToken)).one()
    assert token.token_hash == hash_token(normal_code(result.output.splitlines()[0]))
    assert token.user_id == lead.user_id
    assert dbsession.get(SecondFactor, lead.user_id) is None
    assert dbsession.get_one(User, lead.user_id).password_hash != PASSWORD_HASH


def test_it_is_in_the_log_and_other_leads_are_told(dbsession, lead, call, clock):
    other = make_membership(dbsession, organization=lead.organization)

    assert call(lead.user.email).exit_code == 0

    dbsession.rollback()  # What the command wrote is seen from here on.
    events = dbsession.execute(
        select(AuditEvent.kind, AuditEvent.actor_id, AuditEvent.subject_id)
    ).all()
    assert sorted(events) == [
        ("second-factor-removed", None, lead.user_id),
        ("way-back-given", None, lead.user_id),
    ]
    alerts = Alerts(
        dbsession,
        now=clock.now,
        audit=AuditLog(dbsession, now=clock.now),
        send=lambda *_: None,
    )
    assert len(alerts.recent(lead.organization_id, lead=other.user_id)) == len(events)
    told = dbsession.scalars(select(OutboxJob)).all()
    assert {job.values["values"][0] for job in told} <= {other.user.mailbox}


@pytest.fixture
def browser(app, dbsession):
    """Of somebody who goes by the present time, as the command does."""
    return Browser(app, dbsession)


def type_in(browser, code):
    form = browser.get("/way-back").forms["form"]
    form["code"] = code
    return form.submit(expect_errors=True)


def sign_in(browser, email, password):
    form = browser.get("/sign-in").forms["form"]
    form["email"], form["password"] = email, password
    return form.submit(expect_errors=True)


def test_code_that_was_printed_is_typed_on_the_page_and_lets_in_once(
    dbsession, lead, call, browser
):
    email, old = lead.user.email, Browser(browser.app, dbsession)
    dbsession.delete(dbsession.get_one(SecondFactor, lead.user_id))
    assert sign_in(old, email, PASSWORD).location.endswith("/home")
    code = call(email).output.splitlines()[0]

    # Until it is used, neither the old password nor the old session is worth anything.
    assert sign_in(browser, email, PASSWORD).status_int == 422
    assert old.get("/home").location.startswith("http://localhost:6543/sign-in")
    form = type_in(browser, f" {code.lower().replace('-', ' ')} ").follow().forms["form"]
    form["new_password"] = "tuesday garden kettle"
    assert form.submit().location == "http://localhost:6543/sign-in"

    assert sign_in(browser, email, "tuesday garden kettle").location.endswith("/home")
    assert type_in(Browser(browser.app, dbsession), code).status_int == 422


def test_next_code_ends_the_one_before(dbsession, lead, call, browser):
    first, second = (call(lead.user.email).output.splitlines()[0] for _ in range(2))

    assert type_in(browser, first).status_int == 422
    assert type_in(browser, second).status_int == 303


def test_code_that_was_printed_works_for_a_day(dbsession, lead, call, browser, clock):
    code = call(lead.user.email).output.splitlines()[0]

    clock.tick(hours=23, minutes=58)
    assert type_in(browser, code).status_int == 303
    clock.tick(minutes=3)
    assert type_in(browser, code).status_int == 422


def test_nobody_is_no_crash(call, lead):
    result = call("nobody@example.org")

    assert result.exit_code == 1
    assert "Nobody signs in with this" in result.output
