"""Random tokens, and what is kept of them."""

import hashlib
import secrets


def new_token() -> str:
    """Make a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what the database keeps. A token is random, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
