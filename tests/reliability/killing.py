"""A real server that is killed again and again while people answer, and what they were told.

Each client belongs to one person with a draft of their own. It writes a growing number into
the note of one item and remembers the last number that the server said it had saved.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import make_engine
from readiness.migrations import run
from readiness.models import Response, Role
from readiness.services.assessments import Assessments
from readiness.services.organizations import Organizations
from readiness.services.sessions import SessionService
from readiness.settings import Settings
from tests.benchmarks.bench_autosave import free_port
from tests.conftest import INI
from tests.factories import make_user

PROGRAM = "from readiness.cli import main; main()"
ITEM = "CON-1"


@dataclass
class Client:
    """One person's script."""

    way: str
    session: str
    assessment: str
    number: int = 0
    told: int = 0
    """The last number that the server said it had saved."""
    saves: int = 0
    refused: list[int] = field(default_factory=list)
    """Answers that were neither a save nor "try again"."""

    def answer(self, port: int, stop: threading.Event) -> None:
        """Save until told to stop; a server that is gone is asked again."""
        while not stop.is_set():
            with (
                suppress(OSError, HTTPException),
                closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection,
            ):
                self._answer(connection, stop)
            time.sleep(0.05)

    def _answer(self, connection: HTTPConnection, stop: threading.Event) -> None:
        headers = {
            "Cookie": f"sid={self.session}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("GET", self.way, headers=headers)
        page = connection.getresponse().read().decode()
        token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        version = page.split(f'name="{ITEM}-version" value="', 1)[1].split('"', 1)[0]
        while not stop.is_set():
            self.number += 1
            fields = {
                "answer": self.number % 4,
                "note": f"{self.number}",
                "evidence": "told",
                "version": version,
                "csrf_token": token,
            }
            connection.request("POST", f"{self.way}/{ITEM}", urlencode(fields), headers)
            reply = connection.getresponse()
            body = reply.read()
            if reply.status == 200:
                version = json.loads(body)["version"]
                self.told, self.saves = self.number, self.saves + 1
            elif reply.status < 500:
                self.refused.append(reply.status)
                return


class House:
    """A data folder with people in it, and the server that runs on it."""

    def __init__(self, data: Path, people: int, *, url: str = "") -> None:
        self.port = free_port()
        self.environ = {
            **{name: text for name, text in os.environ.items() if name[:10] != "READINESS_"},
            "READINESS_DATA": str(data),
            "READINESS_PORT": str(self.port),
            "READINESS_SECRET": "a secret of the tests, long enough for anyone",
            "READINESS_THREADS": "8",
            **({"READINESS_DATABASE_URL": url} if url else {}),
        }
        ini = {**INI, "readiness.data": str(data)}
        if url:
            ini["readiness.database_url"] = url
        self.settings = Settings.read(ini, {})
        self.engine = make_engine(self.settings)
        run.upgrade(self.engine)
        self.clients = [self._client() for _ in range(people)]

    def _client(self) -> Client:
        with Session(self.engine) as session:
            user = make_user(session)
            organizations = Organizations(session, utc_now)
            organization = organizations.create("Sample", lead=user.id)
            program = organizations.save_program(organization.id, name="Circle", answers={})
            draft = Assessments(session, utc_now).start(
                program, ["formative"], user_id=user.id, role=Role.LEAD
            )
            sessions = SessionService(session, now=utc_now(), settings=self.settings)
            token = sessions.start(user.id)
            session.commit()
            way = f"/organizations/{organization.id}/assessments/{draft.id}/formative/CON"
            return Client(way, token, draft.id)

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command of ours in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *(arguments or ("serve",))],
            env=self.environ,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self, *, seconds: float = 120) -> float:
        """Wait for the first page; say how long it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            with (
                suppress(OSError, HTTPException),
                closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection,
            ):
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return time.monotonic() - began
            time.sleep(0.02)
        raise AssertionError("The server did not come back.")

    def lost(self) -> dict[str, tuple[int, int]]:
        """What was said to be saved and is not there: told and found, by assessment."""
        with Session(self.engine) as session:
            notes = dict(
                session.execute(
                    select(Response.assessment_id, Response.note).where(Response.item_id == ITEM)
                ).all()
            )
        found = {one.assessment: int(notes.get(one.assessment) or 0) for one in self.clients}
        return {
            one.assessment: (one.told, found[one.assessment])
            for one in self.clients
            if found[one.assessment] < one.told
        }


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all that it started, at once and without a word."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
