"""Taking an organization in from a copy: new ids, the same content, the same scores.

Snapshots come in byte by byte, and every score in them is worked out once more and compared:
what this installation would say differently is refused, as is whatever does not fit together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import JSON, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import Base, Membership, OrganizationKind, Role, new_id
from readiness.services.audit import AuditLog, EventKind
from readiness.services.export_scope import TABLES, TAKEN
from readiness.services.import_checks import check
from readiness.services.import_file import Row, Tables, refuse
from readiness.services.import_values import replaced, row_of

FILLED: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    # A sheet says no role when it leaves: whoever gave it, here it is one of the team's.
    {"response_sheet": {"role": Role.CONTRIBUTOR}}
)


@dataclass(frozen=True)
class TakenIn:
    """What was taken in."""

    organization_id: str
    assessments: int
    snapshots: int


def take_in(session: Session, tables: Tables, *, lead: str | None = None) -> TakenIn:
    """Make the organization in the caller's transaction; raises `ImportRefusedError`.

    `lead` is the id of the person who becomes its lead.
    """
    rows = {
        name: [row_of(name, number, row) for number, row in enumerate(given, 1)]
        for name, given in tables.items()
    }
    organization = _organization(rows["organization"])
    check(rows)
    ids = _new_ids(rows)
    try:
        for table in Base.metadata.sorted_tables:
            for number, row in enumerate(rows.get(table.name, ()), 1):
                where = f"data.json, {table.name} {number}"
                session.execute(insert(table).values(**_moved(table.name, row, ids, where)))
    except (DBAPIError, OverflowError) as error:
        refuse(f"data.json, {table.name}", f"its rows do not fit together ({_why(error)}).")
    made = ids[organization["id"]]
    _finish(session, made, lead)
    return TakenIn(made, len(rows["assessment"]), len(rows["snapshot"]))


def _organization(rows: list[Row]) -> Row:
    if len(rows) != 1:
        refuse("data.json, organization", f"there must be one, and there are {len(rows)}.")
    if rows[0]["kind"] is not OrganizationKind.PROGRAM:
        refuse("data.json, organization", "it is none that runs a program.")
    return rows[0]


def _new_ids(rows: Tables) -> dict[str, str]:
    ids: dict[str, str] = {}
    for name, given in rows.items():
        for row in given:
            if "id" in row:
                if row["id"] in ids:
                    refuse(f"data.json, {name}", "an id stands twice.")
                ids[row["id"]] = new_id()
    return ids


def _moved(name: str, row: Row, ids: Mapping[str, str], where: str) -> Row:
    """Give a row its new ids; what it refers to must be in the file."""
    moved = dict(row)
    for column in TABLES[name].c:
        value = moved.get(column.name)
        if column.name == "id" or _refers(column):
            if value is not None and value not in ids:
                refuse(f"{where}, {column.name}", "it names something that is not in the file.")
            moved[column.name] = ids[value] if value is not None else None
        elif isinstance(value, dict):
            moved[column.name] = replaced(value, ids)
        elif value is None and isinstance(column.type, JSON):
            # Nothing at all, where None would be JSON's own null.
            moved.pop(column.name, None)
    return {**moved, **FILLED.get(name, {})}


def _refers(column: Any) -> bool:  # noqa: ANN401 -- a column
    """Whether a column names a row that gets a new id."""
    return column.name in TAKEN[column.table.name].columns and any(
        key.column.name in {"id", "assessment_id", "organization_id"} for key in column.foreign_keys
    )


def _finish(session: Session, organization_id: str, lead: str | None) -> None:
    now = utc_now()
    if lead is not None:
        session.add(
            Membership(
                organization_id=organization_id, user_id=lead, role=Role.LEAD, created_at=now
            )
        )
    AuditLog(session, now=now).record(
        EventKind.ORGANIZATION_IMPORTED, actor=lead, organization=organization_id
    )
    session.flush()


def _why(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__
