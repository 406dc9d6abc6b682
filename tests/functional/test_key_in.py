"""Answers from paper without a script: whose, keyed, noted, handed in, put together."""

import gzip

import pytest
from sqlalchemy import select

from instruments import catalogue
from readiness.models import (
    AssessmentState,
    AuditEvent,
    PaperDraft,
    Response,
    ResponseSheet,
    Role,
    WorkRole,
)
from tests.factories import (
    make_assessment,
    make_membership,
    make_paper,
    make_profile,
    make_response,
    make_sheet,
    make_snapshot,
)

FORMATIVE = catalogue.find("formative")
HOSTILE = ("4", "10", "x", "-1", "1.5", "yes", "٣", "<script>alert(1)</script>", "0" * 9999, "nn")


@pytest.fixture
def lead(dbsession, testapp, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def assessment(lead, dbsession):
    return make_assessment(dbsession, lead.organization)


@pytest.fixture
def way(assessment):
    return f"/organizations/{assessment.organization_id}/assessments/{assessment.id}"


def begin(testapp, way, whose="somebody", role="peer-leader"):
    form = testapp.get(f"{way}/key-in").forms["form"]
    form["whose"] = whose
    form["work_role"] = role
    return form.submit().follow()


def keyed(dbsession, sheet):
    rows = dbsession.scalars(select(Response).where(Response.sheet_id == sheet))
    return {row.item_id: row.level if row.unscored is None else row.unscored.value for row in rows}


def sheet_of(page):
    return page.request.path.split("/key-in/")[1].split("/")[0]


def hand_in(testapp, page):
    return next(one for one in page.forms.values() if "hand-in" in one.text).submit(
        "go", value="hand-in", expect_errors=True
    )


def test_paper_of_somebody_without_an_account_is_keyed_and_handed_in(
    testapp, way, dbsession, assessment, lead
):
    page = begin(testapp, way)
    sheet = sheet_of(page)
    form = page.forms["form"]
    form["STF-1"], form["STF-2"], form["STF-3"], form["CON-5"] = "0", "3", "d", "N"
    look = form.submit("go", value="done").follow()
    assert "4 of 50 keyed in" in look
    assert keyed(dbsession, sheet) == {
        "STF-1": 0,
        "STF-2": 3,
        "STF-3": "unknown",
        "CON-5": "not-applicable",
    }

    after = hand_in(testapp, look).follow()

    assert "Handed in." in after
    row = dbsession.get(ResponseSheet, sheet)
    assert (row.user_id, row.paper, row.work_role) == (None, True, WorkRole.PEER_LEADER)
    assert row.handed_in_at is not None
    assert dbsession.scalars(select(PaperDraft)).all() == []
    event = dbsession.scalars(select(AuditEvent).where(AuditEvent.kind == "paper-handed-in")).one()
    assert (event.actor_id, event.subject_id) == (lead.user_id, assessment.id)
    assert sheet not in str(event.details)


def test_nobody_sees_a_paper_after_the_hand_in(testapp, way):
    page = begin(testapp, way)
    sheet = sheet_of(page)
    page.forms["form"]["STF-1"] = "2"
    hand_in(testapp, page.forms["form"].submit("go", value="done").follow())

    for rest in ("", "/formative", "/merge"):
        testapp.get(f"{way}/key-in/{sheet}{rest}", status=404)
    assert "Under way" not in testapp.get(f"{way}/key-in")


def test_nobody_else_of_the_organization_sees_it_before(  # noqa: PLR0913, PLR0917 -- fixtures
    testapp, way, dbsession, assessment, lead, sign_in
):
    sheet = make_paper(dbsession, assessment, lead.user)
    make_response(dbsession, sheet, "STF-1", level=2)
    other = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, other.user)

    token = testapp.get(f"{way}/key-in").forms["form"]["csrf_token"].value
    for rest in ("", "/formative"):
        testapp.get(f"{way}/key-in/{sheet.id}{rest}", status=404)
    for rest in ("/formative", "/formative/STF-1", "/merge", "/note"):
        testapp.post(f"{way}/key-in/{sheet.id}{rest}", {"csrf_token": token}, status=404)
    for go in ("hand-in", "throw-away"):
        body = {"csrf_token": token, "sheet": sheet.id, "go": go}
        page = testapp.post(f"{way}/key-in/done", body).follow()
        assert "is not open any more" in page
    assert keyed(dbsession, sheet.id) == {"STF-1": 2}
    assert dbsession.get(ResponseSheet, sheet.id).handed_in_at is None


