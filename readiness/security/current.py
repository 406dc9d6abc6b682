"""The session that this request's cookie names, looked up once; after signing in, the new one."""

from dataclasses import dataclass

from readiness.db import let_in
from readiness.request import Request
from readiness.security import cookies
from readiness.security.tokens import hash_token
from readiness.services.sessions import FoundSession, SessionService


@dataclass(frozen=True)
class LapsedSession:
    """Whose session this was before it ran out."""

    user_id: str


def find(request: Request) -> FoundSession | None:
    """Return the session of the cookie, live or lapsed; None when there is none."""
    if "_found_session" not in request.__dict__:
        token = token_now(request)
        found = request.service(SessionService).find(hash_token(token)) if token else None
        if found is not None and found.live:
            let_in(request.dbsession, found.identity.user_id, request.clock())
        request.__dict__["_found_session"] = found
    known: FoundSession | None = request.__dict__["_found_session"]
    return known


def lapsed(request: Request) -> LapsedSession | None:
    """Return whose session has run out, when that is why nobody is signed in."""
    found = find(request)
    if found is None or found.live or found.second_factor_due:
        return None
    return LapsedSession(found.identity.user_id)


def half_open(request: Request) -> str | None:
    """Return who has given the password and owes the code; None when nobody does."""
    found = find(request)
    if found is None or not found.live or not found.second_factor_due:
        return None
    return found.identity.user_id


def token_now(request: Request) -> str | None:
    """Return the session token that the browser will hold after this response."""
    if "_session_token" in request.__dict__:
        renewed: str | None = request.__dict__["_session_token"]
        return renewed
    return cookies.read(request, cookies.SESSION)
