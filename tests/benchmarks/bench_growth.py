"""What grows when an installation does: `python -m tests.benchmarks.bench_growth [--write]`.

The same pages and operations with 1, 10, 100, 1,000 and 10,000 assessments in the database, each
of an organization of its own with every question answered and its result shared with one funder.
Pages are asked as one process answers them, without a network. Times are of this process alone
(not of the clock), the best of several runs, so that a busy machine tells much the same. Beside
each stands how often the bare floor of the same run fits into it: a Pyramid application that
reads, or puts in, one row of a table that grows as well.

`--write` renews docs/speed.md and its picture.
"""

import datetime as dt
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from urllib.parse import urlencode

from pyramid.router import Router
from sqlalchemy import Connection, delete, text
from sqlalchemy.orm import Session
from webob import Request

from instruments import answers, catalogue
from instruments.model import Unscored
from readiness import main as application
from readiness.clock import utc_now
from readiness.migrations import run
from readiness.models import Base, Organization, OrganizationKind, PortfolioRelease, Role
from readiness.services.portfolio import Portfolio
from readiness.services.sessions import SessionService
from tests.benchmarks import bench_scoring, growth_page, servers
from tests.factories import make_membership
from tests.readiness.portfolios import NEEDY, make_share
from tests.readiness.walking import Walker

SIZES = (1, 10, 100, 1_000, 10_000)
RUNS = 12
ONE_RUN = 100
"""What is done for more than this is long enough to be measured once."""
BARE = "a bare page, one row read"
BARE_SAVE = "a bare save, one row put in"
# What hangs on an organization with one assessment, each after what it hangs on.
COPIED = (
    "organization", "program_profile", "assessment", "assessment_instrument", "response_sheet",
    "response", "snapshot", "share",
)  # fmt: skip
IDS = {"id", "organization_id", "program_profile_id", "assessment_id", "sheet_id"}
NOBODY = {"user_id", "created_by", "reach_code", "revoked_by"}


@dataclass
class Place:
    """The application with its first organization, and everybody's way in."""

    app: Router
    bare: Router
    lead: str
    reviewer: str
    organization: str
    funder: str
    draft: str
    report: str

    def get(self, address: str, cookie: str) -> str:
        """Ask for a page."""
        asked = Request.blank(address, base_url="http://localhost:6543", headers={"Cookie": cookie})
        answer = asked.get_response(self.app)
        assert answer.status_int == 200, (address, answer.status)
        return answer.text

    def save(self) -> Callable[[], None]:
        """Send one answer after the other, as the page's script does."""
        page = self.get(self.draft, self.lead)
        token = _between(page, 'name="csrf_token" value="')
        version = [_between(page, 'name="CON-1-version" value="')]
        count = iter(range(10**6))

        def send() -> None:
            number = next(count)
            fields = {"answer": number % 4, "note": f"note {number}", "evidence": "told",
                      "version": version[0], "csrf_token": token}  # fmt: skip
            asked = Request.blank(
                f"{self.draft}/CON-1",
                base_url="http://localhost:6543",
                POST=urlencode(fields),
                headers={"Cookie": self.lead},
            )
            answer = asked.get_response(self.app)
            assert answer.status_int == 200, answer.status
            version[0] = str(answer.json["version"])

        return send

    def bare_save(self) -> Callable[[], None]:
        """Put one row after the other in, and nothing else."""
        count = iter(range(10**6))

        def send() -> None:
            number = next(count)
            fields = {"answer": number % 4, "note": f"note {number}"}
            answer = Request.blank("/sheet-1/CON-1", POST=urlencode(fields)).get_response(self.bare)
            assert answer.status_int == 200

        return send

    def bare_page(self) -> None:
        """Read one row, and answer with it."""
        assert Request.blank("/sheet-1/CON-1").get_response(self.bare).status_int == 200

    def forget(self) -> None:
        """Forget the funder's figures, so that all that is shared is counted anew."""
        with Session(self.app.registry.engine) as session, session.begin():
            session.execute(delete(PortfolioRelease))

    def roll_up(self, *, keep: bool = False) -> None:
        """Work the funder's figures out."""
        with Session(self.app.registry.engine) as session:
            Portfolio(session, utc_now).publish(self.funder)
            if keep:
                session.commit()
            else:
                session.rollback()


def _between(page: str, before: str) -> str:
    return page.split(before, 1)[1].split('"', 1)[0]