def test_contributor_keys_in_for_several_colleagues(testapp, way, dbsession, lead, sign_in):
    other = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, other.user)

    sheets = {sheet_of(begin(testapp, way, role=role)) for role in ("", "clinician", "board")}

    assert len(sheets) == 3
    page = testapp.get(f"{way}/key-in")
    assert {link.text.partition(",")[0] for link in page.html.select(".ruled a")} == {
        "Somebody without an account",
        "Clinician",
        "Board member or advisor",
    }


def test_second_click_on_hand_in_changes_nothing(testapp, way):
    page = begin(testapp, way)
    page.forms["form"]["STF-1"] = "2"
    look = page.forms["form"].submit("go", value="done").follow()
    hand_in(testapp, look)

    assert "is not open any more" in hand_in(testapp, look).follow()


def test_paper_without_an_answer_is_not_handed_in(testapp, way):
    look = begin(testapp, way).forms["form"].submit("go", value="done").follow()

    refused = hand_in(testapp, look)

    assert refused.status_int == 422
    assert "Nothing is keyed in yet" in refused


def test_paper_is_continued(testapp, way):
    page = begin(testapp, way)
    page.forms["form"]["STF-1"] = "2"
    page.forms["form"].submit("go", value="done")

    again = (
        testapp.get(f"{way}/key-in").click("Peer leader, begun").click("Readiness questionnaire")
    )

    assert again.forms["form"]["STF-1"].value == "2"
    assert FORMATIVE.by_id["STF-1"].levels[2] in again.html.select_one("#hint-STF-1").text


def test_paper_is_thrown_away_with_everything_in_it(testapp, way, dbsession):
    page = begin(testapp, way)
    page.forms["form"]["STF-1"] = "2"
    look = page.forms["form"].submit("go", value="done").follow()

    away = next(one for one in look.forms.values() if "throw-away" in one.text)
    after = away.submit("go", value="throw-away").follow()

    assert "Thrown away" in after
    assert dbsession.scalars(select(ResponseSheet)).all() == []
    assert dbsession.scalars(select(Response)).all() == []


@pytest.mark.parametrize("text", HOSTILE)
def test_wrong_key_is_said_clearly_and_nothing_is_lost(testapp, way, dbsession, text):
    page = begin(testapp, way)
    form = page.forms["form"]
    form["STF-1"], form["STF-2"] = "2", text

    refused = form.submit("go", value="done", expect_errors=True)

    assert refused.status_int == 422
    assert refused.html.select_one(".errors a")["href"] == "#STF-2"
    assert "Key 0, 1, 2 or 3, or d for don't know." in refused.html.select_one("#error-STF-2").text
    assert refused.forms["form"]["STF-2"].value == text[:20]
    assert keyed(dbsession, sheet_of(page)) == {"STF-1": 2}


def test_does_not_apply_is_refused_where_it_is_not_offered(testapp, way):
    form = begin(testapp, way).forms["form"]
    form["STF-1"] = "n"

    assert "has no “does not apply”" in form.submit(expect_errors=True).html.text


def test_does_not_apply_is_refused_where_the_profile_says_it_applies(testapp, dbsession, lead):
    profile = make_profile(dbsession, lead.organization, answers={"records_sessions": "yes"})
    assessment = make_assessment(dbsession, lead.organization, profile=profile)
    way = f"/organizations/{lead.organization_id}/assessments/{assessment.id}"
    form = begin(testapp, way).forms["form"]
    form["CON-5"] = "n"

    assert form.submit(expect_errors=True).status_int == 422


