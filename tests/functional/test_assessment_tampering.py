"""Posts that no page of ours would send: a clear answer each time, and never a failure."""

from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from readiness.models import Evidence, Response, UnscoredAnswer
from tests.factories import make_assessment, make_membership, make_organization
from tests.readiness.walking import Walker

FEW = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MANY = settings(FEW, max_examples=2000)

NAMES = [
    f"{item}{end}"
    for item in ("CON-1", "CON-2", "CON-5", "STF-1", "THE-1", "XXX-1")
    for end in ("", "-note", "-evidence", "-version", "-keep", "-theirs")
]
OTHERS = ["go", "look", "__formid__", "__start__", "_charset_", "program", "role", "state", "id"]
VALUES = st.one_of(
    st.sampled_from(
        [
            *"01237-",
            "",
            "1.5",
            "NaN",
            "1e999",
            "yes",
            "null",
            "unknown",
            "not-applicable",
            "told",
            "mine",
            "theirs",
            "0.-.-.-",
            "1.-.-.-",
            "2.aaaaaaaaaa.-.-",
            "99999999999999999999",
            "x" * 10_000,
            "\x00",
            "a\x0bb\x1fc",
            "\u202e\u2066\ufffe",
            "\U0001f600" * 500,
            "CON-1:mapping",
            "{{ 7*7 }}",
            "<script>alert(1)</script>",
            "=1+1",
            "²",
        ]
    ),
    st.text(max_size=40),
)
PAIRS = st.lists(
    st.tuples(st.sampled_from([*NAMES, *OTHERS]) | st.text(max_size=10), VALUES), max_size=12
)
CLEAR = {200, 303, 400, 404, 409, 422}


def body(token, pairs):
    """A form's body; what UTF-8 cannot say goes as a bad percent-encoding would."""
    fields = [("csrf_token", token), *pairs]
    return "&".join(
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"
        for name, value in fields
    )


@pytest.fixture
def lead(testapp, dbsession, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    testapp.look = False
    return membership


@pytest.fixture
def draft(dbsession, clock, lead):
    walker = Walker(dbsession, clock, lead)
    return walker.start(walker.program())


@pytest.fixture
def post(testapp, lead, draft):
    """Post a tampered body to one of the organization's pages."""
    base = f"/organizations/{draft.organization_id}"
    way = f"{base}/assessments/{draft.id}"
    pages = {
        "part": f"{way}/formative/CON",
        "item": f"{way}/formative/CON/CON-1",
        "profile": f"{base}/profile",
        "start": f"{base}/assessments",
        "organization": "/organizations",
    }
    token = testapp.get(pages["part"]).forms["form"]["csrf_token"].value

    def posted(page, pairs, **more):
        return testapp.post(
            pages[page],
            body(token, pairs),
            content_type="application/x-www-form-urlencoded",
            status="*",
            **more,
        )

    return posted


def check_rows(dbsession):
    """Whatever came in, what is kept can be read, scored and printed."""
    dbsession.commit()
    for row in dbsession.scalars(select(Response)):
        assert row.item_id.startswith("CON-")
        assert row.level in {None, 0, 1, 2, 3}
        assert row.unscored is None or row.unscored in UnscoredAnswer
        assert row.evidence is None or row.evidence in Evidence
        assert len(row.note) <= 1000
        assert not set(row.note) & set("\x00\x0b\x1f\ufffe")


@FEW
@given(pairs=PAIRS)
def test_part_takes_any_post(post, dbsession, pairs):
    assert post("part", pairs).status_int in CLEAR
    check_rows(dbsession)


@FEW
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["answer", "note", "evidence", "version", "keep", "theirs"]), VALUES
        ),
        max_size=6,
    )
)
def test_item_takes_any_post(post, dbsession, pairs):
    assert post("item", pairs).status_int in CLEAR
    check_rows(dbsession)


PROFILE_PAIRS = st.lists(
    st.tuples(
        st.sampled_from(["program", "stage", "funding", "records_sessions", "model", "meets", "x"]),
        VALUES,
    ),
    max_size=8,
)


@FEW
@given(pairs=PROFILE_PAIRS)
def test_profile_takes_any_post(post, pairs):
    assert post("profile", pairs).status_int in CLEAR


