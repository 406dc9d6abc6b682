"""A meeting, as both sides live it: dates, agenda, notes, decisions and next steps."""

import pytest
from sqlalchemy import select

from readiness.models import (
    AgendaItem,
    AuditEvent,
    Consultation,
    ConsultationNote,
    ConsultationStep,
    NoteKind,
    PlanStep,
)
from readiness.services.submissions import Submissions

PAGES = ("/agenda", "/meeting", "/steps")


@pytest.fixture
def meeting(scene):
    scene.sheet({"CON-1": 0, "STF-4": 2, "SUP-1": 3})
    return scene.meet()


@pytest.fixture
def points(scene, meeting):
    """An agenda of one safety step and one own point; gives their ids."""
    for title in ("Our first point", "Our second point"):
        scene.session.add(
            AgendaItem(
                consultation_id=scene.consultation.id,
                kind="own",
                title=title,
                position=1 if "second" in title else 0,
            )
        )
    scene.session.commit()
    return [one.id for one in rows(scene, AgendaItem)]


def rows(scene, kind):
    scene.session.expire_all()
    found = scene.session.scalars(select(kind)).all()
    return sorted(found, key=lambda one: one.position) if kind is AgendaItem else found


def titles(scene):
    return [one.title for one in rows(scene, AgendaItem)]


def autosave(scene, note, text, *, version="", status=200):
    """Save one note as the script does; `note` is its point and kind."""
    meeting = f"/consultations/{scene.consultation.id}/meeting"
    data = {"csrf_token": scene.token(meeting), "note": text, "version": version}
    answer = scene.app.post(f"{meeting}/{note}", data, status=status)
    return answer.json if answer.content_type == "application/json" else None


def test_the_agenda_is_built_from_the_answers_and_only_once(scene, meeting):
    scene.be(scene.advisor)
    scene.press(f"{meeting}/agenda", "fill").follow()
    built = rows(scene, AgendaItem)
    assert (built[0].item_id, str(built[0].kind)) == ("CON-1", "safety-stop")
    assert "A safety step" in built[0].why

    assert "Nothing new to add" in scene.press(f"{meeting}/agenda", "fill").follow()
    assert len(rows(scene, AgendaItem)) == len(built)


def test_a_consultant_orders_edits_and_takes_off_points(scene, meeting, points):
    scene.be(scene.advisor)
    page = f"{meeting}/agenda"
    scene.press(page, "save", title="Our third point").follow()
    token = scene.token(page)
    for button, point in (("up", points[1]), ("up", points[1]), ("down", points[0])):
        scene.app.post(page, {"csrf_token": token, button: point})
    assert titles(scene) == ["Our second point", "Our third point", "Our first point"]

    form = next(
        one
        for one in scene.app.get(f"{page}?point={points[0]}").forms.values()
        if "save" in one.fields
    )
    form["title"] = "Our first point, again"
    form.submit("save").follow()
    scene.app.post(page, {"csrf_token": token, "remove": points[1]})
    assert titles(scene) == ["Our third point", "Our first point, again"]


def test_two_consultants_at_one_point_lose_nothing(scene, meeting, points):
    scene.be(scene.advisor)
    page = f"{meeting}/agenda?point={points[0]}"
    first, second = scene.form(page, "save"), scene.form(page, "save")
    first["title"] = "First words"
    first.submit("save").follow()
    second["title"] = "Second words"
    clash = second.submit("save", status=409)

    assert "First words" in clash
    assert "Second words" in clash
    assert titles(scene)[0] == "First words"


def test_a_point_with_notes_stays(scene, meeting, points):
    scene.be(scene.advisor)
    autosave(scene, f"{points[0]}-shared", "Something.")
    data = {"csrf_token": scene.token(f"{meeting}/agenda"), "remove": points[0]}

    assert "so it stays" in scene.app.post(f"{meeting}/agenda", data).follow()
    assert len(titles(scene)) == 2


