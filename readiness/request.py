"""The request every view gets, with the names this service adds to it."""

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from pyramid.request import Request as PyramidRequest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from readiness.security.identity import Identity
    from readiness.settings import Settings

T = TypeVar("T")


class Request(PyramidRequest):  # type: ignore[misc] # Pyramid publishes no types.
    """A Pyramid request; the parts below are registered by the module named beside each."""

    # Answers stay in memory: no body, 1 MB at most (`security.ingress`), goes to a file.
    request_body_tempfile_limit = 2**20

    dbsession: "Session"
    """The database, inside this request's transaction (`db`)."""
    identity: "Identity | None"
    """Who is signed in (`security.policy`)."""
    request_id: str
    """Ties the log lines and audit events of one request together (`log`)."""

    @property
    def app_settings(self) -> "Settings":
        """The typed settings of this application."""
        settings: Settings = self.registry.readiness
        return settings

    @property
    def person(self) -> "Identity":
        """The signed-in person, where a permission has made sure that there is one."""
        assert self.identity is not None  # noqa: S101 -- the permission has made sure
        return self.identity

    def clock(self) -> dt.datetime:
        """Tell the time, aware and in UTC; tests set `registry.clock`."""
        now: dt.datetime = self.registry.clock()
        return now

    def service(self, kind: type[T]) -> T:
        """Return this request's one instance of a service class (`services`)."""
        made: dict[type, object] = self.__dict__.setdefault("_services", {})
        if kind not in made:
            made[kind] = self.registry.services[kind](self)
        service = made[kind]
        assert isinstance(service, kind)  # noqa: S101 -- tells the type checker
        return service
