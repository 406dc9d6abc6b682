"""Tokens are long, random, and kept as a hash only."""

from readiness.security.tokens import hash_token, new_token


def test_tokens_have_256_bits_and_never_repeat():
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}


def test_hash_is_sha256():
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
