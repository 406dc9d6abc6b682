"""Guessing one account gets slower with each try, and never impossible."""

import datetime as dt

import pytest

from readiness.services.throttle import Throttle

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def throttle(dbsession, seconds=0):
    return Throttle(dbsession, now=NOW + dt.timedelta(seconds=seconds), key=b"key")


def fail(dbsession, times, email="a@example.org"):
    for _ in range(times):
        throttle(dbsession).failed(email)
    dbsession.flush()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (8, 16), (9, 32), (10, 60), (50, 60)]
)
def test_waiting_doubles_up_to_a_minute(dbsession, failures, seconds):
    fail(dbsession, failures)

    assert throttle(dbsession).wait("a@example.org") == seconds


def test_waiting_passes(dbsession):
    fail(dbsession, 7)

    assert [throttle(dbsession, after).wait("a@example.org") for after in (0, 3, 8, 100)] == [
        8,
        5,
        0,
        0,
    ]


def test_old_failures_do_not_count(dbsession):
    fail(dbsession, 10)

    assert throttle(dbsession, 15 * 60).wait("a@example.org") == 0


def test_accounts_are_counted_apart(dbsession):
    fail(dbsession, 10)

    assert throttle(dbsession).wait("b@example.org") == 0


def test_failures_can_be_forgotten(dbsession):
    fail(dbsession, 10)

    throttle(dbsession).forget("a@example.org")

    assert throttle(dbsession).wait("a@example.org") == 0
