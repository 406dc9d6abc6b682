"""Checking answers, comparing and talking about them, as both sides do it."""

import pytest
from sqlalchemy import delete, select

from instruments import catalogue
from readiness.models import (
    AgreedAnswer,
    AuditEvent,
    Checked,
    CommentThread,
    EngagementState,
    Membership,
    TaRating,
)
from readiness.services.submissions import Submissions

PAGES = ("", "/items/formative/CON", "/items/formative/CON/CON-1", "/compare")
FORMATIVE = catalogue.find("formative")


@pytest.fixture
def meeting(scene):
    return scene.meet()


def rows(scene, kind):
    scene.session.expire_all()
    return scene.session.scalars(select(kind)).all()


@pytest.mark.parametrize("page", PAGES)
def test_both_sides_open_every_page(scene, meeting, page):
    scene.sheet({"CON-1": 1})
    for membership in (scene.advisor, scene.lead, scene.peer()):
        scene.be(membership)
        assert scene.app.get(meeting + page).status_int == 200


@pytest.mark.parametrize("page", PAGES)
def test_what_the_consultant_opens_is_written_down(scene, meeting, page):
    scene.be(scene.lead)
    scene.app.get(meeting + page)
    assert rows(scene, AuditEvent) == []

    scene.be(scene.advisor)
    scene.app.get(meeting + page)
    [event] = rows(scene, AuditEvent)
    assert (event.kind, event.organization_id, event.subject_id) == (
        "consultation-opened",
        scene.lead.organization_id,
        scene.assessment.id,
    )
    scene.be(scene.lead)
    page = scene.app.get(f"/organizations/{scene.lead.organization_id}/who-looked")
    assert "Ridge Assistance" in page


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "change",
    [
        {"state": EngagementState.INVITED},
        {"state": EngagementState.REQUESTED},
        {"state": EngagementState.DECLINED},
        {"days": -1},
    ],
    ids=["invited", "requested", "declined", "past its end"],
)
def test_nothing_is_open_unless_the_engagement_is_live(scene, page, change):
    if "days" in change:
        change = {"ends_on": scene.day(change["days"])}
    meeting = scene.meet(**change)
    scene.be(scene.advisor)

    closed = scene.app.get(meeting + page, status=404)
    assert closed.text == scene.app.get("/consultations/none" + page, status=404).text
    assert rows(scene, AuditEvent) == []


def test_ending_closes_open_pages_at_once(scene, meeting):
    scene.be(scene.advisor)
    token = scene.token(f"{meeting}/items/formative/CON")
    with scene.app.app.registry.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE engagement SET state = 'ended', ended_at = opened_at")
    for page in PAGES:
        scene.app.get(meeting + page, status=404)
    posts = {
        "/items/formative/CON": {"CON-1-checked": "seen"},
        "/items/formative/CON/CON-1": {"comment": "yes", "text": "Late."},
    }
    for page, data in posts.items():
        scene.app.post(meeting + page, {"csrf_token": token, **data}, status=404)

    assert rows(scene, TaRating) == []
    assert rows(scene, CommentThread) == []
    # The organization keeps what was agreed on.
    scene.be(scene.lead)
    assert "The work with this provider has ended" in scene.app.get(meeting)


def test_a_removed_consultant_finds_nothing(scene, meeting):
    scene.be(scene.advisor)
    with scene.app.app.registry.engine.begin() as connection:
        connection.execute(delete(Membership).where(Membership.user_id == scene.advisor.user_id))

    for page in PAGES:
        scene.app.get(meeting + page, status=404)


@pytest.mark.parametrize(
    "page", ["/items/evaluability/THE", "/items/formative/XXX", "/items/formative/CON/STF-1"]
)
def test_what_is_not_part_of_the_assessment_is_not_there(scene, meeting, page):
    scene.be(scene.advisor)
    scene.app.get(meeting + page, status=404)


def test_a_consultant_says_how_answers_are_known(scene, meeting):
    scene.sheet({"CON-1": 2})
    scene.be(scene.advisor)
    fields = {
        "CON-1-checked": "seen",
        "CON-1-level": "1",
        "CON-1-reason": "The policy is a draft.",
        "CON-2-checked": "told",
    }
    scene.press(f"{meeting}/items/formative/CON", "save", **fields).follow()

    found = {one.item_id: one for one in rows(scene, TaRating)}
    assert set(found) == {"CON-1", "CON-2"}
    assert (found["CON-1"].checked, found["CON-1"].level) == (Checked.SEEN, 1)
    scene.be(scene.lead)
    page = scene.app.get(f"{meeting}/compare")
    for words in ("In place", "Started (seen)", "The policy is a draft."):
        assert words in page
    assert "The same (told)" not in page
    assert "The same (told)" in scene.app.get(f"{meeting}/compare?all=yes")


def test_a_different_level_needs_its_reason(scene, meeting):
    scene.sheet({"CON-1": 2})
    scene.be(scene.advisor)
    fields = {"CON-1-level": "1", "CON-2-checked": "told", "CON-2-reason": "Kept."}
    answer = scene.press(f"{meeting}/items/formative/CON", "save", **fields)

    assert answer.status_int == 422
    assert "Please say why" in answer
    assert "Kept." in answer
    assert rows(scene, TaRating) == []


