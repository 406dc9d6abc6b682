"""Being signed in: a random cookie, and a row that can be ended from this side.

The cookie of a lapsed session stays in the browser until the next sign-in: form tokens are
made from it, so a page that was filled in for too long can still be believed, and kept, while
its author signs in again (`views.keeping`).
"""

from pyramid.config import Configurator

from readiness.db import session_factory
from readiness.request import Request
from readiness.security import cookies
from readiness.security.current import find
from readiness.security.devices import device_words
from readiness.security.flash import Messages
from readiness.security.identity import Identity
from readiness.security.tokens import hash_token
from readiness.services.sessions import SessionService


def load_identity(request: Request) -> Identity | None:
    """Return who this request's cookie signs in, and note that they were here."""
    found = find(request)
    if found is None or not found.live or found.second_factor_due:
        return None
    if found.stale:
        request.add_finished_callback(_touch)
    return found.identity


def start(request: Request, user_id: str, *, second_factor_due: bool = False) -> None:
    """Sign a person in: the old session ends, so that nobody can have planted it."""
    sessions = request.service(SessionService)
    before = cookies.read(request, cookies.SESSION)
    if before:
        sessions.end(hash_token(before))
    token = sessions.start(
        user_id,
        device=device_words(request.user_agent),
        second_factor_due=second_factor_due,
    )
    _renew(request, token)
    cookies.put(request, cookies.FORM, None)


def end(request: Request) -> None:
    """Sign the person out, on the server and in the browser."""
    before = cookies.read(request, cookies.SESSION)
    if before:
        request.service(SessionService).end(hash_token(before))
    _renew(request, None)


def _renew(request: Request, token: str | None) -> None:
    cookies.put(request, cookies.SESSION, token)
    # Form tokens on the page that answers this request belong to the new session.
    request.__dict__["_session_token"] = token
    request.__dict__.pop("_found_session", None)


def _touch(request: Request) -> None:
    # After the response, in its own short transaction: a page that only reads never waits
    # for a writer, and this is written at most once a minute.
    found = find(request)
    if found is not None:
        with session_factory(request.registry.engine).begin() as database:
            SessionService.touch(database, found.identity.session_id, now=request.clock())


def includeme(config: Configurator) -> None:
    """Give requests their `session`: notices for the next page."""
    config.set_session_factory(Messages)
