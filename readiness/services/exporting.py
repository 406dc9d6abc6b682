"""The job that puts everything of an organization into one ZIP.

It walks the tables by `export_scope`, and adds for each report what people and programs read:
a PDF, the answers as CSV, and an answers file.
"""

import datetime as dt
import json
import secrets
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import snapshot
from instruments.answers_text import to_yaml
from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import Assessment, Export, FileFormat, FileState, Snapshot
from readiness.services.export_scope import TAKEN, rows_of
from readiness.services.rendering import attempt, written
from readiness.services.reports import FOLDER, report_of
from reports import csv

JOB: Final = "export"
FORMAT: Final = 1
"""Version of the file's shape, for later readers."""
DATA: Final = "data.json"

README: Final = """\
This is everything that your organization has in Readiness, as of {day}.

data.json      All of it for programs. Another installation takes it in with:
               readiness import THIS-FILE.zip
assessments/   A folder for each questionnaire that was handed in:
  report.pdf     the report
  answers.csv    every answer, for a spreadsheet
  answers.yaml   every answer, for: readiness score answers.yaml

What is not in here: names, addresses and passwords of people; private notes of TA providers;
what a funder or TA provider may see. Sheets that people filled in by themselves are in here
once three of them were handed in, without saying whose they are.

Keep this file as safe as your answers: whoever has it can read them.
"""


def make(jobs: Jobs, export_id: str) -> None:
    """Make one copy, unless it is there already, and note how it went."""
    with session_factory(reading(jobs.engine))() as session:
        export = session.get(Export, export_id)
        if export is None or export.state is not FileState.WAITING:
            return
        path = attempt(lambda: _write(session, export, jobs.settings.data), what="export")
    with session_factory(jobs.engine).begin() as session:
        row = session.get(Export, export_id, with_for_update=True)
        if row is not None:
            row.state = FileState.READY if path else FileState.FAILED
            row.path = path
            row.settled_at = utc_now()


def _write(session: Session, export: Export, data: Path) -> str:
    """Write the file under a name that nobody can guess, whole or not at all."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder / f".{secrets.token_hex(16)}"
    half.touch(mode=0o600)
    with ZipFile(half, "w", compression=ZIP_DEFLATED) as file:
        _fill(file, session, export)
    name = f"{FOLDER}/{secrets.token_urlsafe(32)}.zip"
    half.replace(data / name)
    return name


def _fill(file: ZipFile, session: Session, export: Export) -> None:
    day = export.created_at.date()

    def put(name: str, content: str | bytes) -> None:
        # The day stands in the text as well; this machine's clock and its zone are left out.
        stamp = (day.year, day.month, day.day, 0, 0, 0)
        file.writestr(ZipInfo(name, stamp), content, ZIP_DEFLATED)

    put("README.txt", README.format(day=day.isoformat()))
    tables = collect(session, export.organization_id, asked_by=export.asked_by)
    content = {"format": FORMAT, "made": export.created_at.isoformat(), "tables": tables}
    put(DATA, json.dumps(content, ensure_ascii=False, indent=1))
    for number, frozen in enumerate(_snapshots(session, export.organization_id), 1):
        place = f"assessments/{number}-{frozen.created_at.date().isoformat()}"
        report = report_of(frozen)
        put(f"{place}/report.pdf", written(report, FileFormat.PDF))
        put(f"{place}/answers.csv", csv.render(report))
        put(f"{place}/answers.yaml", to_yaml(snapshot.from_json(frozen.content)))


def _snapshots(session: Session, organization_id: str) -> Iterator[Snapshot]:
    yield from session.scalars(
        select(Snapshot)
        .join(Snapshot.assessment)
        .where(Assessment.organization_id == organization_id)
        .order_by(Assessment.submitted_at, Assessment.id)
    )


def collect(
    session: Session, organization_id: str, *, asked_by: str | None
) -> dict[str, list[dict[str, Any]]]:
    """Return every exported row of an organization, by table, as JSON can hold it."""
    began = dict(
        session.execute(
            select(Assessment.id, Assessment.created_at).where(
                Assessment.organization_id == organization_id
            )
        ).all()
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for name in TAKEN:
        rows = session.execute(rows_of(name, organization_id, asked_by=asked_by)).mappings()
        found[name] = [
            {column: _plain(value) for column, value in _blurred(name, dict(row), began).items()}
            for row in rows
        ]
    return found


def _blurred(name: str, row: dict[str, Any], began: Mapping[str, dt.datetime]) -> dict[str, Any]:
    for column in TAKEN[name].blurred:
        if row[column] is not None:
            row[column] = began[row["assessment_id"]]
    return row


def _plain(value: object) -> Any:  # noqa: ANN401 -- whatever JSON holds
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value