def test_emptied_field_empties_the_answer(testapp, way, dbsession):
    page = begin(testapp, way)
    page.forms["form"]["STF-1"] = "2"
    page.forms["form"].submit()
    again = testapp.get(page.request.path)
    again.forms["form"]["STF-1"] = ""
    again.forms["form"].submit()

    assert testapp.get(page.request.path).forms["form"]["STF-1"].value == ""
    assert "Not keyed yet" in testapp.get(page.request.path).html.select_one("#hint-STF-1").text


def test_answer_sent_twice_in_one_form_is_refused(testapp, way, dbsession):
    page = begin(testapp, way)
    token = page.forms["form"]["csrf_token"].value

    refused = testapp.post(
        page.request.path,
        [("csrf_token", token), ("STF-1", "1"), ("STF-1", "2")],
        expect_errors=True,
    )

    assert refused.status_int in {400, 422}
    assert keyed(dbsession, sheet_of(page)) == {}


def test_two_pages_that_key_the_same_question_show_both(testapp, way, dbsession):
    page = begin(testapp, way)
    first, second = page.forms["form"], testapp.get(page.request.path).forms["form"]
    first["STF-1"] = "1"
    first.submit()
    second["STF-1"], second["STF-2"] = "3", "2"

    clash = second.submit(expect_errors=True)

    assert clash.status_int == 409
    error = clash.html.select_one("#error-STF-1").text
    assert FORMATIVE.by_id["STF-1"].levels[1] in error
    assert clash.forms["form"]["STF-1"].value == "3"
    assert keyed(dbsession, sheet_of(page)) == {"STF-1": 1, "STF-2": 2}
    clash.forms["form"].submit()
    assert keyed(dbsession, sheet_of(page)) == {"STF-1": 3, "STF-2": 2}


def test_script_saves_one_item(testapp, way, dbsession):
    page = begin(testapp, way)
    token = page.forms["form"]["csrf_token"].value
    address = f"{page.request.path}/STF-2"

    first = testapp.post(address, {"csrf_token": token, "key": "1", "version": ""}).json
    assert first["words"] == FORMATIVE.by_id["STF-2"].levels[1]
    second = testapp.post(
        address, {"csrf_token": token, "key": "d", "version": first["version"]}
    ).json
    assert second["words"] == "Don't know yet"

    late = testapp.post(
        address, {"csrf_token": token, "key": "3", "version": first["version"]}, status=409
    ).json
    assert (late["key"], late["words"]) == ("d", "Don't know yet")
    assert keyed(dbsession, sheet_of(page)) == {"STF-2": "unknown"}
    testapp.post(address, {"csrf_token": token, "key": "3", "version": late["version"]})
    assert keyed(dbsession, sheet_of(page)) == {"STF-2": 3}


@pytest.mark.parametrize("text", HOSTILE)
def test_script_is_told_what_is_wrong(testapp, way, text):
    page = begin(testapp, way)
    token = page.forms["form"]["csrf_token"].value

    body = {"csrf_token": token, "key": text, "version": ""}
    refused = testapp.post(f"{page.request.path}/STF-2", body, status=422)

    assert refused.json["message"].startswith("Key 0, 1, 2 or 3")
    testapp.post(f"{page.request.path}/STF-2", {"csrf_token": token}, status=422)
    testapp.post(f"{page.request.path}/NONE-1", body, status=404)


def test_note_on_paper_is_kept_and_shown(testapp, way, dbsession):
    page = begin(testapp, way)
    page.forms["form"]["STF-1"] = "2"
    look = page.forms["form"].submit("go", value="done").follow()

    form = look.forms["form"]
    form["item"], form["note"] = "formative:STF-1", "Two of us, call 555-0134"
    after = form.submit().follow()

    assert "Two of us, call 555-0134" in after
    assert "It may hold a phone number" in after
    row = dbsession.scalars(select(Response)).one()
    assert (row.level, row.note) == (2, "Two of us, call 555-0134")


