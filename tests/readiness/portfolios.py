"""Shares by the dozen, with the facts that group figures count."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from instruments.plain import to_plain
from readiness.clock import utc_now
from readiness.models import (
    Assessment,
    AssessmentState,
    Organization,
    OrganizationKind,
    ProgramProfile,
    Share,
    ShareRequest,
    Snapshot,
    new_id,
)
from readiness.services.portfolio import Portfolio, closed
from reports.facts import Facts
from tests.factories import make_assessment, make_organization, make_snapshot

NEEDY = Facts(
    verdict="build-first", areas=("STF", "COF"), steps=("L-P4", "L-C3"), stops=2, asks=("time",)
)
FINE = Facts(verdict="getting-ready", areas=("STF",), steps=("L-C3",), stops=0, asks=())
PER_QUARTER: Final = 27
RESULTS: Final = ("build-first",) * 12 + ("getting-ready",) * 11 + ("ready-for-a-small-pilot",) * 4
"""The results of a quarter's organizations; the last group is too small to stand by itself."""
AREAS: Final = ("STF", "COF", "FBK", "CUR", "TRN", "PLN", "SUP", "CON", "SAF")
STEPS: Final = ("L-P4", "L-C2", "L-C3", "L-P2", "R-5c", "P-2", "L-C1", "R-5b", "N-1", "B-1")
ASKS: Final = ("time", "training", "clinician", "supervision", "policy")


def make_funder(session, name="Harbor Fund") -> Organization:
    return make_organization(session, name=name, kind=OrganizationKind.FUNDER)


def make_share(
    session, funder: Organization, facts: Facts, *, shared_at: dt.datetime, **more: object
) -> Share:
    """A live share of an organization of its own."""
    organization = more.pop("organization", None) or make_organization(session, name="A house")
    assessment = make_assessment(
        session, organization, state=AssessmentState.SUBMITTED, submitted_at=shared_at
    )
    make_snapshot(session, assessment)
    values = {
        "parts": ["full"],
        "purpose": "To plan",
        "asks": [],
        "created_at": shared_at,
        "shared_at": shared_at,
        "expires_at": shared_at + dt.timedelta(days=360),
        "facts": to_plain(facts),
    }
    share = Share(
        organization_id=organization.id,
        assessment_id=assessment.id,
        funder_id=funder.id,
        **{**values, **more},
    )
    session.add(share)
    session.commit()
    return share


def varied(number: int, quarter: int = 0) -> Facts:
    """Facts of one organization among many: some things recur, most have one, few another."""
    return Facts(
        verdict=RESULTS[number % len(RESULTS)],
        areas=tuple(area for place, area in enumerate(AREAS) if number * 7 % 11 > place),
        steps=tuple(step for place, step in enumerate(STEPS) if number * 5 % 12 + quarter > place),
        stops=number % 3,
        asks=tuple(ask for place, ask in enumerate(ASKS) if number % 7 > place),
    )


def add_reports(
    session: Session,
    funder_id: str | None,
    facts: Iterable[Facts],
    *,
    since: dt.datetime,
    content: str = "{}",
) -> None:
    """Organizations with a report each, by few statements; without a funder none is shared."""
    rows: dict[type, list[dict[str, Any]]] = {
        table: [] for table in (Organization, ProgramProfile, Assessment, Snapshot, Share)
    }
    for number, one in enumerate(facts):
        org, program, assessment = new_id(), new_id(), new_id()
        rows[Organization].append(
            {"id": org, "kind": "program", "name": f"House {number}", "created_at": since}
        )
        rows[ProgramProfile].append(
            {"id": program, "organization_id": org, "name": "Circle", "answers": {}, "version": 1,
             "created_at": since, "updated_at": since}
        )  # fmt: skip
        rows[Assessment].append(
            {"id": assessment, "organization_id": org, "program_profile_id": program,
             "state": AssessmentState.SUBMITTED, "created_at": since, "submitted_at": since}
        )  # fmt: skip
        rows[Snapshot].append(
            {"id": new_id(), "assessment_id": assessment, "content": content, "sha256": "0" * 64,
             "created_at": since}
        )  # fmt: skip
        if funder_id:
            rows[Share].append(
                {"id": new_id(), "organization_id": org, "assessment_id": assessment,
                 "funder_id": funder_id, "parts": ["full"], "purpose": "To plan support",
                 "asks": list(one.asks or ()), "facts": to_plain(one), "created_at": since,
                 "shared_at": since, "expires_at": since + dt.timedelta(days=360 - number % 60),
                 "version": 1}
            )  # fmt: skip
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)
    session.commit()


def fill_quarters(
    session: Session, funder: Organization, now: dt.datetime, *, quarters: int = 3
) -> None:
    """Shares of some quarters, published one after the other; the newest of them last."""
    _, end = closed(now)
    for back in reversed(range(quarters)):
        months = end.year * 12 + end.month - 1 - 3 * back
        over = dt.datetime(months // 12, months % 12 + 1, 1, tzinfo=dt.UTC)
        add_reports(
            session,
            funder.id,
            [varied(number, quarters - back) for number in range(PER_QUARTER)],
            since=over - dt.timedelta(days=20),
        )
        Portfolio(session, lambda day=over: day + dt.timedelta(days=1)).publish(funder.id)
        session.commit()


def make_share_request(session, funder: Organization, organization: Organization) -> ShareRequest:
    """A funder's open wish to see something."""
    now = utc_now()
    asked = ShareRequest(
        organization_id=organization.id,
        funder_id=funder.id,
        purpose="To plan",
        parts=["result"],
        until=now.date() + dt.timedelta(days=90),
        asked_at=now,
    )
    session.add(asked)
    session.commit()
    return asked
