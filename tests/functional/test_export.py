"""A lead takes a copy of everything out: whole, private, audited, and gone after a day."""

import csv
import datetime as dt
import json
import stat
from dataclasses import replace
from io import BytesIO, StringIO
from zipfile import ZipFile

import pymupdf
import pytest
from sqlalchemy import select

from instruments import answers, catalogue, snapshot
from instruments.assess import assess
from readiness.clock import utc_now
from readiness.models import (
    AgendaItem,
    AgendaKind,
    AuditEvent,
    Comment,
    CommentThread,
    Consultation,
    ConsultationNote,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Export,
    NoteKind,
    OrganizationKind,
    ResponseSheet,
    Role,
    Side,
    Snapshot,
    WorkRole,
)
from readiness.services import exporting
from readiness.services.erasing import erase_due
from tests.factories import (
    PASSWORD,
    make_membership,
    make_organization,
    make_response,
    make_sheet,
    make_user,
)
from tests.readiness.walking import Walker

CANARY = "CANARY-ROBIN"


@pytest.fixture
def lead(dbsession, testapp, sign_in):
    user = make_user(dbsession, name=CANARY, email="canary-lead@example.org")
    membership = make_membership(dbsession, user=user)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def page(lead):
    return f"/organizations/{lead.organization_id}/export"


@pytest.fixture
def full(dbsession, clock, lead):
    """A handed-in assessment and a draft; gives the snapshot."""
    walker = Walker(dbsession, clock, lead)
    program = walker.program("Circle group", stage="planning")
    assessment = walker.start(program)
    walker.answer(assessment, {"CON-1": 2, "CON-2": "unknown", "STF-1": 0})
    handed = walker.submit(assessment)
    draft = walker.start(program)
    walker.answer(draft, {"CON-1": 3})
    return handed.snapshot


def ask(testapp, page):
    return testapp.get(page).forms["export-form"].submit()


def copy(testapp, page):
    ask(testapp, page)
    response = testapp.get(f"{page}.zip")
    assert response.status_int == 200
    return ZipFile(BytesIO(response.body))


def tables(file):
    return json.loads(file.read("data.json"))["tables"]


def test_copy_tells_its_day_and_nothing_of_the_machine_that_made_it(testapp, page, full):
    file = copy(testapp, page)
    made = dt.date.fromisoformat(json.loads(file.read("data.json"))["made"][:10])

    assert file.comment == b""
    for one in file.infolist():
        assert one.date_time == (made.year, made.month, made.day, 0, 0, 0)
        assert (one.extra, one.comment) == (b"", b"")
        assert one.external_attr >> 16 == 0o600


