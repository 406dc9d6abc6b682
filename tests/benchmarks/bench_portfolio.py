"""What a funder's pages cost with 2,000 shares: `python -m tests.benchmarks.bench_portfolio`.

The floor is the raw SQL that fetches the same 2,000 rows, with their JSON read, by the driver
alone (design.md 10: under 3x). The last two columns stand for the same shares beside as many
reports that nobody shared: the ratio is about 1. Each figure is the least CPU time of several
runs, taken in turn, so that other work on the machine is not measured.
"""

import datetime as dt
import json
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy.orm import Session
from webob import Request

from readiness import main as application
from readiness.clock import utc_now
from readiness.migrations import run
from readiness.models import (
    Role,
)
from readiness.services.roll_ups import roll_up
from readiness.services.sessions import SessionService
from reports.facts import Facts
from tests.factories import make_membership
from tests.readiness.portfolios import add_reports, make_funder

SHARES = UNSHARED = 2_000
RUNS = 15
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
FACTS = Facts("build-first", ("STF", "COF"), ("L-P4", "L-C3"), 2, ("time",))
FLOOR = "raw SQL of 2,000 rows"
PAGES = ("/portfolio", "/portfolio/overview", "/portfolio/figures", "/portfolio/needs.xlsx")


class World:
    """A service of its own, with 2,000 shares and perhaps as many reports that nobody shared."""

    def __init__(self, folder: str, *, unshared: int) -> None:
        self.data = Path(folder)
        self.app = application({}, **INI, **{"readiness.data": folder})
        self.engine = self.app.registry.engine
        run.upgrade(self.engine)
        since = utc_now() - dt.timedelta(days=100)
        with Session(self.engine) as session:
            funder = make_funder(session)
            reviewer = make_membership(session, organization=funder, role=Role.REVIEWER)
            settings = self.app.registry.readiness
            sessions = SessionService(session, now=utc_now(), settings=settings)
            self.cookie = f"sid={sessions.start(reviewer.user_id)}"
            session.commit()
            self.funder_id = funder.id
            heavy = {"since": since, "content": "x" * 50_000}
            add_reports(session, self.funder_id, [FACTS] * SHARES, **heavy)
            add_reports(session, None, [FACTS] * unshared, **heavy)
        start = process_time()
        roll_up(self.app.registry.jobs, self.funder_id)
        self.rolled = 1000 * (process_time() - start)

    def get(self, address):
        """Fetch a page, and say how many milliseconds of CPU it took."""
        start = process_time()
        response = Request.blank(address, headers={"Cookie": self.cookie}).get_response(self.app)
        took = 1000 * (process_time() - start)
        assert response.status_int == 200, response.status
        return took

    def raw(self):
        """The floor: the driver and the JSON, nothing else."""
        start = process_time()
        connection = sqlite3.connect(self.data / "readiness.sqlite")
        for *_, parts, _purpose, _until, asks, facts in connection.execute(RAW, (self.funder_id,)):
            json.loads(parts), json.loads(asks), json.loads(facts)
        connection.close()
        return 1000 * (process_time() - start)


def measure(alone, among):
    """Give the best of several runs in both worlds, taken in turn."""
    found = {FLOOR: ([], [])} | {page: ([], []) for page in PAGES}
    for _ in range(RUNS):
        for what, times in found.items():
            for world, taken in zip((alone, among), times, strict=True):
                taken.append(world.raw() if what == FLOOR else world.get(what))
    return {what: (min(first), min(second)) for what, (first, second) in found.items()}


def main():
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        alone, among = World(first, unshared=0), World(second, unshared=UNSHARED)
        found = measure(alone, among)
        floor = found[FLOOR][0]
        print(f"{'with 2,000 shares':<24}{'ms':>8}{'to raw':>8}{'ms, 2,000 unshared beside':>28}"  # noqa: T201
              f"{'ratio':>8}")  # fmt: skip
        rows = {**found, "roll-up of a quarter": (alone.rolled, among.rolled)}
        for what, (took, beside) in rows.items():
            print(f"{what:<24}{took:>8.1f}{took / floor:>8.2f}{beside:>28.1f}{beside / took:>8.2f}")  # noqa: T201
        alone.engine.dispose()
        among.engine.dispose()


if __name__ == "__main__":
    main()
