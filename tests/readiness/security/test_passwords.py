"""Passwords are compared slowly, two at a time, and easy ones are told."""

import queue
import threading
import time

import pytest
from argon2.exceptions import VerifyMismatchError

from readiness.security.passwords import MOST, BusyError, Passwords, easy_to_guess
from readiness.settings import Settings

CHEAP = Settings(hash_memory_kib=8, hash_rounds=1)


@pytest.fixture(scope="module")
def passwords():
    return Passwords(CHEAP)


def test_password_is_known_again(passwords):
    kept = passwords.hash("a fine long password")

    assert kept.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert passwords.verify(kept, "a fine long password")
    assert not passwords.verify(kept, "another long password")


def test_nobody_has_a_password(passwords):
    assert not passwords.verify(None, "nobody has this password")


def test_password_too_long_is_not_even_compared(passwords):
    kept = passwords.hash("a" * (MOST + 1))

    assert not passwords.verify(kept, "a" * (MOST + 1))


def test_hash_that_is_none_matches_nothing(passwords):
    assert not passwords.verify("not a hash", "a fine long password")


def test_hash_of_other_costs_is_outdated(passwords):
    dear = Passwords(Settings(hash_memory_kib=16, hash_rounds=1))

    assert passwords.outdated(dear.hash("a fine long password"))
    assert not passwords.outdated(passwords.hash("a fine long password"))


def test_production_costs_are_those_of_the_plan():
    kept = Passwords(Settings()).hash("a fine long password")

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_unknown_person_costs_as_much_as_a_known_one(passwords, monkeypatch):
    compared = []

    class Noting:
        def verify(self, kept, password):
            compared.append((kept.rpartition("$")[0].rpartition("$")[0], password))
            raise VerifyMismatchError

    known = passwords.hash("a fine long password")
    monkeypatch.setattr(passwords, "_hasher", Noting())

    assert not passwords.verify(None, "another long password")
    assert not passwords.verify(known, "another long password")
    # The same work each time: one comparison with a hash of the same costs.
    assert compared[0] == compared[1] == ("$argon2id$v=19$m=8,t=1,p=1", "another long password")


@pytest.fixture
def slow(passwords, monkeypatch):
    """Comparing takes until it is told to end; tells how many were at work at most."""

    class Slow:
        most = now = 0
        lock = threading.Lock()
        go_on = threading.Event()

        def verify(self, *_):
            with self.lock:
                Slow.now += 1
                Slow.most = max(Slow.most, Slow.now)
            self.go_on.wait(timeout=30)
            with self.lock:
                Slow.now -= 1

    monkeypatch.setattr(passwords, "_hasher", Slow())
    return Slow


def test_two_are_compared_at_once_and_one_waits(passwords, slow):
    outcomes = queue.Queue()

    def compare():
        try:
            outcomes.put(passwords.verify("x", "y"))
        except BusyError:
            outcomes.put("busy")

    threads = [threading.Thread(target=compare, daemon=True) for _ in range(50)]
    for thread in threads:
        thread.start()
    # All but the three that hold a thread are sent away while those are still at work.
    try:
        sent_away = [outcomes.get(timeout=30) for _ in range(47)]
    finally:
        slow.go_on.set()
    for thread in threads:
        thread.join()

    assert sent_away == ["busy"] * 47
    assert [outcomes.get() for _ in range(3)] == [True] * 3
    assert slow.most == 2
    assert passwords.verify("x", "y")


@pytest.mark.parametrize(
    "password",
    ["password123", "qwertyuiop", "aaaaaaaaaaaa", "1234567890", "letmein2026", "iloveyou123"],
)
def test_common_passwords_are_easy(password):
    assert easy_to_guess(password)


@pytest.mark.parametrize("password", ["tuesday garden kettle", "Vk3#mmQz81-p", "demo-readiness"])
def test_uncommon_passwords_are_not(password):
    assert not easy_to_guess(password)


def test_password_made_of_ones_own_name_is_easy():
    assert easy_to_guess("rivercircle1", ("rivercircle", ""))


def test_very_long_password_is_looked_at_quickly():
    started = time.perf_counter()

    easy_to_guess("ab1!" * 32)

    assert time.perf_counter() - started < 2
