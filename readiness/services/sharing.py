"""Sharing with funders: prepared, looked at, shared, narrowed, ended.

A share begins as a draft that only its organization sees. What it shows is made from the same
row by the same code before and after, so that the preview is what the funder gets. Every change
waits for the row, so that an end is never overtaken.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, joinedload

from instruments.plain import to_plain
from readiness.models import (
    Organization,
    OrganizationKind,
    RequestState,
    Share,
    ShareRequest,
    ShareView,
    Snapshot,
)
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind, done_with
from readiness.services.locking import locked
from readiness.services.reports import ReportFiles, report_of
from readiness.services.share_terms import State, Terms, after, live_at, state_of
from reports.facts import facts


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the record of sharing."""

    share: Share
    state: State
    looked: int
    last: dt.datetime | None


class NotAllowedError(Exception):
    """The share is not in a state in which this can happen; nothing was changed."""


class Sharing:
    """Prepares, begins, narrows and ends shares."""

    def __init__(
        self,
        session: Session,
        clock: Callable[[], dt.datetime],
        audit: AuditLog,
        files: ReportFiles,
    ) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit
        self._files = files

    def funders(self) -> list[Organization]:
        """Return the funders by name; they are here to be shared with."""
        return list(
            self._session.scalars(
                select(Organization)
                .where(Organization.kind == OrganizationKind.FUNDER)
                .order_by(Organization.name, Organization.id)
            )
        )

    def of_organization(self, organization_id: str) -> list[Entry]:
        """Return the record of sharing, the newest first, with how often each was looked at."""
        now = self._clock()
        shares = self._session.scalars(
            _with_names()
            .where(Share.organization_id == organization_id)
            .order_by(Share.created_at.desc(), Share.id)
        ).all()
        looks = self._looks(Share.organization_id == organization_id)
        return [Entry(one, state_of(one, now), *looks.get(one.id, (0, None))) for one in shares]

    def entry(self, share: Share) -> Entry:
        """Return one line of the record."""
        looks = self._looks(Share.id == share.id)
        return Entry(share, state_of(share, self._clock()), *looks.get(share.id, (0, None)))

    def live_funders(self, organization_id: str) -> list[str]:
        """Name the funders that can see something of an organization now."""
        return list(
            self._session.scalars(
                select(Organization.name)
                .join(Share, Share.funder_id == Organization.id)
                .where(Share.organization_id == organization_id, live_at(self._clock()))
                .distinct()
                .order_by(Organization.name)
            )
        )

    def views(self, share: Share) -> list[ShareView]:
        """Return every look at a share, the newest first."""
        return list(
            self._session.scalars(
                select(ShareView)
                .where(ShareView.share_id == share.id)
                .order_by(ShareView.looked_at.desc(), ShareView.id)
            )
        )

    def prepare(
        self, organization_id: str, terms: Terms, *, user_id: str, replaces: Share | None = None
    ) -> Share:
        """Make a draft to look at; its funder knows nothing of it.

        The form has checked what may be chosen; the database refuses an assessment of
        another organization, and one that was not handed in.
        """
        now = self._clock()
        frozen = self._frozen(terms.assessment_id)
        made = Share(
            organization_id=organization_id,
            assessment_id=terms.assessment_id,
            funder_id=terms.funder_id,
            parts=sorted(terms.parts),
            purpose=terms.purpose,
            asks=sorted(terms.asks),
            follows_plan=terms.follows_plan,
            created_at=now,
            created_by=user_id,
            expires_at=after(terms.until),
            replaces_id=replaces.id if replaces else None,
        )
        self._count(made, frozen)
        self._session.add(made)
        # Its id stands in the address of the preview, and in the files' rows.
        self._session.flush()
        self._files.ask(frozen, share=made)
        return made

    def begin(self, share_id: str, *, user_id: str) -> Share:
        """Share what was looked at; what it replaces ends. A second click changes nothing.

        Raises `NotAllowedError` when its time is over.
        """
        share = self._locked(share_id)
        state = state_of(share, self._clock())
        if state is State.LIVE:
            return share
        if state is not State.DRAFT or share.expires_at <= self._clock():
            raise NotAllowedError(share_id)
        share.shared_at = self._clock()
        self._note(EventKind.SHARE_STARTED, share, user_id, parts=",".join(share.parts))
        if share.replaces_id:
            self._end_replaced(share, user_id)
        # What was asked for is answered, whatever is shared.
        self._session.execute(
            update(ShareRequest)
            .where(
                ShareRequest.organization_id == share.organization_id,
                ShareRequest.funder_id == share.funder_id,
                ShareRequest.state == RequestState.OPEN,
            )
            .values(state=RequestState.ANSWERED)
        )
        return share

    def change(self, share_id: str, terms: Terms, *, user_id: str, version: int) -> Share:
        """Narrow a share at once, or prepare the wider one for another look.

        Fewer parts or an earlier end take effect now. Anything more is a draft: the share
        stays as it is until that one is shared. Raises `NotAllowedError` when somebody changed
        it meanwhile, or when it is over.
        """
        share = self._locked(share_id)
        if state_of(share, self._clock()) is not State.LIVE or share.version != version:
            raise NotAllowedError(share_id)
        narrower = (
            set(terms.parts) <= set(share.parts)
            and after(terms.until) <= share.expires_at
            and terms.purpose == share.purpose
            and set(terms.asks) <= set(share.asks)
            and terms.follows_plan <= share.follows_plan
        )
        if not narrower:
            return self.prepare(share.organization_id, terms, user_id=user_id, replaces=share)
        share.parts, share.asks = sorted(terms.parts), sorted(terms.asks)
        share.follows_plan = terms.follows_plan
        share.expires_at = after(terms.until)
        frozen = self._frozen(share.assessment_id)
        self._count(share, frozen)
        self._note(EventKind.SHARE_CHANGED, share, user_id, parts=",".join(share.parts))
        self._files.forget(share)
        self._files.ask(frozen, share=share)
        return share

    def revoke(self, share_id: str, *, user_id: str) -> Share:
        """End a share now, or throw a draft away; asked again, it stays as it is."""
        share = self._locked(share_id)
        state = state_of(share, self._clock())
        self._files.forget(share)
        if state is State.DRAFT:
            self._session.delete(share)
        elif state is State.LIVE:
            self._end(share, user_id)
        return share

    def frozen(self, share: Share) -> Snapshot:
        """Return the snapshot that a share shows a part of."""
        return self._frozen(share.assessment_id)

    def replaced(self, draft: Share) -> Share | None:
        """Return the live share whose place a draft would take."""
        old = self._session.get(Share, draft.replaces_id) if draft.replaces_id else None
        return old if old and state_of(old, self._clock()) is State.LIVE else None

    def _end_replaced(self, share: Share, user_id: str) -> None:
        old = self._session.get(Share, share.replaces_id, with_for_update=True)
        if old is not None and state_of(old, self._clock()) is State.LIVE:
            self._files.forget(old)
            self._end(old, user_id)

    def _end(self, share: Share, user_id: str) -> None:
        share.revoked_at, share.revoked_by = self._clock(), user_id
        self._note(EventKind.SHARE_ENDED, share, user_id)

    def _note(self, kind: EventKind, share: Share, user_id: str, **details: str) -> None:
        self._audit.record(
            kind,
            actor=user_id,
            organization=share.organization_id,
            subject=share.assessment_id,
            share=share.id,
            **done_with(share.funder_id),
            **details,
        )

    def _count(self, share: Share, frozen: Snapshot) -> None:
        counted = facts(report_of(frozen, share), asks=tuple(share.asks))
        plain: dict[str, Any] = to_plain(counted)
        share.facts = plain

    def _looks(self, which: ColumnElement[bool]) -> dict[str, tuple[int, dt.datetime | None]]:
        rows = self._session.execute(
            select(ShareView.share_id, func.count(), func.max(ShareView.looked_at))
            .join(Share, Share.id == ShareView.share_id)
            .where(which)
            .group_by(ShareView.share_id)
        )
        return {share_id: (count, last) for share_id, count, last in rows}

    def _frozen(self, assessment_id: str) -> Snapshot:
        return self._session.scalars(
            select(Snapshot).where(Snapshot.assessment_id == assessment_id)
        ).one()

    def _locked(self, share_id: str) -> Share:
        return self._session.scalars(locked(select(Share).where(Share.id == share_id))).one()


def _with_names() -> Select[Share]:
    return select(Share).options(joinedload(Share.funder), joinedload(Share.assessment))


def sharing_service(request: Request) -> Sharing:
    """Make the service for a request."""
    return Sharing(
        request.dbsession,
        request.clock,
        request.service(AuditLog),
        request.service(ReportFiles),
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Sharing, sharing_service)
