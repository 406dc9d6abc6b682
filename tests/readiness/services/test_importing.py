"""A copy comes in elsewhere as it was, with new ids; what is no copy is refused whole."""

import json
import stat
import struct
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from instruments import answers, catalogue, snapshot
from readiness.cli import main
from readiness.clock import utc_now
from readiness.db import make_engine, session_factory
from readiness.demo import load
from readiness.jobs import make_jobs
from readiness.migrations import run
from readiness.models import (
    AgreedAnswer,
    Assessment,
    AuditEvent,
    Base,
    Export,
    FileState,
    Membership,
    Organization,
    PlanStep,
    ProgramProfile,
    PulseCheck,
    PulseReason,
    Response,
    Role,
    Snapshot,
    User,
)
from readiness.security.passwords import Passwords
from readiness.services import exporting
from readiness.services.import_checks import LONG_AGO, answers_of
from readiness.services.import_file import ImportRefusedError, read
from readiness.services.importing import take_in
from readiness.services.reports import report_of
from readiness.settings import Settings
from tests.factories import make_user


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """An installation with the samples, and a copy of the one with two rounds and a plan."""
    folder = tmp_path_factory.mktemp("source")
    settings = Settings.read({"readiness.data": str(folder), "readiness.jobs": "inline"}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    load(engine, Passwords(Settings(hash_memory_kib=8, hash_rounds=1)))
    yield settings, engine
    engine.dispose()


def copy_of(source, email):
    settings, engine = source
    with session_factory(engine).begin() as session:
        lead = session.scalars(select(Membership).join(User).where(User.email == email)).one()
        export = Export(
            organization_id=lead.organization_id, asked_by=lead.user_id, created_at=utc_now()
        )
        session.add(export)
        session.flush()
        name = export.id
    with pytest.MonkeyPatch.context() as patched:
        # What the PDF looks like is tested where it is made.
        patched.setattr(exporting, "written", lambda *_: b"%PDF-")
        exporting.make(make_jobs(settings, engine), name)
    with Session(engine) as session:
        export = session.get_one(Export, name)
        assert export.state is FileState.READY
        return settings.data / export.path


@pytest.fixture(scope="module")
def copy(source):
    return copy_of(source, "lead@opengate.example")


@pytest.fixture(scope="module")
def content(copy):
    """What stands in the copy, to be changed by a test."""
    with ZipFile(copy) as file:
        text = file.read("data.json")
    return lambda: json.loads(text)


def counts(session):
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize(
    "email",
    ["lead@opengate.example", "lead@cedarfork.example", "lead@lantern.example",
     "lead@brightharbor.example"],
)  # fmt: skip
def test_copy_comes_in_as_it_was(source, dbsession, email):
    tables = read(copy_of(source, email))

    taken = take_in(dbsession, tables, lead=make_user(dbsession).id)
    dbsession.commit()

    with Session(source[1]) as there:
        old = there.scalars(
            select(Organization).join(Membership).join(User).where(User.email == email)
        ).one()
        new = dbsession.get_one(Organization, taken.organization_id)
        assert (new.name, new.kind) == (old.name, old.kind)
        assert new.id != old.id
        for table in (Assessment, ProgramProfile):
            assert len(of(there, table, old)) == len(of(dbsession, table, new)) > 0
        before, after = frozen(there, old), frozen(dbsession, new)
        assert [one.content for one in after] == [one.content for one in before]
        assert [one.sha256 for one in after] == [one.sha256 for one in before]
        # A report made here is the report made there, letter by letter.
        for one, other in zip(before, after, strict=True):
            assert report_of(one).to_json() == report_of(other).to_json()


MAPPED = {"id", "organization_id", "program_profile_id", "assessment_id", "plan_step_id"}
"""Columns that get new ids; that they lead to the right rows is asked apart."""


def plain(row):
    columns = row.__table__.columns.keys()
    return {name: getattr(row, name) for name in columns if name not in MAPPED}


def plan_of(session, organization):
    steps = of(session, PlanStep, organization)
    return sorted(steps, key=lambda step: (step.created_at, step.title))


def test_plan_and_pulse_come_back_value_by_value(source, dbsession):
    email = "lead@opengate.example"
    with session_factory(source[1]).begin() as there:
        old = there.scalars(
            select(Organization).join(Membership).join(User).where(User.email == email)
        ).one()
        first = of(there, PlanStep, old)[0]
        first.support, first.advisor_words = "We send a sample.", "It did."
        check = PulseCheck(
            organization_id=old.id,
            program_profile_id=first.program_profile_id,
            taken_at=utc_now(),
            role="lead",
            reason=PulseReason.SOMEONE_LEFT,
            selection_version=1,
            answers={"STF-2": 0, "SUP-1": "unknown"},
            compared={"STF-2": 2},
            compared_on=utc_now().date(),
        )
        there.add(check)

    taken = take_in(dbsession, read(copy_of(source, email)), lead=make_user(dbsession).id)
    dbsession.commit()

    with Session(source[1]) as there:
        new = dbsession.get_one(Organization, taken.organization_id)
        before, after = plan_of(there, old), plan_of(dbsession, new)
        assert len(before) == 5
        for one, other in zip(before, after, strict=True):
            assert plain(other) == plain(one)
            assert [plain(event) for event in other.events] == [
                plain(event) for event in one.events
            ]
            assert other.program_profile_id in {
                row.id for row in of(dbsession, ProgramProfile, new)
            }
            assert other.assessment_id in {row.id for row in of(dbsession, Assessment, new)}
        assert {"We send a sample."} < {step.support for step in after}
        assert any(step.helped_words and len(step.events) > 2 for step in after)
        [was], [now] = of(there, PulseCheck, old), of(dbsession, PulseCheck, new)
        assert plain(now) == plain(was)
        assert now.program_profile_id in {row.id for row in of(dbsession, ProgramProfile, new)}


def of(session, table, organization):
    return session.scalars(select(table).where(table.organization_id == organization.id)).all()


def frozen(session, organization):
    return session.scalars(
        select(Snapshot)
        .join(Assessment)
        .where(Assessment.organization_id == organization.id)
        .order_by(Assessment.submitted_at)
    ).all()


def test_second_import_makes_a_second_organization(dbsession, copy):
    tables = read(copy)

    first, second = take_in(dbsession, tables), take_in(dbsession, tables)
    dbsession.commit()

    assert first.organization_id != second.organization_id
    assert counts(dbsession)["organization"] == 2
    assert (first.assessments, first.snapshots) == (2, 2)


def test_lead_is_named_and_it_is_recorded(dbsession, copy):
    user = make_user(dbsession)

    taken = take_in(dbsession, read(copy), lead=user.id)
    dbsession.commit()

    membership = dbsession.scalars(select(Membership)).one()
    assert (membership.user_id, membership.role) == (user.id, Role.LEAD)
    event = dbsession.scalars(select(AuditEvent)).one()
    assert (event.kind, event.organization_id) == ("organization-imported", taken.organization_id)


def test_sheets_have_no_person_and_the_answers_are_there(dbsession, copy, content):
    take_in(dbsession, read(copy))
    dbsession.commit()

    assert counts(dbsession)["app_user"] == 0
    given = sorted((one["item_id"], one["note"]) for one in content()["tables"]["response"])
    assert sorted(dbsession.execute(select(Response.item_id, Response.note)).all()) == given


def test_draft_without_frozen_profile_stays_empty(source, dbsession):
    take_in(dbsession, read(copy_of(source, "lead@cedarfork.example")))
    dbsession.commit()

    draft = dbsession.scalars(select(Assessment).where(Assessment.submitted_at.is_(None))).one()
    assert dbsession.scalar(
        select(Assessment.id).where(Assessment.frozen_profile.is_not(None))
    ) not in {None, draft.id}


# Scores are worked out again.


def test_snapshot_without_a_formative_knows_that_one_was_on_file():
    file = answers.read(catalogue.samples()["bright-harbor"])
    from instruments.assess import assess  # noqa: PLC0415 -- used here only

    alone = type(file)(**{**vars(file), "sheets": {"evaluability": file.sheets["evaluability"]}})
    for earlier in (None, LONG_AGO):
        made = assess(alone, earlier=earlier)
        assert assess(answers_of(made), earlier=earlier) == made


@pytest.fixture
def brought(tmp_path, content):
    """Make a ZIP of changed content."""

    def make(change=lambda _: None, *, text=None, name="data.json"):
        data = content()
        change(data["tables"])
        path = tmp_path / "brought.zip"
        with ZipFile(path, "w", ZIP_DEFLATED) as file:
            file.writestr(name, json.dumps(data) if text is None else text)
        return path

    return make


def refused(session, path):
    before = counts(session)
    with pytest.raises(ImportRefusedError) as error:
        take_in(session, read(path))
    session.rollback()
    assert counts(session) == before
    return str(error.value)


def resealed(row, change):
    """Change a snapshot and give it the right fingerprint."""
    data = json.loads(row["content"])
    change(data)
    value = snapshot.from_json(json.dumps(data))
    row["content"], row["sha256"] = snapshot.to_json(value), snapshot.sha256_of(value)


def other_verdict(data):
    data["formative"]["verdict"]["id"] = "build-first"


def better_answer(data):
    item = next(item for item, level in data["formative"]["answers"].items() if level != 3)
    data["formative"]["answers"][item] = 3


def fewer_areas(data):
    data["formative"]["scorecard"]["scored"].pop()


@pytest.mark.parametrize("better", [other_verdict, better_answer, fewer_areas])
def test_better_result_in_a_sealed_snapshot_is_found(dbsession, brought, better):
    def change(tables):
        resealed(tables["snapshot"][0], better)

    assert "this installation scores its formative answers differently" in refused(
        dbsession, brought(change)
    )


def test_changed_snapshot_is_found(dbsession, brought):
    def change(tables):
        row = tables["snapshot"][0]
        row["content"] = row["content"].replace("Open Gate", "Open Gait")

    assert "does not belong to its fingerprint" in refused(dbsession, brought(change))


def test_snapshot_with_a_control_character_is_refused(dbsession, brought):
    def change(tables):
        resealed(tables["snapshot"][0], lambda data: data.update(program="A\x0bB"))

    assert "characters that no report made here holds" in refused(dbsession, brought(change))


def first(name, /, **values):
    return lambda tables: tables[name][0].update(values)


CHANGES = {
    "id of something else": first("response", sheet_id="elsewhere"),
    "organization of somebody else": first("assessment", organization_id="elsewhere"),
    "program of another kind": lambda t: t["assessment"][0].update(
        program_profile_id=t["assessment"][0]["id"]
    ),
    "level out of range": first("response", level=4),
    "level and unscored": first("response", level=1, unscored="unknown"),
    "level that is a word": first("response", level="2"),
    "level that is a truth": first("response", level=True),
    "level that is a fraction": first("response", level=1.5),
    "level without end": first("response", level=10**30),
    "unknown item": first("response", item_id="NONE-1"),
    "unknown instrument": first("assessment_instrument", instrument_id="../../etc/passwd"),
    "unknown version": first("assessment_instrument", version=99),
    "other content": first("assessment_instrument", content_hash="0" * 64),
    "state that is none": first("assessment", state="open"),
    "handed in without a report": lambda t: t.update(snapshot=[]),
    "no questionnaire": lambda t: t.update(assessment_instrument=[], response=[]),
    "moment without zone": first("assessment", created_at="2026-11-01T10:00:00"),
    "moment that is none": first("assessment", created_at="yesterday"),
    "empty where it must not be": first("program_profile", name=None),
    "text with NUL": first("program_profile", name="a\x00b"),
    "text with a surrogate": first("program_profile", name="a\ud800"),
    "very long text": first("program_profile", name="x" * 30_000),
    "profile that is a list": first("program_profile", answers=[1]),
    "profile with an unknown question": first("program_profile", answers={"none": "x"}),
    "profile with an unknown option": first("program_profile", answers={"stage": "flying"}),
    "profile with odd values": first("program_profile", answers={"stage": {"a": []}}),
    "two organizations": lambda t: t["organization"].append(dict(t["organization"][0], id="b")),
    "no organization": lambda t: t.update(organization=[]),
    "a funder": first("organization", kind="funder"),
    "an id twice": lambda t: t["assessment"].append(t["assessment"][0]),
    "an answer twice": lambda t: t["response"].append(t["response"][0]),
    "a column too many": first("response", admin=True),
    "a column too few": lambda t: t["response"][0].pop("level"),
    "an id that is a number": first("assessment", id=5),
    "a report that is none": first("snapshot", content="{}"),
    "a report that is no JSON": first("snapshot", content="no"),
    "an unknown table": lambda t: t.update(app_user=[]),
    "rows that are none": lambda t: t.update(response=[5]),
    "a table that is none": lambda t: t.update(response={}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_content_that_does_not_fit_is_refused_as_a_whole(dbsession, brought, name):
    message = refused(dbsession, brought(CHANGES[name]))

    assert message.startswith("data.json")
    assert message.endswith(".")
    assert len(message) < 200


TEXTS = {
    "not JSON": "{",
    "not UTF-8": b"\xff\xfe{}",
    "a list": "[]",
    "a number": "1",
    "empty": "",
    "no number": '{"format": NaN, "tables": {}}',
    "nested": "[" * 100_000 + "]" * 100_000,
    "nested in what is read": '{"a":' * 30 + "1" + "}" * 30,
    "a name twice": '{"format": 1, "format": 1, "tables": {}}',
    "another version": '{"format": 2, "tables": {}}',
    "no tables": '{"format": 1}',
    "empty tables": '{"format": 1, "tables": {}}',
    "a number without end": '{"format": 1' + "0" * 6_000 + ', "tables": {}}',
}


WHY = {
    "not JSON": "not JSON in UTF-8",
    "not UTF-8": "not JSON in UTF-8",
    "no number": "NaN is no number",
    "nested": "nested too deeply",
    "nested in what is read": "nested too deeply",
    "a name twice": "a name stands twice in one group",
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_that_is_none_is_refused(dbsession, brought, name):
    message = refused(dbsession, brought(text=TEXTS[name]))

    assert message.startswith("data.json")
    # Not for another reason, which a file made with more care would not give.
    assert WHY.get(name, "") in message


# Files that are not what they seem.


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/../../evil", "..\\evil", "C:\\evil", "C:evil", "..", "a/.."],
)
def test_place_outside_is_refused(brought, tmp_path, name):
    path = brought()
    with ZipFile(path, "a") as file:
        file.writestr(name, "x")

    with pytest.raises(ImportRefusedError, match="names a place outside"):
        read(path)
    assert not (tmp_path.parent / "evil").exists()


def test_link_is_refused(brought):
    path = brought()
    link = ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(path, "a") as file:
        file.writestr(link, "/etc/passwd")

    with pytest.raises(ImportRefusedError, match="is a link"):
        read(path)


def test_bomb_is_refused_without_being_unpacked(brought):
    with pytest.raises(ImportRefusedError, match="more tightly"):
        read(brought(text=b" " * 40_000_000))


def test_file_that_lies_about_its_size_is_refused(brought):
    path = brought(text=b" " * 3_000_000)
    raw = bytearray(path.read_bytes())
    # The list of contents says that the file is small; unpacked, it is not.
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<L", 10)
    path.write_bytes(raw)

    with pytest.raises(ImportRefusedError):
        read(path)


def test_many_members_are_refused(brought):
    path = brought()
    with ZipFile(path, "a") as file:
        for number in range(5_001):
            file.writestr(f"{number}", "")

    with pytest.raises(ImportRefusedError, match="more than 5000 files"):
        read(path)


@pytest.mark.parametrize("size", [0, 1, 100, -100, -1])
def test_torn_file_is_refused(copy, tmp_path, size):
    path = tmp_path / "torn.zip"
    path.write_bytes(copy.read_bytes()[:size])

    with pytest.raises(ImportRefusedError, match="no whole ZIP"):
        read(path)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_damaged_file_is_refused_or_read_never_worse(content, tmp_path, copy, at):
    raw = bytearray(copy.read_bytes())
    place = len(raw) * at // 100
    raw[place : place + 16] = bytes(byte ^ 0x55 for byte in raw[place : place + 16])
    path = tmp_path / "damaged.zip"
    path.write_bytes(raw)

    try:
        tables = read(path)
    except ImportRefusedError:
        return
    assert tables["organization"] == content()["tables"]["organization"]


def test_another_zip_is_refused(brought):
    with pytest.raises(ImportRefusedError, match=r"there is no data\.json in it"):
        read(brought(name="other.json"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_of_the_same_name_are_refused(brought):
    path = brought()
    with ZipFile(path, "a") as file:
        file.writestr("data.json", "{}")

    with pytest.raises(ImportRefusedError, match="there is 2"):
        read(path)


# The command.


@pytest.fixture
def elsewhere(tmp_path):
    """Another installation, and a way to call its commands."""
    settings = Settings.read({"readiness.data": str(tmp_path / "elsewhere")}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    with Session(engine) as session:
        make_user(session, email="new@example.org")

    def call(*arguments):
        return CliRunner().invoke(
            main,
            ["import", *(str(one) for one in arguments)],
            env={"READINESS_DATA": str(settings.data)},
        )

    yield call, engine
    engine.dispose()


def test_command_takes_a_copy_in(elsewhere, copy):
    call, engine = elsewhere

    result = call(copy, "--lead", "New@Example.org ")

    assert result.exit_code == 0, result.output
    assert "Taken in: 2 questionnaires, 2 reports. Every score is as it was." in result.output
    with Session(engine) as session:
        assert session.scalars(select(Membership)).one().user.email == "new@example.org"
        assert session.scalars(select(AgreedAnswer)).all() == []


def test_command_says_when_nobody_belongs_to_it(elsewhere, copy):
    call, _ = elsewhere

    assert "Nobody belongs to it yet." in call(copy).output


def test_command_refuses_in_plain_words(elsewhere, brought):
    call, engine = elsewhere

    result = call(brought(CHANGES["level out of range"]))

    assert result.exit_code == 1
    assert "Nothing was taken in." in result.output
    assert "Traceback" not in result.output
    with Session(engine) as session:
        assert session.scalars(select(Organization)).all() == []


def test_command_does_not_know_the_lead(elsewhere, copy):
    call, _ = elsewhere

    result = call(copy, "--lead", "nobody@example.org")

    assert (result.exit_code, result.output) == (
        1,
        "Error: Nobody signs in here as nobody@example.org.\n",
    )


def test_command_needs_a_file(elsewhere, tmp_path):
    call, _ = elsewhere

    assert call(tmp_path / "none.zip").exit_code == 2
    assert call().exit_code == 2
