"""How much of a bare save's speed is left for a save that is guarded, checked and merged.

`python -m tests.benchmarks.bench_autosave` prints a table and ends within a minute. Both
applications run under gunicorn's gthread with one process and four threads, on loopback,
on SQLite with every commit on the disk. The floors are those of design.md 10.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from readiness import main as make_app
from readiness.clock import utc_now
from readiness.migrations import run
from readiness.models import Role
from readiness.services.assessments import Assessments
from readiness.services.organizations import Organizations
from readiness.services.sessions import SessionService
from tests.benchmarks import servers
from tests.factories import make_user

CLIENTS = 8
SECONDS = 5.0
ROUNDS = 2
PEOPLE = 50
PAUSE = 1.0
PEOPLE_SECONDS = 12.0
ITEMS = [f"CON-{number}" for number in range(1, 6)]
RATIO_FLOOR = 0.60
P95_CEILING = 0.500

Save = Callable[[int], bool]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(name: str, data: Path) -> Iterator[int]:
    """One of the applications behind gunicorn."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--keep-alive", "30", "--log-level", "warning"]
    process = subprocess.Popen(
        [*command, f"tests.benchmarks.servers:{name}()"],
        env={**os.environ, "BENCH_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(port: int) -> None:
    """Wait until somebody answers; gunicorn takes a second or two."""
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def people(data: Path) -> list[tuple[str, str]]:
    """Make people, each with a draft of their own: address of a part, and session token."""
    os.environ["BENCH_DATA"] = str(data)
    app = make_app({}, **servers.settings())
    engine = app.registry.engine
    run.upgrade(engine)
    made = []
    with Session(engine) as session:
        for _ in range(PEOPLE):
            user = make_user(session)
            organizations = Organizations(session, utc_now)
            organization = organizations.create("Sample", lead=user.id)
            program = organizations.save_program(organization.id, name="Circle", answers={})
            draft = Assessments(session, utc_now).start(
                program, ["formative"], user_id=user.id, role=Role.LEAD
            )
            sessions = SessionService(session, now=utc_now(), settings=app.registry.readiness)
            token = sessions.start(user.id)
            session.commit()
            way = f"/organizations/{organization.id}/assessments/{draft.id}/formative/CON"
            made.append((way, token))
    engine.dispose()
    bare = servers.bare_engine()
    servers.ANSWER.metadata.create_all(bare)
    bare.dispose()
    return made


def bare_saver(port: int, number: int) -> Save:
    """A client of the bare application."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    def save(count: int) -> bool:
        item = ITEMS[count % len(ITEMS)]
        fields = {"answer": count % 4, "note": f"note {count}", "evidence": "told", "version": "1"}
        connection.request("POST", f"/sheet-{number}/{item}", urlencode(fields), headers)
        response = connection.getresponse()
        response.read()
        return response.status == 200

    return save


def readiness_saver(port: int, person: tuple[str, str]) -> Save:
    """A person's script: reads the page once, then sends an answer and its version."""
    way, session = person
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": f"sid={session}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "localhost:6543",
    }
    connection.request("GET", way, headers=headers)
    page = connection.getresponse().read().decode()
    csrf = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    versions = {
        item: page.split(f'name="{item}-version" value="', 1)[1].split('"', 1)[0] for item in ITEMS
    }

    def save(count: int) -> bool:
        item = ITEMS[count % len(ITEMS)]
        fields = {
            "answer": count % 4,
            "note": f"note {count}",
            "evidence": "told",
            "version": versions[item],
            "csrf_token": csrf,
        }
        connection.request("POST", f"{way}/{item}", urlencode(fields), headers)
        response = connection.getresponse()
        body = response.read()
        if response.status == 200:
            versions[item] = json.loads(body)["version"]
        return response.status == 200

    return save


def press(savers: list[Save], seconds: float, pause: float = 0.0) -> tuple[list[float], int]:
    """Let every client save until the time is over; the times it took, and how many failed."""
    ends = time.perf_counter() + seconds

    def work(number: int) -> tuple[list[float], int]:
        took, failed, count = [], 0, 0
        time.sleep(pause * number / len(savers))
        while (began := time.perf_counter()) < ends:
            failed += not savers[number](count)
            took.append(time.perf_counter() - began)
            count += 1
            time.sleep(max(0.0, pause - took[-1]))
        return took, failed

    with ThreadPoolExecutor(len(savers)) as pool:
        found = list(pool.map(work, range(len(savers))))
    return [one for took, _ in found for one in took], sum(failed for _, failed in found)


def at(took: list[float], share: float) -> float:
    """The time that this share of the saves took at most, in milliseconds."""
    return 1000 * sorted(took)[min(len(took) - 1, int(share * len(took)))]


def line(name: str, took: list[float], failed: int, seconds: float) -> str:
    """One line of the table."""
    speed = len(took) / seconds
    return f"{name:<34}{speed:>9.0f}/s{at(took, 0.5):>9.1f} ms{at(took, 0.95):>9.1f} ms{failed:>8}"


def main() -> int:
    """Measure, print, and tell by the exit code whether the floors hold."""
    speeds: dict[str, list[float]] = {"bare": [], "readiness": []}
    lines = [f"{'':<34}{'saves':>11}{'p50':>12}{'p95':>12}{'failed':>8}"]
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        everyone = people(data)
        with served("bare", data) as bare, served("readiness", data) as readiness:
            # One after the other, twice, so that neither has the quieter machine.
            for number in range(1, ROUNDS + 1):
                for name, savers in (
                    ("bare", [bare_saver(bare, one) for one in range(CLIENTS)]),
                    (
                        "readiness",
                        [readiness_saver(readiness, one) for one in everyone[:CLIENTS]],
                    ),
                ):
                    if number == 1:
                        press(savers, 1.0)
                    took, failed = press(savers, SECONDS)
                    speeds[name].append(len(took) / SECONDS)
                    label = f"{name}, {CLIENTS} clients, round {number}"
                    lines.append(line(label, took, failed, SECONDS))
                    lost += failed if name == "readiness" and number > 1 else 0
                    everyone = everyone[CLIENTS:] + everyone[:CLIENTS]
            crowd = [readiness_saver(readiness, one) for one in everyone]
            took, failed = press(crowd, PEOPLE_SECONDS, PAUSE)
            lines.append(
                line(f"readiness, {PEOPLE} people, one a second", took, failed, PEOPLE_SECONDS)
            )
    ratio = max(speeds["readiness"]) / max(speeds["bare"])
    p95 = at(took, 0.95) / 1000
    good = ratio >= RATIO_FLOOR and p95 < P95_CEILING and not lost
    lines.append(f"\nOf the bare save's throughput: {ratio:.0%} (floor {RATIO_FLOOR:.0%})")
    lines.append(
        f"p95 of {PEOPLE} people: {1000 * p95:.0f} ms (ceiling {1000 * P95_CEILING:.0f} ms)"
    )
    print("\n".join(lines))  # noqa: T201 -- the table is what it is for
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