def test_second_note_on_a_question_shows_the_first(testapp, way, dbsession):
    sheet = sheet_of(begin(testapp, way))
    form = testapp.get(f"{way}/key-in/{sheet}").forms["form"]
    form["item"], form["note"] = "formative:STF-1", "First."
    form.submit()
    form["note"] = "Second."

    refused = form.submit(expect_errors=True)

    assert refused.status_int == 422
    assert "“First.”" in refused
    assert refused.forms["form"]["note"].value == "Second."
    refused.forms["form"].submit()
    assert dbsession.scalars(select(Response.note)).all() == ["Second."]


def test_note_that_is_too_long_or_on_nothing_is_refused(testapp, way, dbsession):
    sheet = sheet_of(begin(testapp, way))
    form = testapp.get(f"{way}/key-in/{sheet}").forms["form"]
    form["note"] = "x" * 1001
    assert form.submit(expect_errors=True).status_int == 422
    form["item"].force_value("formative:NONE")
    form["note"] = "x"
    assert form.submit(expect_errors=True).status_int == 422


def test_own_paper_is_put_together_with_the_screen(testapp, way, dbsession, assessment, lead):
    mine = make_sheet(dbsession, assessment, lead.user)
    for item, level in {"STF-1": 1, "STF-2": 2, "STF-4": 0}.items():
        make_response(dbsession, mine, item, level=level)
    page = begin(testapp, way, whose="mine")
    form = page.forms["form"]
    form["STF-1"], form["STF-2"], form["STF-3"] = "1", "3", "d"
    look = form.submit("go", value="done").follow()
    side = look.click("See both side by side")
    assert "1 the same on both" in side
    assert "1 taken over from paper" in side
    assert "1 only on the screen" in side
    assert "1 different" in side
    text = side.html.main.text
    assert FORMATIVE.by_id["STF-2"].levels[2] in text
    assert FORMATIVE.by_id["STF-2"].levels[3] in text

    left = side.forms["form"].submit(expect_errors=True)
    assert left.status_int == 422
    assert "Choose which answer to keep" in left
    assert keyed(dbsession, mine.id) == {"STF-1": 1, "STF-2": 2, "STF-3": "unknown", "STF-4": 0}
    left.forms["form"]["formative-STF-2"] = "paper"
    done = left.forms["form"].submit().follow()

    assert "Put together" in done
    assert keyed(dbsession, mine.id) == {"STF-1": 1, "STF-2": 3, "STF-3": "unknown", "STF-4": 0}
    assert dbsession.scalars(select(ResponseSheet.id)).all() == [mine.id]


def test_own_paper_is_opened_once(testapp, way):
    assert sheet_of(begin(testapp, way, whose="mine")) == sheet_of(
        begin(testapp, way, whose="mine")
    )


def test_own_paper_is_never_handed_in_by_itself(testapp, way, dbsession, lead, assessment):
    sheet = make_paper(dbsession, assessment, lead.user, own=True)
    make_response(dbsession, sheet, "STF-1", level=2)
    page = testapp.get(f"{way}/key-in/{sheet.id}")
    assert "Hand in this paper" not in page
    token = page.forms["form"]["csrf_token"].value

    testapp.post(f"{way}/key-in/done", {"csrf_token": token, "sheet": sheet.id, "go": "hand-in"})

    dbsession.expire_all()
    assert dbsession.get(ResponseSheet, sheet.id).handed_in_at is None


def test_paper_of_somebody_is_not_put_together_with_mine(testapp, way, dbsession, lead, assessment):
    sheet = make_paper(dbsession, assessment, lead.user)

    testapp.get(f"{way}/key-in/{sheet.id}/merge", status=404)


