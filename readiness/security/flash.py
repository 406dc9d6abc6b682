"""`request.session`: short notices that the next page shows, kept in the session's row.

Nothing is kept for people who are not signed in, so a notice for them lives for this
request only. The form token is not kept here (`security.csrf`).
"""

from typing import Any

from pyramid.interfaces import ISession
from zope.interface import implementer

from readiness.db import session_factory
from readiness.request import Request
from readiness.security.current import find
from readiness.services.sessions import SessionService


@implementer(ISession)
class Messages(dict[str, Any]):
    """Pyramid's session, as far as this service uses one."""

    created = 0
    new = False

    def __init__(self, request: Request) -> None:
        super().__init__()
        self._request = request

    def changed(self) -> None:
        """Do nothing: what is set as an item lives for this request only."""

    def invalidate(self) -> None:
        """Forget what is set as an item; `security.sessions` ends sessions."""
        self.clear()

    def flash(self, msg: str, queue: str = "", *, allow_duplicate: bool = True) -> None:
        """Keep a notice for the next page of a signed-in person."""
        waiting = self.peek_flash(queue)
        if not allow_duplicate and msg in waiting:
            return
        self[f"_{queue}"] = [*waiting, msg]
        identity = self._request.identity
        if identity is not None:
            SessionService.keep_messages(
                self._request.dbsession, identity.session_id, self._queues()
            )

    def peek_flash(self, queue: str = "") -> list[str]:
        """Return the notices that wait, and leave them."""
        if f"_{queue}" not in self:
            self[f"_{queue}"] = list(self._kept().get(queue, ()))
        waiting: list[str] = self[f"_{queue}"]
        return waiting

    def pop_flash(self, queue: str = "") -> list[str]:
        """Return the notices that wait, and take them off after the response."""
        waiting = self.peek_flash(queue)
        self[f"_{queue}"] = []
        if waiting and self._request.identity is not None:
            self._request.add_finished_callback(self._take_off)
        return waiting

    def _kept(self) -> dict[str, Any]:
        found = find(self._request)
        return found.messages if found is not None and found.live else {}

    def _queues(self) -> dict[str, Any]:
        queues = {name[1:]: texts for name, texts in self.items() if name.startswith("_")}
        return {**self._kept(), **queues}

    def _take_off(self, request: Request) -> None:
        # In its own transaction: the page that shows a notice may be one that only reads.
        with session_factory(request.registry.engine).begin() as database:
            SessionService.keep_messages(database, request.identity.session_id, {})  # type: ignore[union-attr] # checked in pop_flash
