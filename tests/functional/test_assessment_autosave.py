"""One answer saved by the script."""

import pytest
from sqlalchemy import select

from readiness.models import Response
from tests.factories import make_assessment, make_membership
from tests.readiness.walking import Walker
from tests.statements import counted


@pytest.fixture
def walker(testapp, dbsession, clock, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return Walker(dbsession, clock, membership)


@pytest.fixture
def draft(walker):
    return walker.start(walker.program())


@pytest.fixture
def send(testapp, draft):
    """Send one item as the script does."""
    base = f"/organizations/{draft.organization_id}/assessments/{draft.id}"
    token = testapp.get(f"{base}/formative/CON").forms["form"]["csrf_token"].value

    def sent(item="CON-1", status=200, where="formative/CON", **fields):
        values = {"answer": "", "note": "", "evidence": "", "version": "0.-.-.-", **fields}
        return testapp.post(
            f"{base}/{where}/{item}", {**values, "csrf_token": token}, status=status
        )

    return sent


def saved(dbsession, item="CON-1"):
    row = dbsession.scalars(select(Response).where(Response.item_id == item)).one_or_none()
    return row and (row.level, row.note)


def test_save_tells_the_next_version_and_the_time(send, dbsession, clock):
    reply = send(answer="2", note="a note").json

    assert saved(dbsession) == (2, "a note")
    assert set(reply) == {"version", "saved_at"}
    assert reply["saved_at"] == f"{clock.now:%H:%M} UTC"


def test_save_with_the_next_version_goes_on(send, dbsession):
    version = send(answer="2").json["version"]

    send(answer="3", version=version)

    assert saved(dbsession) == (3, "")


def test_save_the_same_again_is_the_same(send, dbsession):
    first = send(answer="2").json

    assert [send(answer="2").json for _ in range(3)] == [first] * 3
    assert dbsession.scalars(select(Response.version)).all() == [1]


def test_save_newer_elsewhere_gives_both(send, dbsession):
    send(answer="2", note="theirs", evidence="told")

    reply = send(answer="1", note="mine", status=409).json

    assert reply["theirs"] == {"answer": "2", "note": "theirs", "evidence": "told"}
    assert saved(dbsession) == (2, "theirs")
    send(answer="1", note="mine", version=reply["version"])
    assert saved(dbsession) == (1, "mine")


def test_save_other_field_elsewhere_is_merged_and_stays_merged(send, dbsession):
    send(note="theirs")

    version = send(answer="1").json["version"]
    send(answer="2", version=version)

    assert saved(dbsession) == (2, "theirs")


def test_note_to_look_at_again_is_saved_and_said(send, dbsession):
    reply = send(note="Call 555-0134").json

    assert reply["message"] == (
        "“555-0134” looks like a phone number. "
        "Please look at your note again. You may keep it as it is."
    )
    assert saved(dbsession) == (None, "Call 555-0134")
    assert "message" not in send(note="Call 555-0134").json


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"answer": "7"}, "Please choose one of the answers on this page."),
        ({"note": "x" * 1001}, "Please use 1000 characters or fewer."),
        ({"evidence": "rumor"}, "Please choose one of the answers on this page."),
    ],
)
def test_wrong_field_says_what_to_change(send, dbsession, fields, message):
    assert send(status=422, **fields).json == {"message": message}
    assert saved(dbsession) is None


def test_keep_is_no_field_of_the_script(send):
    assert "could not read" in send(status=422, keep="theirs").json["message"]


def test_does_not_apply_follows_the_profile(send, walker, dbsession):
    version = send(item="CON-5", answer="not-applicable").json["version"]
    walker.program(records_sessions="yes")
    walker.session.commit()

    # What was answered before stays; choosing it again after something else does not.
    version = send(item="CON-5", answer="not-applicable", note="x", version=version).json["version"]
    version = send(item="CON-5", answer="2", note="x", version=version).json["version"]
    reply = send(item="CON-5", answer="not-applicable", version=version, status=422).json

    assert "your profile says you record sessions" in reply["message"]
    assert saved(dbsession, "CON-5") == (2, "x")


def test_handed_in_is_told(send, walker, draft):
    walker.submit(draft)

    reply = send(answer="2", status=422).json

    assert reply["message"].startswith("This was handed in")


@pytest.mark.parametrize(
    ("item", "where"),
    [
        ("STF-1", "formative/CON"),
        ("THE-1", "formative/CON"),
        ("THE-1", "evaluability/THE"),
        ("CON-9", "formative/CON"),
        ("con-1", "formative/CON"),
    ],
)
def test_item_that_is_not_on_the_page_is_not_there(send, item, where):
    send(item=item, where=where, answer="2", status=404)


def test_another_organization_s_item_is_not_there(testapp, send, dbsession):
    other = make_assessment(dbsession, make_membership(dbsession).organization)
    address = f"/organizations/{other.organization_id}/assessments/{other.id}/formative/CON/CON-1"

    # Without a form token it is refused before anyone looks.
    assert testapp.post(address, {"answer": "2"}, status="*").status_int in {400, 403, 404}
    assert saved(dbsession) is None


def test_reading_is_not_offered(testapp, draft):
    base = f"/organizations/{draft.organization_id}/assessments/{draft.id}"

    assert testapp.get(f"{base}/formative/CON/CON-1", status="*").status_int in {404, 405}


def test_save_takes_few_statements(send, engine):
    version = send(answer="1").json["version"]

    with counted(engine) as statements:
        send(answer="2", version=version)

    # Who it is, where it is, what is stored, and the update; PostgreSQL waits for the sheet.
    waiting = ["SELECT"] if engine.dialect.name == "postgresql" else []
    assert [one.split()[0] for one in statements] == [*waiting, *["SELECT"] * 3, "UPDATE"]