def test_the_team_reads_the_agenda_and_changes_nothing(scene, meeting, points):
    for membership in (scene.lead, scene.peer()):
        scene.be(membership)
        page = scene.app.get(f"{meeting}/agenda")
        assert "Our first point" in page
        assert "Take off" not in page
        data = {"csrf_token": page.forms[0]["csrf_token"].value, "remove": points[0]}
        scene.app.post(f"{meeting}/agenda", data, status=404)


def test_notes_are_saved_as_they_are_typed(scene, meeting, points):
    scene.be(scene.advisor)
    reply = autosave(scene, f"{points[0]}-shared", "We talked.")
    again = autosave(scene, f"{points[0]}-shared", "We talked more.", version=reply["version"])

    assert "saved_at" in again
    [note] = rows(scene, ConsultationNote)
    assert (note.text, note.version) == ("We talked more.", 2)
    scene.be(scene.lead)
    assert "We talked more." in scene.app.get(f"{meeting}/meeting")


def test_a_lead_and_a_consultant_at_one_note_lose_nothing(scene, meeting, points):
    scene.be(scene.lead)
    old = scene.form(f"{meeting}/meeting", "save")
    scene.be(scene.advisor)
    first = autosave(scene, f"{points[0]}-shared", "Words of the consultant.")
    scene.be(scene.lead)
    late = autosave(scene, f"{points[0]}-shared", "Words of the lead.", status=409,
                    version=old[f"{points[0]}-shared-version"].value)  # fmt: skip

    assert late["theirs"]["note"] == "Words of the consultant."
    assert late["version"] == first["version"]
    autosave(scene, f"{points[0]}-shared", "Both words.", version=late["version"])
    assert [one.text for one in rows(scene, ConsultationNote)] == ["Both words."]


def test_without_a_script_a_clash_shows_both_and_saves_the_rest(scene, meeting, points):
    scene.be(scene.lead)
    old = scene.form(f"{meeting}/meeting", "save")
    scene.be(scene.advisor)
    autosave(scene, f"{points[0]}-shared", "Words of the consultant.")
    autosave(scene, f"{points[1]}-shared", "Untouched by the lead.")
    scene.be(scene.lead)
    old["csrf_token"] = scene.token(f"{meeting}/meeting")
    old[f"{points[0]}-shared-note"] = "Words of the lead."
    old[f"{points[1]}-decision-note"] = "We do it."
    clash = old.submit("save", status=409)

    assert "Words of the consultant." in clash
    assert "Words of the lead." in clash
    assert {(one.kind, one.text) for one in rows(scene, ConsultationNote)} == {
        (NoteKind.SHARED, "Words of the consultant."),
        (NoteKind.SHARED, "Untouched by the lead."),
        (NoteKind.DECISION, "We do it."),
    }
    next(one for one in clash.forms.values() if "save" in one.fields).submit("save").follow()
    assert "Words of the lead." in {one.text for one in rows(scene, ConsultationNote)}


def test_private_notes_never_reach_the_team(scene, meeting, points):
    scene.be(scene.advisor)
    name = f"{points[0]}-private"
    autosave(scene, name, "CANARY-PRIVATE")
    assert "CANARY-PRIVATE" in scene.app.get(f"{meeting}/meeting")

    scene.be(scene.lead)
    for page in ("", *PAGES):
        assert "CANARY-PRIVATE" not in scene.app.get(meeting + page)
    autosave(scene, name, "Ours now.", status=404)
    data = {"csrf_token": scene.token(f"{meeting}/meeting"), f"{name}-note": "Ours now."}
    scene.app.post(f"{meeting}/meeting", {**data, "save": "yes"})
    assert [one.text for one in rows(scene, ConsultationNote)] == ["CANARY-PRIVATE"]


@pytest.mark.parametrize("note", ["none-shared", "x", "-", "x-nothing", "private"])
def test_a_note_of_nothing_is_not_there(scene, meeting, points, note):
    scene.be(scene.advisor)
    autosave(scene, note, "Hm.", status=404)


