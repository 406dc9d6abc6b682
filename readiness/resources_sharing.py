"""What the ids of shares mean: an organization's own, and those open to a funder now.

The counterpart of `resources`, by the same rule: looked up in one query that begins with the
person's own membership, and not there for anybody else.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased, contains_eager

from readiness.models import (
    Membership,
    Organization,
    OrganizationKind,
    Share,
    ShareRequest,
    Snapshot,
)
from readiness.request import Request
from readiness.resources import OWN_MEMBERSHIP, OrganizationContext, one_row


@dataclass(frozen=True)
class ShareContext:
    """A share of the person's own organization, whatever became of it."""

    organization: Organization
    membership: Membership
    share: Share


@dataclass(frozen=True)
class ShareRequestContext:
    """What a funder asked the person's own organization for."""

    organization: Organization
    membership: Membership
    share_request: ShareRequest


@dataclass(frozen=True)
class SharedContext:
    """A live share that the person's funder holds."""

    organization: Organization
    """The funder."""
    membership: Membership
    share: Share
    owner: Organization
    """Who shares."""
    frozen: Snapshot


def own_share(request: Request) -> ShareContext:
    """Look the share up among those of the person's organization."""
    membership, found = one_row(request, _SHARE)
    return ShareContext(membership.organization, membership, found)


def share_request(request: Request) -> ShareRequestContext:
    """Look up what the person's organization was asked for."""
    membership, found = one_row(request, _SHARE_REQUEST)
    return ShareRequestContext(membership.organization, membership, found)


def portfolio(request: Request) -> OrganizationContext:
    """Look up the funder that the person reads for."""
    membership = one_row(request, _FUNDER)[0]
    return OrganizationContext(membership.organization, membership)


def shared(request: Request) -> SharedContext:
    """Look the share up among those that are open to the person's funder at this moment."""
    membership, found, owner, frozen = one_row(request, _SHARED)
    return SharedContext(membership.organization, membership, found, owner, frozen)


_SHARE: Final = OWN_MEMBERSHIP.add_columns(Share).join(
    Share,
    and_(
        Share.organization_id == Membership.organization_id,
        Share.id == bindparam("share"),
    ),
)
_SHARE_REQUEST: Final = OWN_MEMBERSHIP.add_columns(ShareRequest).join(
    ShareRequest,
    and_(
        ShareRequest.organization_id == Membership.organization_id,
        ShareRequest.id == bindparam("share_request"),
    ),
)
# A funder's people name no organization in their addresses: it is the one they read for.
_READS: Final = (
    select(Membership)
    .join(Membership.organization)
    .options(contains_eager(Membership.organization))
    .where(Membership.user_id == bindparam("person"), Organization.kind == OrganizationKind.FUNDER)
)
_FUNDER: Final = _READS.order_by(Membership.created_at, Membership.organization_id).limit(1)
_OWNER: Final = aliased(Organization)
_SHARED: Final = (
    _READS.add_columns(Share, _OWNER, Snapshot)
    .join(Share, Share.funder_id == Membership.organization_id)
    .join(_OWNER, _OWNER.id == Share.organization_id)
    .join(Snapshot, Snapshot.assessment_id == Share.assessment_id)
    .where(
        Share.id == bindparam("share"),
        Share.shared_at.is_not(None),
        Share.revoked_at.is_(None),
        Share.expires_at > bindparam("now"),
    )
)
