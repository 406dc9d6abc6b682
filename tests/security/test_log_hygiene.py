"""Nothing of a person or an answer stands in a log line, a mail or an error page (V9)."""

import json
import logging

import pytest

from readiness.services import resetting
from readiness.services.answers import Answers
from tests.factories import PASSWORD, make_membership, make_organization, make_user
from tests.readiness.walking import Walker

CANARIES = (
    "canaryhouse", "canaryprogram", "canarynote", "canaryname", "canarysecret", "canary@example",
    "canarytyped", "canaryquery", PASSWORD,
)  # fmt: skip
SECRET = "canarysecret kettle garden"


@pytest.fixture
def told(capfd, caplog):
    """All that was written anywhere: to standard output and error, and to every logger."""
    caplog.set_level(logging.DEBUG)

    def read():
        written = capfd.readouterr()
        return f"{written.out}\n{written.err}\n{caplog.text}"

    return read


@pytest.fixture
def lead(dbsession):
    user = make_user(dbsession, email="canary@example.org", name="canaryname")
    organization = make_organization(dbsession, name="canaryhouse")
    return make_membership(dbsession, user=user, organization=organization)


@pytest.fixture
def way(dbsession, clock, lead):
    walker = Walker(dbsession, clock, lead)
    draft = walker.start(walker.program("canaryprogram"))
    return f"/organizations/{lead.organization_id}/assessments/{draft.id}"


def fill(form, **fields):
    for name, value in fields.items():
        form[name] = value
    return form.submit(expect_errors=True)


@pytest.fixture
def journey(testapp, lead, way, monkeypatch, told):
    """Sign in wrongly and rightly, answer, look around, hand in, and ask for a new password."""
    told()
    jobs = testapp.app.registry.jobs
    monkeypatch.setattr(jobs, "send", _mail_alone(jobs))
    enter = testapp.get("/sign-in").forms["form"]
    fill(enter, email=lead.user.email, password="canarytyped")
    fill(testapp.get("/sign-in").forms["form"], email=lead.user.email, password=PASSWORD)
    form = testapp.get(f"{way}/formative/CON").forms["form"]
    fill(form, **{"CON-1": "2", "CON-1-note": "canarynote"})
    token = form["csrf_token"].value
    testapp.post(
        f"{way}/formative/CON/CON-2",
        {"csrf_token": token, "answer": "2", "note": "canarynote " * 200},
        expect_errors=True,
    )
    testapp.get(f"{way}/review?q=canaryquery")
    testapp.post(f"{way}/submit", {"csrf_token": token})
    for page in ("report", "report.pdf", "report.json"):
        testapp.get(f"{way}/{page}", expect_errors=True)
    testapp.get("/home")
    account = testapp.get("/account").forms["form"]
    fill(account, password=PASSWORD, new_password=SECRET)
    fill(testapp.get("/reset").forms["form"], email=lead.user.email)
    return testapp


MAILS = {"mail", resetting.JOB}


def _mail_alone(jobs):
    send = jobs.send
    return lambda name, *values, **_: send(name, *values) if name in MAILS else None


def test_journey_leaves_no_word_in_any_log(told, journey):
    text = told().lower()

    assert '"route": "section"' in text
    assert [one for one in (*CANARIES, SECRET) if one in text] == []


def test_journey_leaves_no_word_in_any_mail(journey, mails):
    sent = mails()

    assert len(sent) == 2
    own = {"canary@example"}
    for mail in sent:
        text = mail.as_string().lower()
        assert [one for one in CANARIES if one in text and one not in own] == []
        assert "canary" not in mail["Subject"].lower()


def test_mistake_of_ours_tells_no_word_of_an_answer(  # noqa: PLR0913, PLR0917 -- a whole scene
    app, testapp, lead, way, sign_in, told, monkeypatch
):
    sign_in(testapp, lead.user)
    token = testapp.get(f"{way}/formative/CON").forms["form"]["csrf_token"].value

    def fails(*_args, **_more):
        raise ValueError("canarynote")

    monkeypatch.setattr(Answers, "save", fails)
    # A developer's server shows the whole mistake to its developer; a real one does not.
    object.__setattr__(app.registry.readiness, "mode", "production")
    try:
        response = testapp.post(
            f"{way}/formative/CON/CON-1?canaryquery",
            {"csrf_token": token, "answer": "2", "note": "canarynote"},
            expect_errors=True,
        )
    finally:
        object.__setattr__(app.registry.readiness, "mode", "development")

    assert response.status_int == 500
    text = told().lower()
    assert '"error": "valueerror"' in text
    assert [one for one in CANARIES if one in text or one in response.text.lower()] == []


@pytest.mark.parametrize(
    "path",
    [
        "/canarytyped%0d%0a%7b%22event%22:%22forged%22%7d",
        "/organizations/%1b%5b31mcanarytyped",
        "/sign-up/canarytyped%0aforged",
        "/reset/%e2%80%a8canarytyped?next=%0d%0aforged",
    ],
)
def test_nobody_forges_a_line_of_the_log(testapp, told, path):
    told()

    testapp.get(path, headers={"User-Agent": "forged\x1b[0m", "X-Request-Id": "forged"}, status="*")

    lines = [line for line in told().splitlines() if '"event"' in line]
    assert lines
    assert {json.loads(line)["event"] for line in lines} == {"request"}
    assert not any(word in line for line in lines for word in ("forged", "canarytyped", "\x1b"))