@settings(FEW, max_examples=50)
@given(
    pairs=st.lists(
        st.tuples(st.sampled_from(["instruments", "name", "start", "kind"]), VALUES), max_size=4
    )
)
def test_start_and_organization_take_any_post(post, pairs):
    assert post("start", pairs).status_int in CLEAR
    assert post("organization", pairs).status_int in CLEAR


@pytest.mark.long
@MANY
@given(pairs=PAIRS)
def test_part_takes_any_post_many_times(post, dbsession, pairs):
    assert post("part", pairs).status_int in CLEAR
    check_rows(dbsession)


@pytest.mark.long
@MANY
@given(pairs=PROFILE_PAIRS)
def test_profile_takes_any_post_many_times(post, pairs):
    assert post("profile", pairs).status_int in CLEAR


def test_level_of_seven_is_asked_again(post, dbsession):
    assert post("part", [("CON-1", "7")]).status_int == 422
    assert dbsession.scalars(select(Response)).all() == []


def test_unknown_names_change_nothing(post, dbsession):
    assert post("part", [("THE-1", "2"), ("STF-1", "2"), ("role", "admin")]).status_int == 303
    assert dbsession.scalars(select(Response)).all() == []


def test_missing_markers_never_empty_an_answer(post, dbsession):
    post("part", [("CON-1", "2"), ("CON-1-note", "kept")])

    assert post("part", []).status_int == 303

    dbsession.commit()
    assert [(row.level, row.note) for row in dbsession.scalars(select(Response))] == [(2, "kept")]


def test_missing_token_never_overwrites(post, dbsession):
    post("part", [("CON-1", "2")])

    assert post("part", [("CON-1", "0")]).status_int == 409

    dbsession.commit()
    assert dbsession.scalars(select(Response.level)).all() == [2]


def test_without_a_form_token_nothing_is_saved(testapp, draft, dbsession):
    address = f"/organizations/{draft.organization_id}/assessments/{draft.id}/formative/CON"

    assert testapp.post(address, {"CON-1": "2"}, status="*").status_int in {400, 403}
    assert dbsession.scalars(select(Response)).all() == []


def test_somebody_else_s_item_is_not_there(testapp, lead, draft, dbsession):
    page = f"/organizations/{draft.organization_id}/assessments/{draft.id}/formative/CON"
    token = testapp.get(page).forms["form"]["csrf_token"].value
    other = make_assessment(dbsession, make_organization(dbsession))
    for address in (
        f"/organizations/{other.organization_id}/assessments/{other.id}/formative/CON",
        f"/organizations/{draft.organization_id}/assessments/{other.id}/formative/CON",
        f"/organizations/{other.organization_id}/assessments/{draft.id}/formative/CON/CON-1",
    ):
        testapp.post(address, {"csrf_token": token, "CON-1": "2", "answer": "2"}, status=404)
    assert dbsession.scalars(select(Response)).all() == []


def test_broken_bytes_are_refused(testapp, post, draft):
    page = f"/organizations/{draft.organization_id}/assessments/{draft.id}/formative/CON"

    for raw in (b"CON-1=%ff%fe", b"CON-1=\xff", b"%zz=%", urlencode({"a": "b"}).encode() + b"&&&"):
        response = testapp.post(
            page, raw, content_type="application/x-www-form-urlencoded", status="*"
        )
        assert 400 <= response.status_int < 500


def test_file_for_a_note_is_refused(testapp, lead, draft):
    page = f"/organizations/{draft.organization_id}/assessments/{draft.id}/formative/CON"
    token = testapp.get(page).forms["form"]["csrf_token"].value

    response = testapp.post(
        page,
        {"csrf_token": token},
        upload_files=[("CON-1-note", "note.txt", b"text")],
        status="*",
    )

    assert response.status_int == 400


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/account/sessions", "end"),
        ("/account/second-step", "sealed"),
        ("/account/second-step", "next"),
        ("/sign-in", "kept"),
    ],
)
def test_file_in_the_place_of_any_field_is_refused(testapp, lead, page, field):
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    response = testapp.post(
        page, {"csrf_token": token}, upload_files=[(field, "a.txt", b"text")], status="*"
    )

    assert response.status_int == 400
