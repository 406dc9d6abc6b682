"""The signed-in person as a frozen value, apart from the database session."""

import datetime as dt
from dataclasses import dataclass

from readiness.models import OrganizationKind, Role


@dataclass(frozen=True)
class Place:
    """One organization the person belongs to, and as what."""

    organization_id: str
    kind: OrganizationKind
    role: Role
    erase_at: dt.datetime | None = None
    """From when on it may be deleted for good; None for almost all."""
    requires_second_factor: bool = False


@dataclass(frozen=True)
class Identity:
    """Who is signed in, as of this request; nothing here is kept for the next one."""

    user_id: str
    session_id: str
    email: str
    name: str | None
    memberships: tuple[Place, ...] = ()
    second_factor: bool = False
    """Whether signing in asks this person for a code as well."""