def test_a_point_of_another_meeting_is_not_there(scene, meeting, points):
    other = Consultation(
        engagement_id=scene.engagement.id,
        assessment_id=scene.assessment.id,
        number=2,
        created_at=scene.clock.now,
    )
    scene.session.add(other)
    scene.session.commit()
    scene.be(scene.advisor)

    token = scene.token(f"{meeting}/meeting")
    data = {"csrf_token": token, "note": "Hm.", "version": ""}
    scene.app.post(f"/consultations/{other.id}/meeting/{points[0]}-shared", data, status=404)


def test_a_note_that_is_too_long_stays_on_the_page(scene, meeting, points):
    scene.be(scene.advisor)
    reply = autosave(scene, f"{points[0]}-shared", "x" * 4001, status=422)

    assert "Nothing of it is lost" in reply["message"]


def test_a_note_that_tells_of_a_person_is_kept_and_looked_at_again(scene, meeting, points):
    scene.be(scene.advisor)
    reply = autosave(scene, f"{points[0]}-shared", "Call 555-010-9999.")

    assert "looks like a phone number" in reply["message"]
    assert len(rows(scene, ConsultationNote)) == 1


def test_a_contributor_reads_notes_and_writes_none(scene, meeting, points):
    scene.be(scene.advisor)
    autosave(scene, f"{points[0]}-shared", "We talked.")
    scene.be(scene.peer())
    page = scene.app.get(f"{meeting}/meeting")

    assert "We talked." in page
    token = page.forms[0]["csrf_token"].value
    data = {"csrf_token": token, "note": "Mine.", "version": ""}
    scene.app.post(f"{meeting}/meeting/{points[0]}-shared", data, status=404)
    for address in ("", "/meeting", "/steps"):
        scene.app.post(meeting + address, {"csrf_token": token}, status=404)


STEP = {"title": "Write the policy", "owner": "supervisor", "support": "We send a sample."}


def test_both_sides_write_down_next_steps(scene, meeting, points):
    scene.be(scene.advisor)
    day = scene.day(14).isoformat()
    scene.press(f"{meeting}/steps", "save", **STEP, due_on=day, point=points[0]).follow()
    scene.be(scene.lead)
    page = scene.app.get(f"{meeting}/meeting")

    assert "Write the policy" in page
    assert "We send a sample." in page
    [step] = rows(scene, ConsultationStep)
    form = scene.form(f"{meeting}/steps?step={step.id}", "save")
    form["owner"] = ""
    form["due_on"] = ""
    form.submit("save").follow()
    [step] = rows(scene, ConsultationStep)
    assert (step.owner, step.due_on, step.version) == ("", None, 2)
    scene.press(f"{meeting}/steps", "remove").follow()
    assert rows(scene, ConsultationStep) == []


def test_a_step_changed_by_both_shows_both(scene, meeting):
    scene.be(scene.advisor)
    scene.press(f"{meeting}/steps", "save", **STEP).follow()
    [step] = rows(scene, ConsultationStep)
    page = f"{meeting}/steps?step={step.id}"
    first, second = scene.form(page, "save"), scene.form(page, "save")
    first["title"] = "First words"
    first.submit("save").follow()
    second["title"] = "Second words"
    clash = second.submit("save", status=409)

    assert "First words" in clash
    assert "Second words" in clash
    assert [one.title for one in rows(scene, ConsultationStep)] == ["First words"]


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"owner": "Dana"}, {"due_on": "soon"}, {"point": "none"}]
)
def test_a_step_that_cannot_be_is_asked_for_again(scene, meeting, change):
    scene.be(scene.advisor)
    token = scene.token(f"{meeting}/steps")
    data = {"csrf_token": token, "save": "yes", **STEP, "support": "KEPT", **change}
    answer = scene.app.post(f"{meeting}/steps", data, status=422)

    assert "KEPT" in answer
    # A question keeps its own mark in the summary of what to look at again.
    assert "?:" not in answer.html.select_one(".errors").get_text()
    assert rows(scene, ConsultationStep) == []


