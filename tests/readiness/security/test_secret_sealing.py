"""What is sealed for one opens for nobody else, and not after a change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.security.sealing import seal, unseal

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.text(max_size=200))
def test_what_was_sealed_opens(text):
    text = text.encode(errors="ignore").decode()

    assert unseal(KEY, seal(KEY, text, context="a"), context="a") == text


def test_sealing_twice_looks_different_and_hides_the_text():
    one, two = (seal(KEY, "JBSWY3DP", context="a") for _ in range(2))

    assert one != two
    assert "JBSWY3DP" not in one


def test_nothing_opens_with_another_key_or_for_another_context():
    sealed = seal(KEY, "secret", context="a")

    assert unseal(OTHER, sealed, context="a") is None
    assert unseal(KEY, sealed, context="b") is None


def test_every_changed_letter_is_noticed():
    sealed = seal(KEY, "secret", context="a")

    for at, letter in enumerate(sealed.rstrip("=")):
        changed = sealed[:at] + ("A" if letter != "A" else "B") + sealed[at + 1 :]
        assert unseal(KEY, changed, context="a") in {None, "secret"}
    assert unseal(KEY, sealed[:-8], context="a") is None


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", "====", "A" * 1000])
def test_what_was_never_sealed_does_not_open(text):
    assert unseal(KEY, text, context="a") is None