def made(folder: str) -> Place:
    """Make the first organization as people would, by the services."""
    os.environ["BENCH_DATA"] = folder
    app = application({}, **servers.settings())
    engine = app.registry.engine
    run.upgrade(engine)
    bare = servers.bare_engine()
    servers.ANSWER.metadata.create_all(bare)
    bare.dispose()
    with Session(engine) as session:
        lead = make_membership(session)
        walker = Walker(session, utc_now, lead)
        program = walker.program(stage="planning")
        sheet = answers.read(catalogue.samples()["cedar-fork"]).sheets["formative"]
        given = {
            item: one.value if isinstance(one, Unscored) else one
            for item, one in sheet.answers.items()
        }
        first = walker.start(program)
        walker.answer(first, given)
        walker.submit(first)
        draft = walker.start(program)
        walker.answer(draft, given)
        funder = Organization(name="Fund", kind=OrganizationKind.FUNDER, created_at=utc_now())
        reviewer = make_membership(session, organization=funder, role=Role.REVIEWER)
        # Shared before this quarter began, so that its figures count it.
        before = utc_now() - dt.timedelta(days=100)
        make_share(session, funder, NEEDY, shared_at=before, organization=lead.organization)
        way = f"/organizations/{lead.organization_id}"
        sessions = SessionService(session, now=utc_now(), settings=app.registry.readiness)
        cookies = [f"sid={sessions.start(one.user_id)}" for one in (lead, reviewer)]
        session.commit()
        return Place(
            app, servers.bare(), *cookies, lead.organization_id, funder.id,
            draft=f"{way}/assessments/{draft.id}/formative/CON",
            report=f"{way}/assessments/{first.id}/report",
        )  # fmt: skip


def grow(connection: Connection, organization: str, sizes: tuple[int, int]) -> None:
    """Copy the first organization and its report until there are as many as wanted."""
    start, end = sizes
    report = "SELECT id FROM assessment WHERE organization_id = :first AND submitted_at IS NOT NULL"
    only = {
        "organization": "id = :first",
        "program_profile": "organization_id = :first",
        "assessment": f"id IN ({report})",
        "share": "organization_id = :first",
    }
    for name in COPIED:
        columns = [column.name for column in Base.metadata.tables[name].columns]
        values = ", ".join(_copied(name, column) for column in columns)
        where = only.get(name, f"assessment_id IN ({report})")
        numbers = "WITH RECURSIVE n(i) AS (SELECT :start UNION ALL SELECT i + 1 FROM n"
        # Every name in it is one of the models'.
        copy = f"{numbers} WHERE i + 1 < :end) INSERT INTO {name} ({', '.join(columns)})"
        copy += f" SELECT {values} FROM {name} r, n WHERE {where}"  # noqa: S608
        connection.execute(
            text(copy),
            {"start": start, "end": end, "first": organization},
        )
    connection.execute(text("ANALYZE"))


def _copied(table: str, column: str) -> str:
    if column in NOBODY:
        return "NULL"
    if column in IDS:
        return f"r.{column} || '-' || n.i"
    if (table, column) == ("share", "expires_at"):
        # They end on many days, as shares do.
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', r.{column}, (n.i % 5000) || ' minutes')"
    # Nothing but the first organization's own report reads this; ten thousand fill a disk.
    return (
        "substr(r.content, 1, 2000)"
        if (table, column) == ("snapshot", "content")
        else (f"r.{column}")
    )


def best(work: Callable[[], object]) -> float:
    """Give the shortest time of a few runs, in milliseconds of this process."""
    work()
    times = []
    for _ in range(RUNS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return 1000 * min(times)


def rescoring(size: int) -> Callable[[], object]:
    """Score as many sheets as there are assessments."""
    items = [item.id for item in catalogue.find("formative").items]
    texts = bench_scoring.sheets(size, items)
    return lambda: bench_scoring.readings(texts)


def once(work: Callable[[], object]) -> float:
    """Give the time of what takes long enough to be measured once."""
    start = process_time()
    work()
    return 1000 * (process_time() - start)


def measure() -> dict[str, list[float]]:
    """Give milliseconds of each page and operation at each size."""
    found: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder:
        place = made(folder)
        there = 1
        send, put = place.save(), place.bare_save()
        for size in SIZES:
            if size > there:
                with place.app.registry.engine.begin() as connection:
                    grow(connection, place.organization, (there, size))
                with servers.bare_engine().begin() as connection:
                    connection.execute(
                        servers.ANSWER.insert(),
                        [
                            {"sheet": f"sheet-{number}-{size}", "item": str(item), "level": 2}
                            for number in range(there, size)
                            for item in range(50)
                        ],
                    )
                there = size
            place.forget()
            rolled = once(place.roll_up) if size > ONE_RUN else best(place.roll_up)
            place.roll_up(keep=True)
            work = {
                BARE: place.bare_page,
                BARE_SAVE: put,
                "home": lambda: place.get("/home", place.lead),
                "a part of the questionnaire": lambda: place.get(place.draft, place.lead),
                "saving one answer": send,
                "the report": lambda: place.get(place.report, place.lead),
                "a funder's list": lambda: place.get("/portfolio", place.reviewer),
                "a funder's figures": lambda: place.get("/portfolio/overview", place.reviewer),
            }
            row = {name: best(one) for name, one in work.items()}
            row["working a quarter out"] = rolled
            again = rescoring(size)
            row["scoring all anew"] = once(again) if size > ONE_RUN else best(again)
            for name, value in row.items():
                found.setdefault(name, []).append(value)
    return found


def main() -> None:
    """Measure, print, and renew the page when told to."""
    # A line for each of five hundred requests would hide the table.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        found = measure()
    print(growth_page.table(SIZES, found, BARE))  # noqa: T201
    if "--write" in sys.argv:
        growth_page.write(Path(__file__).parents[2] / "docs", SIZES, found, BARE)


if __name__ == "__main__":
    main()
