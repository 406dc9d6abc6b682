"""Nobody learns which addresses have accounts (T12, V8)."""

import pytest
from sqlalchemy import select

from readiness.models import FailedAttempt, PendingSignUp
from readiness.security.limits import Limit
from tests.factories import PASSWORD, make_user

KNOWN, UNKNOWN = "known@example.org", "unknown@example.org"
NEW_PASSWORD = "tuesday garden kettle"
SAME = ("Content-Type", "Set-Cookie", "Location", "Cache-Control", "Retry-After")


@pytest.fixture(autouse=True)
def person(dbsession):
    return make_user(dbsession, email=KNOWN)


def post(testapp, path, **fields):
    if not hasattr(testapp, "token"):
        testapp.token = testapp.get(path).forms["form"]["csrf_token"].value
    token = testapp.token
    return testapp.post(path, {"csrf_token": token, **fields}, expect_errors=True)


def seen(response, email):
    """All that a stranger can compare; the page shows what was typed, and a one-time link."""
    text = response.text.replace(email, "ADDRESS")
    lines = [
        line
        for line in text.splitlines()
        if "csrf_token" not in line and "link of this" not in line
    ]
    return response.status_int, {name: response.headers.get(name) for name in SAME}, lines


def sign_in(testapp, email, password="not the password"):  # noqa: S107 -- of a test
    return post(testapp, "/sign-in", email=email, password=password, next="", kept="")


def sign_up(testapp, email):
    return post(testapp, "/sign-up", email=email, password=NEW_PASSWORD, organization="River")


def reset(testapp, email):
    return post(testapp, "/reset", email=email)


@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_known_and_unknown_addresses_get_the_same_page(testapp, ask):
    assert seen(ask(testapp, KNOWN), KNOWN) == seen(ask(testapp, UNKNOWN), UNKNOWN)


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_wrong_password_is_refused_in_the_same_words(testapp, email):
    response = sign_in(testapp, email)

    assert response.status_int == 422
    assert response.html.select_one(".errors li").get_text() == (
        "The name or the password is not right. Please check both."
    )


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_sixth_try_has_to_wait_for_every_address(testapp, email):
    statuses = [sign_in(testapp, email).status_int for _ in range(6)]

    assert statuses == [422] * 5 + [429]


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_waiting_is_said_in_the_same_seconds(testapp, email):
    for _ in range(5):
        sign_in(testapp, email)

    assert sign_in(testapp, email).headers["Retry-After"] == "2"


def test_right_password_after_waiting_signs_in(testapp, clock):
    for _ in range(5):
        sign_in(testapp, KNOWN)
    early = sign_in(testapp, KNOWN, PASSWORD)

    clock.tick(seconds=2)
    late = sign_in(testapp, KNOWN, PASSWORD)

    assert (early.status_int, late.status_int) == (429, 303)


def test_waiting_grows_and_never_becomes_a_lock(testapp, clock):
    waits = []
    for _ in range(12):
        response = sign_in(testapp, KNOWN)
        if response.status_int == 429:
            waits.append(int(response.headers["Retry-After"]))
            clock.tick(seconds=waits[-1])
            sign_in(testapp, KNOWN)

    assert waits[:6] == [2, 4, 8, 16, 32, 60]
    assert max(waits) == 60


def test_signing_in_forgets_the_wrong_tries(testapp, dbsession):
    sign_in(testapp, KNOWN)
    sign_in(testapp, KNOWN, PASSWORD)

    assert dbsession.scalars(select(FailedAttempt)).all() == []


def test_other_accounts_do_not_wait(testapp):
    for _ in range(6):
        sign_in(testapp, UNKNOWN)

    assert sign_in(testapp, KNOWN, PASSWORD).status_int == 303


def test_many_accounts_from_one_place_have_to_wait(app, testapp):
    for _ in range(59):
        app.registry.limits.count(Limit.FAILED_SIGN_INS, "unknown")

    statuses = [sign_in(testapp, f"person{number}@x.example").status_int for number in range(2)]

    assert statuses == [422, 429]


def test_many_wrong_passwords_from_everywhere_have_to_wait(app, testapp):
    for _ in range(599):
        app.registry.limits.count(Limit.ALL_FAILED_SIGN_INS, "")

    statuses = [sign_in(testapp, f"person{number}@x.example").status_int for number in range(2)]

    assert statuses == [422, 429]


def test_many_mails_from_one_place_have_to_wait(app, testapp):
    for _ in range(29):
        app.registry.limits.count(Limit.MAIL_REQUESTS, "unknown")

    statuses = [reset(testapp, f"person{number}@x.example").status_int for number in range(2)]

    assert statuses == [200, 429]
    assert sign_up(testapp, UNKNOWN).status_int == 429


def test_addresses_that_were_tried_are_not_kept(testapp, dbsession):
    sign_in(testapp, UNKNOWN)

    kept = dbsession.scalars(select(FailedAttempt)).one()
    assert UNKNOWN not in str(vars(kept))


def test_sign_up_with_an_address_that_has_an_account_tells_its_owner(testapp, dbsession, mails):
    sign_up(testapp, KNOWN)

    assert [(mail["To"], mail["Subject"]) for mail in mails()] == [
        (KNOWN, "You already have an account")
    ]
    assert dbsession.scalars(select(PendingSignUp)).all() == []


def test_reset_of_an_unknown_address_sends_nothing(testapp, mails):
    reset(testapp, UNKNOWN)

    assert mails() == []


def test_unknown_address_costs_a_hash_too(testapp, app, monkeypatch):
    calls = []
    verify = type(app.registry.passwords).verify
    monkeypatch.setattr(
        type(app.registry.passwords),
        "verify",
        lambda self, kept, password: calls.append(kept) or verify(self, kept, password),
    )

    sign_in(testapp, UNKNOWN)
    sign_in(testapp, KNOWN)

    assert len(calls) == 2
    assert calls[0] is None


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-Server", "Forwarded"])
def test_links_in_mails_never_follow_a_header(testapp, mails, name):
    headers = {name: "host=evil.example" if name == "Forwarded" else "evil.example"}
    token = testapp.get("/reset").forms["form"]["csrf_token"].value
    cookie = testapp.cookies["form"].strip('"')

    testapp.post(
        "/reset",
        {"csrf_token": token, "email": KNOWN},
        headers={**headers, "Cookie": f"form={cookie}"},
    )

    link = mails()[0].get_content().split("\n")[2]
    assert link.startswith("http://localhost:6543/reset/")


def test_mails_are_neutral(testapp, mails):
    sign_up(testapp, KNOWN)
    sign_up(testapp, UNKNOWN)
    reset(testapp, KNOWN)

    texts = [f"{mail['From']} {mail['Subject']} {mail.get_content()}".lower() for mail in mails()]
    banned = ("traffick", "survivor", "substance", "peer", "support group", "river", "safety")
    assert len(texts) == 3
    assert [word for text in texts for word in banned if word in text] == []


def test_address_cannot_smuggle_a_header_into_a_mail(testapp, mails):
    response = sign_up(testapp, "a@example.org\nBcc: b@example.org")

    assert response.status_int == 422
    assert mails() == []
