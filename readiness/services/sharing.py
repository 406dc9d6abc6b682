"""Sharing with funders: prepared, looked at, shared, narrowed, ended.

A share begins as a draft that only its organization sees. What it shows is made from the same
row by the same code before and after, so that the preview is what the funder gets. Every change
waits for the row, so that an end is never overtaken.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.orm import Session, joinedload

from instruments.plain import to_plain
from readiness.db import session_factory
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
from readiness.services.audit import AuditLog, EventKind
from readiness.services.reports import ReportFiles, grant_of, report_of
from reports.audience import Shared
from reports.facts import facts

MONTHS: Final = (1, 3, 6, 12)
"""How long a share may last."""


PER_PAGE: Final = 50
PAGE: Final = "page"
"""What is looked at when it is no file."""


class State(StrEnum):
    """Where a share is in its life."""

    DRAFT = "draft"
    LIVE = "live"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an organization chooses for a share."""

    assessment_id: str
    funder_id: str
    parts: Collection[Shared]
    purpose: str
    until: dt.date
    """The last day."""
    asks: Collection[str] = ()
    follows_plan: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the record of sharing."""

    share: Share
    state: State
    looked: int
    last: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """A line of a funder's front page."""

    id: str
    name: str
    """Who shares."""
    parts: list[str]
    purpose: str
    expires_at: dt.datetime
    asks: list[str]
    follows_plan: bool

    @property
    def until(self) -> dt.date:
        """The last day."""
        return (self.expires_at - dt.timedelta(microseconds=1)).date()


class NotAllowedError(Exception):
    """The share is not in a state in which this can happen; nothing was changed."""


def live_at(now: dt.datetime) -> ColumnElement[bool]:
    """Hold for shares that open something at a moment."""
    return and_(Share.shared_at.is_not(None), Share.revoked_at.is_(None), Share.expires_at > now)


def state_of(share: Share, now: dt.datetime) -> State:
    """Say where a share is."""
    if share.shared_at is None:
        return State.DRAFT
    if share.revoked_at is not None:
        return State.ENDED
    return State.LIVE if share.expires_at > now else State.EXPIRED


def last_day(share: Share) -> dt.date:
    """Give the last day on which a share opens something."""
    return grant_of(share).until


def months_later(day: dt.date, months: int) -> dt.date:
    """Give the same day some months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(day: dt.date) -> dt.datetime:
    """Give the first moment that is no longer part of a day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)


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
        """Give the funders by name; they are here to be shared with."""
        return list(
            self._session.scalars(
                select(Organization)
                .where(Organization.kind == OrganizationKind.FUNDER)
                .order_by(Organization.name, Organization.id)
            )
        )

    def of_organization(self, organization_id: str) -> list[Entry]:
        """Give the record of sharing, the newest first, with how often each was looked at."""
        now = self._clock()
        shares = self._session.scalars(
            _with_names()
            .where(Share.organization_id == organization_id)
            .order_by(Share.created_at.desc(), Share.id)
        ).all()
        looks = self._looks(Share.organization_id == organization_id)
        return [Entry(one, state_of(one, now), *looks.get(one.id, (0, None))) for one in shares]

    def entry(self, share: Share) -> Entry:
        """Give one line of the record."""
        looks = self._looks(Share.id == share.id)
        return Entry(share, state_of(share, self._clock()), *looks.get(share.id, (0, None)))

    def received(self, funder_id: str, *, page: int = 1) -> tuple[list[Received], int]:
        """Give one page of what a funder may open now, the soonest to end first, and how many.

        Plain columns: a page is read often, and changes nothing.
        """
        live = (Share.funder_id == funder_id, live_at(self._clock()))
        count = self._session.scalar(select(func.count()).select_from(Share).where(*live)) or 0
        rows = self._session.execute(
            select(
                Share.id,
                Organization.name,
                Share.parts,
                Share.purpose,
                Share.expires_at,
                Share.asks,
                Share.follows_plan,
            )
            .join(Organization, Organization.id == Share.organization_id)
            .where(*live)
            .order_by(Share.expires_at, Organization.name, Share.id)
            .limit(PER_PAGE)
            .offset((page - 1) * PER_PAGE)
        )
        return [Received(*row) for row in rows], count

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
        """Give every look at a share, the newest first."""
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
        """Give the snapshot that a share shows a part of."""
        return self._frozen(share.assessment_id)

    def replaced(self, draft: Share) -> Share | None:
        """Give the live share whose place a draft would take."""
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
        return self._session.scalars(
            select(Share)
            .where(Share.id == share_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()


def _with_names() -> Select[Share]:
    return select(Share).options(joinedload(Share.funder), joinedload(Share.assessment))


def note_view(request: Request, share: Share, what: str) -> None:
    """Write down, before it is given, that a funder's reviewer opens a share.

    The organization reads of it on *who looked*, and beside the share. It is committed apart
    and at once, as in `services.audit.looked`.
    """
    note_views(request, (share,), what)


def note_views(request: Request, shares: Sequence[Share], what: str) -> None:
    """Write down looks at several shares, all of them or none."""
    file = what != PAGE
    with session_factory(request.registry.engine).begin() as database:
        log = AuditLog(database, now=request.clock(), request_id=request.request_id)
        for share in shares:
            database.add(
                ShareView(
                    share_id=share.id,
                    user_id=request.person.user_id,
                    looked_at=request.clock(),
                    what=what,
                )
            )
            log.record(
                EventKind.REPORT_DOWNLOADED if file else EventKind.SHARE_OPENED,
                actor=request.person.user_id,
                organization=share.organization_id,
                subject=share.assessment_id,
                by=share.funder_id,
                share=share.id,
                **({"format": what} if file else {}),
            )


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
