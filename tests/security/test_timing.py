"""The same work for addresses with and without an account, so that time tells nothing (V8)."""

import math
import time
from dataclasses import replace
from statistics import median

import pytest
from argon2 import extract_parameters
from sqlalchemy import delete

from readiness.models import FailedAttempt
from readiness.security.passwords import BusyError
from tests.factories import make_user
from tests.statements import counted

KNOWN, UNKNOWN = "known@example.org", "unknown@example.org"
TRIES = 200
FOR_SURE = 0.01
PERCEIVED = 1.0
"""Milliseconds: a difference below it drowns in any network."""
MOST = 10.0
"""Milliseconds, however sure it is."""


@pytest.fixture
def jobs(app, monkeypatch):
    """The names of the jobs that a request keeps for the worker, as in production."""
    queue, kept = app.registry.jobs, []
    keep = queue.keep
    monkeypatch.setattr(queue, "settings", replace(queue.settings, jobs="queue"))
    monkeypatch.setattr(queue, "send_kept", lambda _job, **_: None)
    monkeypatch.setattr(
        queue,
        "keep",
        lambda session, name, values, **by: kept.append(name) or keep(session, name, values, **by),
    )
    return kept


@pytest.fixture
def post(testapp, dbsession, jobs, monkeypatch):
    """Send a form as a stranger, who never has to wait."""
    make_user(dbsession, email=KNOWN)
    testapp.look = False
    for asked in ("free", "count"):
        monkeypatch.setattr(testapp.app.registry.limits, asked, lambda *_limit: True)
    token = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    def posted(path, **fields):
        dbsession.execute(delete(FailedAttempt))
        dbsession.commit()
        return testapp.post(path, {"csrf_token": token, **fields}, expect_errors=True)

    return posted


def sign_in(post, email):
    return post("/sign-in", email=email, password="not the password", next="", kept="")


def sign_up(post, email):
    return post("/sign-up", email=email, password="tuesday garden kettle", organization="River")


def reset(post, email):
    return post("/reset", email=email)


@pytest.fixture
def hashed(app, monkeypatch):
    """What the hasher was asked to compare with or to hash, with its costs."""
    hasher, calls = app.registry.passwords._hasher, []  # noqa: SLF001 -- what does the work

    class Watched:
        def __getattr__(self, name):
            return getattr(hasher, name)

        def verify(self, kept, password):
            calls.append(("verify", extract_parameters(kept)))
            return hasher.verify(kept, password)

        def hash(self, password):
            calls.append(("hash", None))
            return hasher.hash(password)

    monkeypatch.setattr(app.registry.passwords, "_hasher", Watched())
    return calls


def test_unknown_address_is_compared_with_a_real_hash(post, hashed):
    sign_in(post, KNOWN)
    sign_in(post, UNKNOWN)

    known, unknown = hashed
    assert known == unknown


@pytest.mark.parametrize("ask", [sign_up, reset])
def test_other_forms_hash_as_often_for_both(post, hashed, ask):
    ask(post, KNOWN)
    known = list(hashed)
    hashed.clear()

    ask(post, UNKNOWN)

    assert [name for name, _ in hashed] == [name for name, _ in known]


@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_as_much_is_done_for_both(post, engine, jobs, ask):
    """As many statements, and the same jobs; each is a write of its own in production."""
    ask(post, "somebody@example.org")
    jobs.clear()
    with counted(engine) as known:
        ask(post, KNOWN)
    half = len(jobs)
    with counted(engine) as unknown:
        ask(post, UNKNOWN)

    assert jobs[:half] == jobs[half:]
    assert abs(len(known) - len(unknown)) <= SIGN_UP_WRITES.get(ask, 0)


SIGN_UP_WRITES = {sign_up: 1}
"""Who signs up anew is kept until the mail's link is used; the other gets another mail."""


def difference(left, right):
    """How sure it is that two samples differ: the p of Mann and Whitney's U test, two-sided."""
    ranks = {value: rank for rank, value in enumerate(sorted([*left, *right]), 1)}
    u = sum(ranks[value] for value in left) - len(left) * (len(left) + 1) / 2
    middle = len(left) * len(right) / 2
    spread = math.sqrt(middle * (len(left) + len(right) + 1) / 6)
    return math.erfc(abs(u - middle) / spread / math.sqrt(2))


def test_difference_tells_unlike_samples_from_like_ones():
    evenly = [float(number) for number in range(200)]

    assert difference([one + 0.5 for one in evenly], evenly) > 0.9
    assert difference([one + 40.5 for one in evenly], evenly) < 0.001


@pytest.mark.long
@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_time_does_not_tell_which_addresses_have_accounts(post, ask):
    taken = {KNOWN: [], UNKNOWN: []}
    for _ in range(TRIES):
        # In turn, so that a busy moment of the machine meets both.
        for email, times in taken.items():
            started = time.perf_counter()
            ask(post, email)
            times.append((time.perf_counter() - started) * 1000)

    apart = abs(median(taken[KNOWN]) - median(taken[UNKNOWN]))
    assert apart < MOST
    assert apart < PERCEIVED or difference(taken[KNOWN], taken[UNKNOWN]) >= FOR_SURE


def test_nobody_else_waits_for_many_wrong_passwords(post, testapp, monkeypatch):
    """Where every place is taken, signing in is asked to wait, and every other page is given."""

    def taken(*_):
        raise BusyError

    monkeypatch.setattr(testapp.app.registry.passwords, "verify", taken)

    response = sign_in(post, KNOWN)

    assert (response.status_int, response.headers["Retry-After"]) == (503, "2")
    assert response.html.h1.get_text() == "Please try again in a moment"
    assert testapp.get("/about").status_int == 200
