"""The counters of one process, one at a time."""

import pytest
from pyramid.testing import DummyRequest

from readiness.security.limits import Limit, Limits, address


@pytest.mark.parametrize(
    ("limit", "most"),
    [(Limit.FAILED_SIGN_INS, 60), (Limit.MAIL_REQUESTS, 30), (Limit.ALL_FAILED_SIGN_INS, 600)],
)
def test_limit_is_reached_after_its_number(limit, most):
    limits = Limits()

    within = [limits.count(limit, "a") for _ in range(most + 1)]

    assert within == [True] * most + [False]
    assert not limits.free(limit, "a")


def test_senders_are_counted_apart():
    limits = Limits()
    for _ in range(31):
        limits.count(Limit.MAIL_REQUESTS, "a")

    assert limits.free(Limit.MAIL_REQUESTS, "b")
    assert limits.free(Limit.FAILED_SIGN_INS, "a")


def test_looking_counts_nothing():
    limits = Limits()

    assert [limits.free(Limit.MAIL_REQUESTS, "a") for _ in range(50)] == [True] * 50


def test_counts_can_be_forgotten():
    limits = Limits()
    for _ in range(31):
        limits.count(Limit.MAIL_REQUESTS, "a")

    limits.reset()

    assert limits.free(Limit.MAIL_REQUESTS, "a")


def test_sender_is_the_address_of_the_connection():
    request = DummyRequest(remote_addr="10.0.0.1", headers={"X-Forwarded-For": "10.9.9.9"})

    assert address(request) == "10.0.0.1"
    assert address(DummyRequest(remote_addr=None)) == "unknown"
