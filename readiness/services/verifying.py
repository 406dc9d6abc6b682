"""Reading the log's chain from its beginning, to find where somebody changed it."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select, text

from readiness.chain import START, link
from readiness.db import reading
from readiness.models import AuditEvent

GUARDS: Final = frozenset({"audit_event_no_update", "audit_event_no_delete"})
AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class Finding:
    """What reading the whole log gave."""

    count: int
    """How many events were right, from the first on."""
    last: str
    """The hash of the last right one."""
    problem: str = ""
    """The first broken place, in a sentence; empty when there is none."""


def count(engine: Engine) -> int:
    """Say how many events there are."""
    with reading(engine).connect() as connection:
        return connection.scalar(select(func.count()).select_from(AuditEvent)) or 0


def verify(
    engine: Engine, *, noted: str = "", progress: Callable[[int], object] | None = None
) -> Finding:
    """Read the log and compare every hash; `noted` is one that an earlier run gave.

    `progress` is told of the events that were read, many at once.
    """
    with reading(engine).connect() as connection:
        finding, met = _read(connection, noted, progress or (lambda _more: None))
        missing = GUARDS - _guards(connection)
    if finding.problem:
        return finding
    if missing:
        return _broken(finding, "The guards that refuse changes of the log have been taken away.")
    if noted and not met:
        return _broken(finding, "The noted hash is not in the log: events at its end are missing.")
    return finding


def _read(
    connection: Connection, noted: str, progress: Callable[[int], object]
) -> tuple[Finding, bool]:
    with closing(_events(connection, progress)) as events:
        return _follow(events, noted)


def _follow(events: Iterable[dict[str, Any]], noted: str) -> tuple[Finding, bool]:
    previous, count, chained, met = START, 0, False, noted == START
    for event in events:
        expected = link(previous, event)
        if event["hash"] is None and not chained:
            # Recorded before the chain began: the first event of the chain seals it.
            previous = expected
            count += 1
            continue
        chained = True
        if event["previous_hash"] != previous:
            return Finding(count, previous, _place(event, "does not follow the one before")), met
        if event["hash"] != expected:
            return Finding(count, previous, _place(event, "has been changed")), met
        previous = expected
        count += 1
        met = met or noted == previous
    return Finding(count, previous), met


def _events(connection: Connection, progress: Callable[[int], object]) -> Generator[dict[str, Any]]:
    table = AuditEvent.__table__
    with connection.execution_options(yield_per=AT_ONCE).execute(
        select(*table.columns).order_by(table.c.id)
    ) as rows:
        for batch in rows.mappings().partitions(AT_ONCE):
            for row in batch:
                yield dict(row)
            progress(len(batch))


def _place(event: dict[str, Any], what: str) -> str:
    return f"Event {event['id']} ({event['kind']}, {event['happened_at']:%Y-%m-%d %H:%M}) {what}."


def _broken(finding: Finding, problem: str) -> Finding:
    return Finding(finding.count, finding.last, problem)


def _guards(connection: Connection) -> set[str]:
    if connection.dialect.name == "postgresql":
        # A guard that is switched off guards nothing.
        statement = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        statement = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return set(connection.execute(text(statement)).scalars())