def test_a_step_nobody_took_comes_onto_the_next_agenda(scene, meeting):
    scene.be(scene.advisor)
    scene.press(f"{meeting}/steps", "save", title="Find a backup").follow()
    scene.press(meeting, "next").follow()
    later = next(one for one in rows(scene, Consultation) if one.number == 2)
    scene.press(f"/consultations/{later.id}/agenda", "fill").follow()

    mine = [one for one in rows(scene, AgendaItem) if one.consultation_id == later.id]
    assert ("step", "Find a backup") in {(str(one.kind), one.title) for one in mine}


def test_dates_are_kept_and_the_next_meeting_begins_with_its_day(scene, meeting):
    scene.be(scene.lead)
    day = scene.day(30)
    today = scene.day(0).isoformat()
    scene.press(meeting, "save", held_on=today, next_on=day.isoformat()).follow()
    scene.be(scene.advisor)
    assert f"{day.year}" in scene.app.get("/home")
    assert "Next meeting" in scene.app.get("/home")
    data = {"csrf_token": scene.token(meeting), "next": "yes"}
    for _ in range(2):
        scene.app.post(meeting, data)

    found = rows(scene, Consultation)
    assert sorted((one.number, one.meets_on) for one in found if one.meets_on) == [(2, day)]
    assert len(found) == 2


def test_dates_changed_by_both_show_both(scene, meeting):
    scene.be(scene.advisor)
    first, second = scene.form(meeting, "save"), scene.form(meeting, "save")
    first["meets_on"] = scene.day(3).isoformat()
    first.submit("save").follow()
    second["meets_on"] = scene.day(5).isoformat()
    clash = second.submit("save", status=409)

    assert "Somebody else changed the dates" in clash
    assert [one.meets_on for one in rows(scene, Consultation)] == [scene.day(3)]


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_meeting_are_written_down_and_close_with_the_end(scene, meeting, page):
    scene.be(scene.advisor)
    scene.app.get(meeting + page)
    assert [one.kind for one in rows(scene, AuditEvent)] == ["consultation-opened"]
    token = scene.token(meeting)
    with scene.app.app.registry.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE engagement SET ends_on = '2020-01-01'")

    scene.app.get(meeting + page, status=404)
    data = {"csrf_token": token, "fill": "yes", "save": "yes", "title": "Late", "note": "Late"}
    for address in (page, "", "/meeting/x-shared"):
        scene.app.post(meeting + address, data, status=404)
    for kind in (AgendaItem, ConsultationNote, ConsultationStep):
        assert rows(scene, kind) == []
    scene.be(scene.lead)
    assert scene.app.get(meeting + page).status_int == 200


def test_a_lead_puts_an_agreed_step_into_the_plan_once(scene, meeting):
    scene.be(scene.advisor)
    day = scene.day(14)
    scene.press(f"{meeting}/steps", "save", **STEP, due_on=day.isoformat()).follow()
    [step] = rows(scene, ConsultationStep)
    data = {"csrf_token": scene.token(f"{meeting}/steps"), "adopt": step.id}
    scene.app.post(f"{meeting}/steps", data, status=404)
    scene.be(scene.lead)
    data["csrf_token"] = scene.token(f"{meeting}/steps")
    for _ in range(2):
        scene.app.post(f"{meeting}/steps", data)

    [planned] = rows(scene, PlanStep)
    assert (planned.title, planned.owner, planned.due_on) == ("Write the policy", "supervisor", day)
    # Before there is a report there is no page of the plan to go to.
    assert "In the plan" in scene.app.get(f"{meeting}/steps")
    hand_in(scene)
    assert "Write the policy" in scene.app.get(f"{meeting}/steps").click("In your plan")
    scene.be(scene.advisor)
    page = scene.app.get(f"{meeting}/steps")
    assert "In the plan" in page
    assert "In your plan" not in page


