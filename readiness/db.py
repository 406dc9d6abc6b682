"""The database: one engine, one transaction a request, the same rules on SQLite and PostgreSQL.

Returning a response commits, raising rolls back. A request by GET or HEAD only reads: it
begins a deferred transaction, and a flush is refused, because SQLite cannot turn a reading
transaction into a writing one without losing to a writer (`trust.md` F1).

A request that writes has SQLite to itself from its first question on. Autosave comes too
often for that, and hashing a password takes too long: they look up who asks and for what in
a reading transaction, then end it and begin one for writing (`begin_writing`), which reads
again whatever the change depends on.
"""

import datetime as dt
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

import psycopg
import zope.sqlalchemy
from pyramid.config import Configurator
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from readiness.request import Request
from readiness.settings import Settings

SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

LATE_WRITERS: Final = frozenset(
    {"account", "autosave", "confirm", "join_account", "key_in_item", "reset_token"}
)
"""Routes whose services call `begin_writing` itself."""

SQLITE_PRAGMAS: Final = (
    "journal_mode=WAL",
    # A power cut must not take back a save that was acknowledged.
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "temp_store=MEMORY",
)

LET_IN: Final = text(
    "SELECT set_config('app.person', :person, true), set_config('app.now', :now, true)"
)
"""Holds until the transaction ends."""

POSTGRESQL_OPTIONS: Final = (
    "-c statement_timeout=15s -c lock_timeout=5s "
    "-c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)


class ReadOnlyRequestError(RuntimeError):
    """A view for GET tried to write; writing belongs to a form that is posted."""


def make_engine(settings: Settings) -> Engine:
    """Make the engine of jobs and commands, which work for no person and see every row."""
    return operating(make_closed_engine(settings))


def make_closed_engine(settings: Settings) -> Engine:
    """Make the engine of requests, with its rules for every connection.

    PostgreSQL shows its transactions nothing of any organization before `let_in`.
    """
    if not settings.sqlite:
        engine = create_engine(
            settings.database_url,
            connect_args={"options": POSTGRESQL_OPTIONS},
            pool_pre_ping=True,
            pool_size=settings.threads,
            # Parameters are answers: they stay out of error messages and logs.
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(settings.database_url, hide_parameters=True, pool_size=settings.threads)
    event.listen(engine, "do_connect", partial(_make_folder, settings.data))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path, *_connecting: object) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin too late (F1); ours begin in `_begin_sqlite`.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("operating"):
        # Past SQLAlchemy: options for what comes, such as a server's cursor, are not for this.
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute("SELECT set_config('app.operator', 'on', true)")


def operating(engine: Engine) -> Engine:
    """Return the same engine and pool, for work that is done for no person."""
    return engine.execution_options(operating=True)


def let_in(session: Session, user_id: str, now: dt.datetime) -> None:
    """Tell PostgreSQL who asks in this transaction, and when: it shows no row beyond their reach.

    Both walls go by one clock, so that a share that ends has ended for both.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(LET_IN, {"person": user_id, "now": now.isoformat()})


def reading(engine: Engine) -> Engine:
    """Return the same engine and pool, for transactions that only read."""
    return engine.execution_options(reading=True)


class ReadingSession(Session):
    """A session for requests that only read, or read first; a flush is refused."""

    writes = False


class LateWritingSession(ReadingSession):
    """A session that may write once `begin_writing` was called."""


@event.listens_for(ReadingSession, "before_flush", propagate=True)
def _refuse_flush(session: ReadingSession, *_: object) -> None:
    if not session.writes and (session.new or session.dirty or session.deleted):
        raise ReadOnlyRequestError("A transaction for reading must not write to the database.")


def begin_writing(session: Session) -> None:
    """End the reading part of a request: from here on nobody else writes on SQLite.

    What was read before may be old by now. Whatever decides what is written must be read
    after this, as on PostgreSQL it must be read after waiting for its row (F1).
    """
    if not isinstance(session, LateWritingSession) or session.writes:
        return
    driver = session.connection().connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.rollback()
        driver.execute("BEGIN IMMEDIATE")
    session.writes = True


def make_session(request: Request) -> Session:
    """Open the request's session, joined to its transaction."""
    if request.method in SAFE_METHODS:
        session: Session = ReadingSession(request.registry.reading, autoflush=False)
        zope.sqlalchemy.register(session, transaction_manager=request.tm)
        return session
    if request.matched_route is not None and request.matched_route.name in LATE_WRITERS:
        session = LateWritingSession(
            request.registry.reading, autoflush=False, close_resets_only=False
        )
    else:
        session = Session(request.registry.engine, close_resets_only=False)
    # Joined for writing at once, so nobody has to watch it for writes. After the end of the
    # transaction nothing would be saved any more: then it cannot be used.
    zope.sqlalchemy.mark_changed(session, request.tm)
    return session


def session_factory(engine: Engine) -> "sessionmaker[Session]":
    """Make sessions outside requests; `.begin()` of what is returned commits at the end."""
    return sessionmaker(engine, expire_on_commit=False)


TRANSIENT: Final = (
    # A double-clicked button: the second request finds what the first one made.
    sqlite3.IntegrityError,
    psycopg.errors.UniqueViolation,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
)
"""Errors of the drivers that a second attempt may well not meet."""


AWAY: Final = (
    # SQLite, by its own messages.
    "is full",
    "readonly database",
    "disk i/o error",
    "unable to open database",
    # PostgreSQL and its driver.
    "connection",
    "no space left",
    "shutting down",
    "starting up",
    "read-only transaction",
)
"""What the drivers say when nothing can be done before somebody has looked."""


def is_transient(error: BaseException) -> bool:
    """Whether running the request again may help."""
    if isinstance(error, StaleDataError):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return "locked" in str(cause) or "busy" in str(cause)
    return isinstance(cause, TRANSIENT)


def is_away(error: BaseException) -> bool:
    """Whether the database cannot be reached or written: a full disk, a stopped server."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.errors.QueryCanceled):
        return False
    return isinstance(cause, sqlite3.OperationalError | psycopg.OperationalError) and any(
        words in str(cause).lower() for words in AWAY
    )


def includeme(config: Configurator) -> None:
    """Set up transactions, retries and `request.dbsession`."""
    config.include("pyramid_tm")
    config.include("pyramid_retry")
    config.registry.engine = make_closed_engine(config.registry.readiness)
    config.registry.reading = reading(config.registry.engine)
    config.add_request_method(make_session, "dbsession", reify=True)