def test_the_same_level_needs_no_reason(scene, meeting):
    scene.sheet({"CON-1": 2})
    scene.be(scene.advisor)

    answer = scene.press(f"{meeting}/items/formative/CON", "save", **{"CON-1-level": "2"})
    assert answer.status_int == 303


def test_two_consultants_at_one_item_lose_nothing(scene, meeting):
    scene.be(scene.advisor)
    page = f"{meeting}/items/formative/CON"
    first, second = scene.form(page, "save"), scene.form(page, "save")
    first["CON-1-checked"], first["CON-1-reason"] = "seen", "First words."
    first.submit("save").follow()
    second["CON-1-checked"], second["CON-1-reason"] = "told", "Second words."
    second["CON-2-checked"] = "told"
    clash = second.submit("save", status=409)

    assert "First words." in clash
    assert "Second words." in clash
    assert {one.item_id: one.reason for one in rows(scene, TaRating)} == {
        "CON-1": "First words.",
        "CON-2": "",
    }
    next(one for one in clash.forms.values() if "save" in one.fields).submit("save").follow()
    kept = {one.item_id: one.reason for one in rows(scene, TaRating)}
    assert kept["CON-1"] == "Second words."


def test_people_of_the_team_rate_nothing(scene, meeting):
    for membership in (scene.lead, scene.peer()):
        scene.be(membership)
        page = f"{meeting}/items/formative/CON"
        data = {"csrf_token": scene.token(page), "CON-1-checked": "seen"}
        scene.app.post(page, data, status=404)
        item = {"csrf_token": data["csrf_token"], "propose": "x", "proposed": "1"}
        scene.app.post(f"{page}/CON-1", item, status=404)
    assert rows(scene, TaRating) == []


def propose(scene, meeting, level="2"):
    scene.be(scene.advisor)
    fields = {"proposed": level, "proposal_reason": "We read the policy together."}
    scene.press(f"{meeting}/items/formative/CON/CON-1", "propose", **fields).follow()


def test_a_lead_agrees_to_a_proposal(scene, meeting):
    scene.sheet({"CON-1": 1})
    propose(scene, meeting)
    scene.be(scene.lead)
    scene.press(f"{meeting}/items/formative/CON/CON-1", "accept").follow()

    [agreed] = rows(scene, AgreedAnswer)
    assert (agreed.level, agreed.note) == (2, "We read the policy together.")
    assert "We read the policy together." in scene.app.get(f"{meeting}/compare")


def test_a_contributor_and_a_consultant_agree_to_nothing(scene, meeting):
    propose(scene, meeting)
    page = f"{meeting}/items/formative/CON/CON-1"
    for membership in (scene.advisor, scene.peer()):
        scene.be(membership)
        data = {"csrf_token": scene.token(page), "accept": "yes", "seen": "1"}
        scene.app.post(page, data, status=404)
    assert rows(scene, AgreedAnswer) == []


@pytest.mark.parametrize("seen", ["", "0", "7", "²", "-1", "9" * 30, "x"])
def test_answering_a_proposal_one_has_not_seen_changes_nothing(scene, meeting, seen):
    propose(scene, meeting)
    scene.be(scene.lead)
    page = f"{meeting}/items/formative/CON/CON-1"
    data = {"csrf_token": scene.token(page), "accept": "yes", "seen": seen}

    assert "has changed meanwhile" in scene.app.post(page, data).follow()
    assert rows(scene, AgreedAnswer) == []


def test_a_proposal_needs_a_level_and_a_reason(scene, meeting):
    scene.be(scene.advisor)
    answer = scene.press(
        f"{meeting}/items/formative/CON/CON-1", "propose", proposal_reason="Because."
    )

    assert answer.status_int == 422
    assert "Because." in answer


def test_talks_go_back_and_forth_and_outlast_the_hand_in(scene, meeting):
    page = f"{meeting}/items/formative/CON/CON-1"
    scene.be(scene.advisor)
    scene.press(page, "comment", text="Where is it written?", assigned_to="supervisor").follow()
    scene.be(scene.peer())
    assert "For: a supervisor" in scene.app.get(page)
    scene.press(page, "reply", text="In the shared folder.").follow()
    scene.session.expire_all()
    Submissions(scene.session, scene.clock).submit(
        scene.lead.organization, scene.assessment.id, user_id=scene.lead.user_id
    )
    scene.session.commit()

    scene.be(scene.advisor)
    answered = scene.app.get(page)
    assert "Answered" in answered
    assert "In the shared folder." in answered
    scene.press(page, "resolve").follow()
    assert "Open it again" in scene.app.get(page)


def talk_of(scene, meeting, **more):
    """Begin a talk as the consultant; gives the address of its page."""
    page = f"{meeting}/items/formative/CON/CON-1"
    scene.be(scene.advisor)
    scene.press(page, "comment", text="Where is it written?", **more).follow()
    return page