def hand_in(scene):
    Submissions(scene.session, scene.clock).submit(
        scene.lead.organization, scene.assessment.id, user_id=scene.lead.user_id
    )
    scene.session.commit()


@pytest.mark.parametrize(("owner", "words"), [("lead", "Lead"), ("advisor", "TA provider")])
def test_whoever_leads_an_agreed_step_is_called_the_same_in_the_plan(scene, meeting, owner, words):
    scene.be(scene.advisor)
    scene.press(f"{meeting}/steps", "save", **{**STEP, "owner": owner}).follow()
    scene.be(scene.lead)
    scene.press(f"{meeting}/steps", "adopt").follow()
    hand_in(scene)

    [planned] = rows(scene, PlanStep)
    page = scene.app.get(f"/organizations/{scene.lead.organization_id}/plan").follow()
    assert words in page.html.select_one("main").get_text()
    form = page.click("Write the policy").forms["form"]
    assert (form["owner"].value, form["owner_words"].value) == (owner, "")
    assert planned.owner == owner


# What waits, on the first page.


def test_first_page_tells_each_side_what_to_do_first(scene, meeting):
    scene.be(scene.lead)
    assert "Nothing for you to do yet. Your TA provider reads your answers first" in (
        scene.app.get(meeting)
    )
    scene.be(scene.advisor)
    page = scene.app.get(meeting)
    assert "No answer is checked yet." in page
    part = page.click("Check the answers")
    assert part.html.select_one("h1").get_text() == "Staffing capacity"

    scene.press(f"{meeting}/items/formative/CON", "save", **{"CON-1-checked": "seen"}).follow()
    scene.press(f"{meeting}/agenda", "fill").follow()
    for membership in (scene.advisor, scene.lead):
        scene.be(membership)
        assert "Nothing waits for an answer." in scene.app.get(meeting)


def test_next_meeting_is_prepared_once_this_one_has_begun(scene, meeting):
    scene.be(scene.advisor)
    assert "Prepare meeting 2" not in scene.app.get(meeting)
    scene.press(meeting, "save", held_on=scene.day(0).isoformat()).follow()
    assert "Prepare meeting 2" in scene.app.get(meeting)


def test_proposal_waits_for_whoever_can_answer_it(scene, meeting):
    scene.be(scene.advisor)
    page = f"{meeting}/items/formative/CON/CON-1"
    scene.press(page, "propose", proposed="2", proposal_reason="We read it.").follow()

    for membership, words in (
        (scene.advisor, "It waits for their lead."),
        (scene.lead, "It waits for you."),
        (scene.peer(), "It waits for your lead."),
    ):
        scene.be(membership)
        assert words in scene.app.get(meeting)


def test_after_the_end_nobody_is_asked_to_wait_or_to_plan_another_meeting(scene, meeting):
    scene.be(scene.lead)
    assert "This meeting is on" in scene.app.get(meeting)
    scene.press(meeting, "save", held_on=scene.day(0).isoformat()).follow()
    scene.engagement.ends_on = scene.day(-1)
    scene.session.commit()

    page = scene.app.get(meeting)
    assert "The work with this provider has ended." in page
    for words in ("Your TA provider reads your answers first", "This meeting is on", "Prepare"):
        assert words not in page


def test_dates_of_a_page_left_open_are_not_taken_after_the_end(scene, meeting):
    scene.be(scene.lead)
    token = scene.app.get(meeting).html.find("input", {"name": "csrf_token"})["value"]
    scene.engagement.ends_on = scene.day(-1)
    scene.session.commit()

    for sent in ({"save": "save", "held_on": "no day"}, {"next": "yes"}):
        page = scene.app.post(meeting, {"csrf_token": token, **sent}).follow()
        assert "Your work together has ended. The dates stay as they are." in page

    scene.session.expire_all()
    assert [one.held_on for one in scene.session.scalars(select(Consultation))] == [None]
