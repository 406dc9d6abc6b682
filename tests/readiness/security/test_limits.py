"""The counters of one process, one at a time."""

import pytest
from pyramid.testing import DummyRequest

from readiness.security.limits import Limit, Limits, address
from readiness.settings import Settings


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


def request_from(remote_addr, told=""):
    return DummyRequest(
        remote_addr=remote_addr,
        headers={"X-Forwarded-For": told} if told else {},
        app_settings=Settings(trusted_proxy="127.0.0.1"),
    )


def test_sender_is_the_address_of_the_connection():
    assert address(request_from("10.0.0.1", told="10.9.9.9")) == "10.0.0.1"
    assert address(request_from(None)) == "unknown"


@pytest.mark.parametrize(
    ("told", "sender"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("", "127.0.0.1"),
        ("198.51.100.1, ", "127.0.0.1"),
    ],
)
def test_sender_behind_the_trusted_proxy_is_whom_the_proxy_saw(told, sender):
    assert address(request_from("127.0.0.1", told=told)) == sender


def test_made_up_address_takes_no_room():
    assert len(address(request_from("127.0.0.1", told="9" * 5_000))) == 45
