"""Pyramid's security policy: it asks `sessions` who is there and `rules` what they may do."""

from pyramid.config import Configurator
from pyramid.request import RequestLocalCache
from pyramid.security import Allowed, Denied

from readiness.request import Request
from readiness.security import rules, second_step, sessions
from readiness.security.identity import Identity
from readiness.security.permissions import Permission


class SecurityPolicy:
    """Answers from the table of rules; a permission it does not know is denied."""

    def __init__(self) -> None:
        self._identities: RequestLocalCache = RequestLocalCache(sessions.load_identity)

    def identity(self, request: Request) -> Identity | None:
        """Return who is signed in, looked up once a request."""
        found: Identity | None = self._identities.get_or_create(request)
        return found

    def authenticated_userid(self, request: Request) -> str | None:
        """Return the id of who is signed in."""
        identity = self.identity(request)
        return None if identity is None else identity.user_id

    def permits(self, request: Request, context: object, permission: object) -> Allowed | Denied:
        """Whether the person may do this here."""
        identity = self.identity(request)
        if identity is None:
            return Denied("nobody is signed in")
        if isinstance(permission, Permission) and rules.allowed(permission, identity, context):
            second_step.require(identity, _organization(request, context))
            return Allowed("by the rules")
        return Denied("not by the rules")

    def remember(
        self, request: Request, userid: str, *, second_factor_due: bool = False
    ) -> list[tuple[str, str]]:
        """Start a session for the person; its cookie is set on the response."""
        sessions.start(request, userid, second_factor_due=second_factor_due)
        self._identities.clear(request)
        return []

    def forget(self, request: Request, **_: object) -> list[tuple[str, str]]:
        """End the session; its cookie is taken off with the response."""
        sessions.end(request)
        self._identities.set(request, None)
        return []


def _organization(request: Request, context: object) -> str | None:
    """Name the organization that a page belongs to, for those that belong to one."""
    membership = getattr(context, "membership", None)
    found: str | None = getattr(membership, "organization_id", None)
    return found or (request.matchdict or {}).get("org")


def includeme(config: Configurator) -> None:
    """Set the policy; a view that names no permission is closed to everyone."""
    config.set_security_policy(SecurityPolicy())
    config.set_default_permission(Permission.CLOSED)
