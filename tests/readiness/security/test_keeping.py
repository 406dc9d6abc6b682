"""A kept form opens only whole, and only for the person who wrote it."""

import base64
import zlib

import pytest

from readiness.security.keeping import Kept, seal, unseal
from readiness.settings import Settings

SETTINGS = Settings(secret="s" * 40)
FORM = Kept("me", "/organizations/a/profile", (("CON-1", "2"), ("CON-1-note", "Grüße\n<b>")))


def test_kept_form_opens_for_its_author():
    assert unseal(SETTINGS, seal(SETTINGS, FORM), user_id="me") == FORM


def test_kept_form_stays_shut_for_somebody_else():
    assert unseal(SETTINGS, seal(SETTINGS, FORM), user_id="you") is None


def test_kept_form_of_another_server_stays_shut():
    other = Settings(secret="t" * 40)

    assert unseal(SETTINGS, seal(other, FORM), user_id="me") is None


@pytest.mark.parametrize("text", ["", ".", "x.y", "é.é", "\udc80.x", "a" * 1000])
def test_kept_form_that_is_none_stays_shut(text):
    assert unseal(SETTINGS, text, user_id="me") is None


def test_kept_form_that_was_changed_stays_shut():
    packed, _, mark = seal(SETTINGS, FORM).partition(".")
    changed = base64.urlsafe_b64encode(
        zlib.compress(zlib.decompress(base64.urlsafe_b64decode(packed)).replace(b"2", b"3"))
    ).decode()

    assert unseal(SETTINGS, f"{changed}.{mark}", user_id="me") is None


def test_kept_form_that_is_far_too_large_stays_shut():
    large = Kept("me", "/", (("note", "a" * 600_000),))

    assert unseal(SETTINGS, seal(SETTINGS, large), user_id="me") is None
