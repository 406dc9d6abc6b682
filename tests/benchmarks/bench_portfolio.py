"""What a funder's pages cost with 2,000 shares: `python -m tests.benchmarks.bench_portfolio`.

The floor is the raw SQL that fetches the same 2,000 rows, with their JSON read, by the driver
alone (design.md 10: under 3x, and no growth with what is not shared). Each figure is the
best of several runs, taken in turn.
"""

import datetime as dt
import json
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import insert
from sqlalchemy.orm import Session
from webob import Request

from instruments.plain import to_plain
from readiness import main as application
from readiness.clock import utc_now
from readiness.migrations import run
from readiness.models import (
    Assessment,
    AssessmentState,
    Organization,
    OrganizationKind,
    ProgramProfile,
    Role,
    Share,
    Snapshot,
    new_id,
)
from readiness.services.portfolio import Portfolio
from readiness.services.sessions import SessionService
from reports.facts import Facts
from tests.factories import make_membership

SHARES = 2_000
RUNS = 7
RAW = (
    "SELECT s.id, o.name, s.parts, s.purpose, s.expires_at, s.asks, s.facts FROM share s "
    "JOIN organization o ON o.id = s.organization_id WHERE s.funder_id = ? "
    "AND s.shared_at IS NOT NULL AND s.revoked_at IS NULL ORDER BY s.expires_at"
)
INI = {
    "readiness.mode": "development",
    "readiness.secret": "a secret of the benchmark, long enough for anyone",
    "readiness.jobs": "inline",
}
FACTS = to_plain(Facts("build-first", ("STF", "COF"), ("L-P4", "L-C3"), 2, ("time",)))


def fill(engine, funder_id, *, shared):
    """Organizations with a submitted assessment each; those that are `shared` share it."""
    now = utc_now() - dt.timedelta(days=100)
    rows = {table: [] for table in (Organization, ProgramProfile, Assessment, Snapshot, Share)}
    for number in range(SHARES):
        org, program, assessment = new_id(), new_id(), new_id()
        rows[Organization].append(
            {"id": org, "kind": "program", "name": f"House {number}", "created_at": now}
        )
        rows[ProgramProfile].append(
            {"id": program, "organization_id": org, "name": "Circle", "answers": {}, "version": 1,
             "created_at": now, "updated_at": now}
        )  # fmt: skip
        rows[Assessment].append(
            {"id": assessment, "organization_id": org, "program_profile_id": program,
             "state": AssessmentState.SUBMITTED, "created_at": now, "submitted_at": now}
        )  # fmt: skip
        rows[Snapshot].append(
            {"id": new_id(), "assessment_id": assessment, "content": "x" * 50_000,
             "sha256": "0" * 64, "created_at": now}
        )  # fmt: skip
        if shared:
            rows[Share].append(
                {"id": new_id(), "organization_id": org, "assessment_id": assessment,
                 "funder_id": funder_id, "parts": ["areas", "result"], "purpose": "To plan",
                 "asks": ["time"], "facts": FACTS, "created_at": now, "shared_at": now,
                 "expires_at": now + dt.timedelta(days=300 + number % 60), "version": 1}
            )  # fmt: skip
    with engine.begin() as connection:
        for table, values in rows.items():
            if values:
                connection.execute(insert(table), values)


def best(work):
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return 1000 * min(times)


def raw(path, funder_id):
    """The floor: the driver and the JSON, nothing else."""
    connection = sqlite3.connect(path)
    for *_, parts, _purpose, _until, asks, facts in connection.execute(RAW, (funder_id,)):
        json.loads(parts), json.loads(asks), json.loads(facts)
    connection.close()


def measure(app, cookie, path, funder_id, data):
    def get(address):
        response = Request.blank(address, headers={"Cookie": cookie}).get_response(app)
        assert response.status_int == 200, response.status
        return response

    return {
        "raw SQL of 2,000 rows": best(lambda: raw(data / "readiness.sqlite", funder_id)),
        "/portfolio": best(lambda: get("/portfolio")),
        "/portfolio/overview": best(lambda: get("/portfolio/overview")),
    }


def main():
    with TemporaryDirectory() as folder:
        data = Path(folder)
        app = application({}, **INI, **{"readiness.data": folder})
        engine = app.registry.engine
        run.upgrade(engine)
        with Session(engine) as session:
            funder = Organization(name="Fund", kind=OrganizationKind.FUNDER, created_at=utc_now())
            reviewer = make_membership(session, organization=funder, role=Role.REVIEWER)
            sessions = SessionService(session, now=utc_now(), settings=app.registry.readiness)
            cookie = f"sid={sessions.start(reviewer.user_id)}"
            session.commit()
            funder_id = funder.id
        fill(engine, funder_id, shared=True)
        with Session(engine) as session, session.begin():
            start = perf_counter()
            Portfolio(session, utc_now).publish(funder_id)
            rolled = 1000 * (perf_counter() - start)
        first = measure(app, cookie, data, funder_id, data)
        fill(engine, funder_id, shared=False)
        again = measure(app, cookie, data, funder_id, data)
        floor = first["raw SQL of 2,000 rows"]
        print(f"{'what':<26}{'ms':>8}{'ratio':>8}{'ms with 2,000 unshared more':>30}")  # noqa: T201
        for what, took in first.items():
            print(f"{what:<26}{took:>8.1f}{took / floor:>8.2f}{again[what]:>30.1f}")  # noqa: T201
        print(f"{'roll-up of a quarter':<26}{rolled:>8.1f}{rolled / floor:>8.2f}")  # noqa: T201
        engine.dispose()


if __name__ == "__main__":
    main()
