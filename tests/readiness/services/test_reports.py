"""Files of a report: asked for, made by a job, kept by content."""

import pytest
from sqlalchemy import select

from instruments import catalogue
from readiness.models import FileFormat, FileState, RenderedFile
from readiness.services import rendering
from readiness.services.rendering import render, written
from readiness.services.reports import (
    GIVEN_UP,
    MEDIA_TYPES,
    ReportFiles,
    content_hash,
    file_name,
    report_of,
)
from reports.model import Report
from tests.factories import make_membership
from tests.readiness.walking import Walker

ANSWERS = {item.id: 2 for item in catalogue.find("formative").items}
PDF, JSON = FileFormat.PDF, FileFormat.JSON


@pytest.fixture
def frozen(dbsession, clock):
    """A snapshot with every answer in place."""
    walker = Walker(dbsession, clock, make_membership(dbsession))
    assessment = walker.start(walker.program())
    walker.answer(assessment, ANSWERS)
    return walker.submit(assessment).snapshot


@pytest.fixture
def files(dbsession, clock, settings):
    return ReportFiles(dbsession, clock, settings.data)


@pytest.fixture
def jobs(app):
    return app.registry.jobs


@pytest.fixture
def make(jobs, frozen, dbsession):
    """Run the job as the worker would: with a session of its own."""

    identifier = frozen.id

    def made(file_format):
        dbsession.commit()
        render(jobs, identifier, file_format)

    return made


def row(dbsession, file_format):
    return dbsession.scalars(
        select(RenderedFile).where(RenderedFile.format == file_format)
    ).one_or_none()


def test_state_before_anyone_asked_is_none(files, frozen):
    assert files.state(frozen, PDF) is None


def test_ask_notes_every_format_as_waiting(files, frozen, dbsession):
    files.ask(frozen)

    rows = dbsession.scalars(select(RenderedFile)).all()
    assert {(one.format, one.state, one.audience) for one in rows} == {
        (one, FileState.WAITING, "organization") for one in FileFormat
    }
    assert files.state(frozen, PDF) is FileState.WAITING


def test_state_waiting_for_too_long_is_asked_for_again(files, frozen, clock):
    files.ask(frozen)
    clock.now += GIVEN_UP

    assert files.state(frozen, PDF) is None


def test_render_makes_the_file_and_says_so(files, frozen, make, dbsession, settings):
    files.ask(frozen)
    make("json")

    assert files.state(frozen, JSON) is FileState.READY
    assert files.read(frozen, JSON) == report_of(frozen).to_json().encode()
    assert (settings.data / file_name(frozen, JSON)).is_file()


def test_render_makes_a_file_nobody_noted(files, frozen, make, dbsession):
    make("json")

    assert files.state(frozen, JSON) is FileState.READY


def test_render_twice_is_once(files, frozen, make, dbsession, settings):
    make("json")
    path = settings.data / file_name(frozen, JSON)
    before = path.stat().st_mtime_ns

    make("json")

    assert path.stat().st_mtime_ns == before


def test_render_leaves_no_half_file(make, settings):
    make("json")

    assert [one.name for one in (settings.data / "files").glob(".*")] == []


def test_render_of_a_snapshot_that_is_gone_does_nothing(jobs, engine, dbsession):
    dbsession.commit()

    render(jobs, "nothing-here", "pdf")

    assert dbsession.scalars(select(RenderedFile)).all() == []


def test_render_that_fails_is_noted_and_can_be_tried_again(
    files, frozen, make, dbsession, monkeypatch
):
    files.ask(frozen)
    dbsession.commit()

    def broken(_report, _format):
        raise OSError("the disk is full")

    monkeypatch.setattr(rendering, "written", broken)
    make("json")
    assert files.state(frozen, JSON) is FileState.FAILED
    assert row(dbsession, JSON).path is None

    monkeypatch.undo()
    files.ask(frozen, (JSON,))
    make("json")
    assert files.state(frozen, JSON) is FileState.READY


def test_state_after_the_texts_changed_is_asked_for_again(files, frozen, make, dbsession):
    make("json")
    row(dbsession, JSON).content_hash = "0" * 64

    assert files.state(frozen, JSON) is None


def test_state_of_a_file_that_was_lost_is_asked_for_again(files, frozen, make, dbsession, settings):
    make("json")
    (settings.data / file_name(frozen, JSON)).unlink()

    assert files.state(frozen, JSON) is None


def test_read_without_a_file_is_an_error(files, frozen):
    with pytest.raises(LookupError):
        files.read(frozen, PDF)
    files.ask(frozen)
    with pytest.raises(LookupError):
        files.read(frozen, PDF)


def test_content_hash_is_of_the_content_alone(frozen):
    assert content_hash(frozen) == content_hash(frozen)
    assert len(content_hash(frozen)) == 64
    assert frozen.id not in file_name(frozen, PDF)


def test_written_gives_each_format_its_own_kind(frozen):
    report = report_of(frozen)

    assert written(report, FileFormat.DOCX)[:2] == b"PK"
    assert written(report, FileFormat.XLSX)[:2] == b"PK"
    assert Report.from_json(written(report, JSON).decode()) == report
    assert set(MEDIA_TYPES) == set(FileFormat)
