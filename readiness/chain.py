"""The log's chain: each event carries a hash over itself and the hash before it.

Whoever changes, drops or adds an event among others breaks the chain at that place. Whoever can
rewrite the whole file could make a new chain, so the operator notes the last hash elsewhere from
time to time (`readiness verify-log`). Migrations use this too: it must never change.
"""

import datetime as dt
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

START: Final = "0" * 64
"""What the first event's hash is made with, in place of a hash before it."""

FIELDS: Final = (
    "happened_at",
    "kind",
    "actor_id",
    "organization_id",
    "subject_id",
    "request_id",
    "details",
)
"""What is hashed; the number of an event follows from its place."""


def canonical(event: Mapping[str, Any]) -> bytes:
    """Write an event in the one form that is hashed: the same on every database."""
    moment: dt.datetime = event["happened_at"]
    if moment.tzinfo is None:
        # SQLite keeps moments without their zone, which is always UTC.
        moment = moment.replace(tzinfo=dt.UTC)
    written = moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
    values = [written, *(event[name] for name in FIELDS[1:])]
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, event: Mapping[str, Any]) -> str:
    """Return the hash of an event that follows the one with the hash `previous`."""
    return sha256(previous.encode() + b"\n" + canonical(event)).hexdigest()