def test_copy_holds_every_report_in_every_form(testapp, page, full):
    file = copy(testapp, page)

    assert file.testzip() is None
    (place,) = {name.rpartition("/")[0] for name in file.namelist() if "/" in name}
    assert {name for name in file.namelist() if "/" not in name} == {"README.txt", "data.json"}
    with pymupdf.open(stream=file.read(f"{place}/report.pdf")) as pdf:
        assert "Circle group" in pdf[0].get_text()
    rows = list(csv.reader(StringIO(file.read(f"{place}/answers.csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + len(catalogue.find("formative").items)
    read = answers.parse(file.read(f"{place}/answers.yaml"), "answers.yaml")
    frozen = snapshot.from_json(full.content).formative
    # An answers file is one sheet: who answered, and how sure that makes it, is not in it.
    assert assess(read).formative == replace(frozen, team=None)


def test_copy_holds_every_row(testapp, page, full, lead):
    found = tables(copy(testapp, page))

    assert [one["name"] for one in found["organization"]] == [lead.organization.name]
    assert len(found["assessment"]) == 2
    assert found["snapshot"][0]["content"] == full.content
    assert sorted((one["item_id"], one["level"]) for one in found["response"]) == [
        ("CON-1", 2),
        ("CON-1", 3),
        ("CON-2", None),
        ("STF-1", 0),
    ]
    assert found["membership"] == [{"role": "lead", "work_role": None}]


def test_copy_names_no_person(testapp, page, full, lead):
    file = copy(testapp, page)

    everything = b"".join(file.read(name) for name in file.namelist())
    for word in (CANARY, "canary-lead", lead.user_id, "password", "argon2"):
        assert word.encode() not in everything.replace(b"passwords of people", b""), word


def test_copy_holds_nothing_of_another_organization(testapp, dbsession, clock, page, full):
    other = make_membership(dbsession, organization=make_organization(dbsession, name="CANARY-B"))
    walker = Walker(dbsession, clock, other)
    walker.submit(walker.start(walker.program("CANARY-B Circle")))

    file = copy(testapp, page)

    assert b"CANARY-B" not in b"".join(file.read(name) for name in file.namelist())


def sheets(dbsession, lead, full, *, handed_in, draft=0):
    """Sheets of other people, each with a note of its own."""
    assessment = dbsession.get(Snapshot, full.id).assessment
    for number in range(handed_in + draft):
        user = make_membership(
            dbsession, organization=lead.organization, role=Role.CONTRIBUTOR
        ).user
        sheet = make_sheet(
            dbsession,
            assessment,
            user,
            role=Role.CONTRIBUTOR,
            work_role=WorkRole.PEER_LEADER,
            handed_in_at=utc_now() if number < handed_in else None,
        )
        make_response(dbsession, sheet, "CON-1", level=1, note=f"NOTE-{number}")
    own = dbsession.scalars(
        select(ResponseSheet).where(
            ResponseSheet.user_id == lead.user_id, ResponseSheet.assessment_id == assessment.id
        )
    ).one()
    own.handed_in_at = None
    dbsession.commit()


@pytest.mark.parametrize(
    ("handed_in", "draft", "notes"),
    [(1, 0, set()), (2, 2, set()), (3, 0, {"NOTE-0", "NOTE-1", "NOTE-2"}),
     (3, 1, {"NOTE-0", "NOTE-1", "NOTE-2"})],
)  # fmt: skip
def test_sheets_of_others_go_along_from_three_on(arranged, handed_in, draft, notes):
    testapp, dbsession, page, lead, full = arranged
    sheets(dbsession, lead, full, handed_in=handed_in, draft=draft)

    found = tables(copy(testapp, page))

    assert {one["note"] for one in found["response"] if one["note"]} == notes
    assert "CON-2" in {one["item_id"] for one in found["response"]}


@pytest.fixture
def arranged(testapp, dbsession, page, lead, full):
    return testapp, dbsession, page, lead, full


def test_sheets_of_others_say_neither_role_nor_time(arranged):
    testapp, dbsession, page, lead, full = arranged
    sheets(dbsession, lead, full, handed_in=3)

    found = tables(copy(testapp, page))

    assert "peer-leader" not in json.dumps(found["response_sheet"])
    began = {one["id"]: one["created_at"] for one in found["assessment"]}
    for one in found["response_sheet"]:
        assert one["created_at"] == began[one["assessment_id"]]
        assert one["handed_in_at"] in {None, began[one["assessment_id"]]}
    assert {one["updated_at"] for one in found["response"]} <= set(began.values())


def test_private_notes_of_a_consultant_stay_out(arranged):
    testapp, dbsession, page, lead, full = arranged
    consultation(dbsession, lead, full)

    found = tables(copy(testapp, page))

    assert [one["text"] for one in found["comment"]] == ["SHARED-WORDS"]
    assert [one["text"] for one in found["consultation_note"]] == ["SHARED-NOTE"]
    assert "PRIVATE" not in json.dumps(found)


def consultation(dbsession, lead, full):
    provider = make_organization(dbsession, kind=OrganizationKind.TA, name="Ridgeline")
    assessment = dbsession.get(Snapshot, full.id).assessment
    named = EngagementAssessment(assessment_id=assessment.id, organization_id=lead.organization_id)
    engagement = Engagement(
        organization_id=lead.organization_id,
        provider_id=provider.id,
        state=EngagementState.LIVE,
        purpose="Help",
        ends_on=utc_now().date(),
        opened_at=utc_now(),
        named=[named],
    )
    dbsession.add(engagement)
    dbsession.flush()
    meeting = Consultation(
        engagement_id=engagement.id, assessment_id=assessment.id, number=1, created_at=utc_now()
    )
    dbsession.add(meeting)
    dbsession.flush()
    point = AgendaItem(consultation_id=meeting.id, position=0, kind=AgendaKind.OWN, title="A point")
    dbsession.add(point)
    dbsession.flush()
    for private in (False, True):
        word = "PRIVATE" if private else "SHARED"
        owner = provider.id if private else None
        thread = CommentThread(
            engagement_id=engagement.id,
            assessment_id=assessment.id,
            instrument_id="formative",
            item_id="CON-1",
            private=private,
            provider_id=owner,
            opened_side=Side.ADVISOR,
            opened_at=utc_now(),
        )
        thread.comments.append(
            Comment(side=Side.ADVISOR, role="x", text=f"{word}-WORDS", written_at=utc_now())
        )
        note = ConsultationNote(
            agenda_item_id=point.id,
            kind=NoteKind.PRIVATE if private else NoteKind.SHARED,
            text=f"{word}-NOTE",
            provider_id=owner,
            updated_at=utc_now(),
        )
        dbsession.add_all([thread, note])
    dbsession.commit()


def kinds(dbsession):
    dbsession.commit()
    return [
        one
        for one in dbsession.scalars(select(AuditEvent.kind).order_by(AuditEvent.id))
        if one.startswith("export")
    ]


def test_asking_and_downloading_are_recorded(testapp, dbsession, page, full):
    copy(testapp, page)

    assert kinds(dbsession) == ["export-asked", "export-downloaded"]


def test_file_is_closed_to_other_users_and_named_by_chance(testapp, dbsession, page, data_folder):
    copy(testapp, page)

    (path,) = dbsession.scalars(select(Export.path))
    assert stat.S_IMODE((data_folder / path).stat().st_mode) == 0o600
    assert len(path) >= len("files/.zip") + 43
    assert list((data_folder / "files").glob(".*")) == []


def test_downloaded_file_has_a_neutral_name(testapp, page):
    ask(testapp, page)

    response = testapp.get(f"{page}.zip")

    assert response.content_disposition == 'attachment; filename="readiness-export.zip"'
    assert response.content_type == "application/zip"
    assert "no-store" in response.headers["Cache-Control"]


def test_password_is_asked_for_before_asking_and_before_downloading(testapp, page, clock):
    form = testapp.get(page).forms["export-form"]
    clock.tick(minutes=11)
    asked = form.submit(expect_errors=True)
    assert asked.status_int == 401
    assert testapp.get(f"{page}.zip").location.startswith("http://localhost:6543/confirm")

    asked.forms["form"]["password"] = PASSWORD
    asked.forms["form"].submit()

    assert testapp.get(f"{page}.zip").location.endswith("/export")


def test_without_a_copy_the_download_leads_to_the_page(testapp, page):
    assert testapp.get(f"{page}.zip").location.endswith("/export")


def test_copy_that_is_being_made_is_waited_for(testapp, dbsession, page, monkeypatch, clock):
    monkeypatch.setattr(exporting, "_write", lambda *_: pytest.fail("never made"))
    monkeypatch.setattr("readiness.views.export.after_commit", lambda *_: None)
    waiting = ask(testapp, page).follow()

    assert "Your copy is being made" in waiting.text
    assert waiting.headers["Refresh"] == "3"
    assert "export-form" not in waiting.forms

    token = waiting.html.find("input", {"name": "csrf_token"})["value"]
    testapp.post(page, {"csrf_token": token})
    assert len(dbsession.scalars(select(Export)).all()) == 1

    clock.tick(minutes=16)
    assert "export-form" in testapp.get(page).forms


def test_copy_that_cannot_be_made_is_told_and_may_be_tried_again(testapp, page, monkeypatch, clock):
    def fail(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(exporting, "_write", fail)
        failed = ask(testapp, page).follow()
    assert "We could not make your copy." in failed.text

    clock.tick(seconds=1)
    assert "Your copy is ready" in failed.forms["export-form"].submit().follow().text


def test_copy_is_gone_after_a_day(testapp, dbsession, page, clock, engine, settings, data_folder):  # noqa: PLR0913, PLR0917 -- all of them matter
    copy(testapp, page)
    (path,) = dbsession.scalars(select(Export.path))
    dbsession.commit()
    clock.tick(hours=24)

    erase_due(engine, settings, now=clock.now)

    assert dbsession.scalars(select(Export)).all() == []
    assert not (data_folder / path).exists()


def test_newer_copy_takes_the_place_of_the_older(testapp, page, full, clock):
    copy(testapp, page)
    clock.tick(minutes=1)

    assert len(tables(copy(testapp, page))["assessment"]) == 2


def test_organization_without_anything_gives_a_copy(testapp, page):
    found = tables(copy(testapp, page))

    assert found["assessment"] == found["snapshot"] == []


@pytest.mark.parametrize("end", ["", ".zip"])
def test_contributor_does_not_find_it(testapp, dbsession, lead, page, sign_in, end):  # noqa: PLR0913, PLR0917 -- all of them matter
    peer = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    ask(testapp, page)
    sign_in(testapp, peer.user)

    assert testapp.get(page + end, expect_errors=True).status_int == 404