def test_screen_answer_changed_meanwhile_is_asked_about_again(
    testapp, way, dbsession, assessment, lead
):
    mine = make_sheet(dbsession, assessment, lead.user)
    row = make_response(dbsession, mine, "STF-1", level=1)
    paper = make_paper(dbsession, assessment, lead.user, own=True)
    make_response(dbsession, paper, "STF-1", level=3)
    form = testapp.get(f"{way}/key-in/{paper.id}/merge").forms["form"]
    form["formative-STF-1"] = "paper"
    row.level = 2
    dbsession.commit()

    again = form.submit(expect_errors=True)

    assert again.status_int == 422
    assert FORMATIVE.by_id["STF-1"].levels[2] in again.html.main.text
    assert keyed(dbsession, mine.id) == {"STF-1": 2}


def test_open_tab_of_the_screen_is_not_overwritten_by_paper(
    testapp, way, dbsession, assessment, lead
):
    tab = testapp.get(f"{way}/formative/STF").forms["form"]
    paper = make_paper(dbsession, assessment, lead.user, own=True)
    make_response(dbsession, paper, "STF-1", level=3)
    testapp.get(f"{way}/key-in/{paper.id}/merge").forms["form"].submit()
    tab["STF-1"] = "0"

    clash = tab.submit(expect_errors=True)

    assert clash.status_int == 409
    assert FORMATIVE.by_id["STF-1"].levels[3] in clash


def test_keying_ends_when_the_assessment_is_handed_in(testapp, way, dbsession, assessment, lead):
    page = begin(testapp, way)
    look = testapp.get(f"{way}/key-in/{sheet_of(page)}")
    choose = testapp.get(f"{way}/key-in").forms["form"]
    choose["whose"] = "somebody"
    assessment.submitted_at, assessment.state = assessment.created_at, AssessmentState.SUBMITTED
    make_snapshot(dbsession, assessment)
    page.forms["form"]["STF-1"] = "2"

    late = page.forms["form"].submit(expect_errors=True)

    assert late.status_int == 409
    assert late.forms["form"]["STF-1"].value == "2"
    assert hand_in(testapp, look).status_int == 422
    assert choose.submit(expect_errors=True).status_int == 422
    look.forms["form"]["item"], look.forms["form"]["note"] = "formative:STF-1", "Kept text."
    note = look.forms["form"].submit(expect_errors=True)
    assert note.status_int == 422
    assert keyed(dbsession, sheet_of(page)) == {}


def test_whose_must_be_said(testapp, way):
    refused = testapp.get(f"{way}/key-in").forms["form"].submit(expect_errors=True)

    assert refused.status_int == 422
    form = refused.forms["form"]
    form["whose"] = "somebody"
    form["work_role"].force_value("king")
    assert form.submit(expect_errors=True).status_int == 422


def test_both_questionnaires_are_keyed_one_after_the_other(testapp, dbsession, lead):
    both = make_assessment(dbsession, lead.organization, instruments=("formative", "evaluability"))
    way = f"/organizations/{lead.organization_id}/assessments/{both.id}"
    page = begin(testapp, way)

    following = page.forms["form"].submit("go", value="on").follow()

    assert following.html.h1.text == "Evaluability questionnaire"
    assert following.forms["form"].submit("go", value="on").follow().html.h1.text == "Look it over"


def test_answers_of_a_paper_are_not_mine(testapp, way, dbsession, assessment, lead):
    sheet = make_paper(dbsession, assessment, lead.user)
    make_response(dbsession, sheet, "STF-1", level=2)

    assert testapp.get(f"{way}/formative/STF").forms["form"]["STF-1"].value is None


def test_addresses_of_posts_lead_back(testapp, way, dbsession, assessment, lead):
    sheet = make_paper(dbsession, assessment, lead.user)

    assert testapp.get(f"{way}/key-in/done").location.endswith("/key-in")
    assert testapp.get(f"{way}/key-in/{sheet.id}/note").location.endswith(sheet.id)


def test_page_of_fifty_keys_weighs_little(testapp, way):
    page = begin(testapp, way)

    assert len(gzip.compress(page.body)) < 10_000