def test_either_side_hands_a_talk_on(scene, meeting):
    page = talk_of(scene, meeting, assigned_to="lead")
    for membership, to, words in (
        (scene.lead, "supervisor", "For: a supervisor"),
        (scene.peer(), "advisor", "For: the ta provider"),
        (scene.advisor, "", "Open</h3>"),
    ):
        scene.be(membership)
        done = scene.press(page, "assign", assigned_to=to).follow()
        assert "It now says who should look at it" in done
        assert words in done

    [thread] = rows(scene, CommentThread)
    assert thread.assigned_to is None
    kinds = [one.kind for one in rows(scene, AuditEvent)]
    assert kinds.count("consultation-commented") == 4


@pytest.mark.parametrize("wish", ["board", ""])
def test_two_people_who_hand_a_talk_on_see_each_other(scene, meeting, wish):
    page = talk_of(scene, meeting, assigned_to="lead")
    slow = scene.form(page, "assign")
    scene.press(page, "assign", assigned_to="clinician")
    slow["assigned_to"] = wish
    clash = slow.submit("assign", status=409)

    assert "Now it is for: a clinician." in clash
    assert [one.assigned_to for one in rows(scene, CommentThread)] == ["clinician"]
    again = next(one for one in clash.forms.values() if "assign" in one.fields)
    assert again["assigned_to"].value == wish
    again.submit("assign").follow()
    assert [one.assigned_to or "" for one in rows(scene, CommentThread)] == [wish]


@pytest.mark.parametrize("sent", ["dana", "LEAD", "lead\n", "9" * 500])
def test_a_talk_is_handed_to_a_role_and_to_nothing_else(scene, meeting, sent):
    page = talk_of(scene, meeting)
    [thread] = rows(scene, CommentThread)
    data = {"csrf_token": scene.token(page), "assign": thread.id, "seen": ""}

    assert scene.app.post(page, {**data, "assigned_to": sent}, status=422)
    assert rows(scene, CommentThread)[0].assigned_to is None


def test_a_resolved_talk_and_a_private_one_are_handed_to_nobody(scene, meeting):
    page = talk_of(scene, meeting, private=True)
    assert "Hand it on" not in scene.app.get(page)

    talk_of(scene, meeting)
    assert "Hand it on" in scene.app.get(page)
    shared = next(one.id for one in rows(scene, CommentThread) if not one.private)
    data = {"csrf_token": scene.token(page), "resolve": shared}
    assert "Hand it on" not in scene.app.post(page, data).follow()


def test_private_notes_never_reach_the_team(scene, meeting):
    page = f"{meeting}/items/formative/CON/CON-1"
    scene.be(scene.advisor)
    scene.press(page, "comment", text="CANARY-PRIVATE", private=True).follow()
    assert "CANARY-PRIVATE" in scene.app.get(page)

    [thread] = rows(scene, CommentThread)
    for membership in (scene.lead, scene.peer()):
        scene.be(membership)
        for address in ("/home", *(meeting + one for one in PAGES)):
            assert "CANARY-PRIVATE" not in scene.app.get(address)
        for button in ("reply", "assign", "resolve", "reopen"):
            data = {"csrf_token": scene.token(page), button: thread.id, "text": "Hm."}
            assert "has changed meanwhile" in scene.app.post(page, data).follow()


def test_an_empty_comment_is_asked_for_again(scene, meeting):
    scene.be(scene.lead)
    page = f"{meeting}/items/formative/CON/CON-1"

    assert scene.press(page, "comment", text="  ").status_int == 422
    assert rows(scene, CommentThread) == []


def test_counts_show_from_three_sheets_on(scene, meeting):
    scene.be(scene.advisor)
    page = f"{meeting}/items/formative/CON"
    scene.sheet({"CON-1": 2})
    scene.sheet({"CON-1": 0})
    two = scene.app.get(page)
    assert "far apart" in two
    assert "of 2" not in two

    scene.sheet({"CON-1": 2})
    assert "In place: 2 of 3" in " ".join(scene.app.get(page).text.split())


def test_the_report_is_read_within_the_consultation(scene, meeting):
    scene.be(scene.advisor)
    scene.app.get(f"{meeting}/report", status=404)
    Submissions(scene.session, scene.clock).submit(
        scene.lead.organization, scene.assessment.id, user_id=scene.lead.user_id
    )
    scene.session.commit()

    page = scene.app.get(f"{meeting}/report?part=answers")
    assert page.status_int == 200
    scene.app.get(f"{meeting}/report?part=nothing", status=404)
    waiting = scene.app.get(f"{meeting}/report.json")
    assert waiting.status_int == 202
    assert scene.app.get(f"{meeting}/report.json").content_type == "application/json"
    kinds = [one.kind for one in rows(scene, AuditEvent)]
    assert kinds.count("consultation-downloaded") == 1
    # The report's own addresses stay the organization's.
    way = f"/organizations/{scene.lead.organization_id}/assessments/{scene.assessment.id}"
    for address in (f"{way}/report", f"{way}/report.json", f"{way}/review"):
        scene.app.get(address, status=404)
