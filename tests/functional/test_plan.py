"""The plan through requests: adopted, worked on, printed, and kept apart from others."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import delete, func, select

from instruments import catalogue
from readiness.models import (
    AuditEvent,
    LessonStory,
    Organization,
    PlanEvent,
    PlanStep,
    Role,
    Snapshot,
    StepStatus,
    WorkRole,
)
from readiness.services import plan_sheets
from tests.factories import make_membership, make_profile
from tests.readiness.walking import Walker

FORMATIVE = catalogue.find("formative")
MIXED = {item.id: 2 for item in FORMATIVE.items} | {"STF-2": 0, "STF-3": 1, "SUP-1": 0, "PLN-1": 1}


@pytest.fixture
def walker(testapp, dbsession, clock, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return Walker(dbsession, clock, membership)


@pytest.fixture
def assessment(walker):
    made = walker.start(walker.program())
    walker.answer(made, MIXED)
    walker.submit(made)
    return made


@pytest.fixture
def place(assessment):
    return f"/organizations/{assessment.organization_id}/assessments/{assessment.id}/plan"


@pytest.fixture(autouse=True)
def jobs(app, monkeypatch):
    sent = []
    monkeypatch.setattr(app.registry.jobs, "send", lambda *job, **_: sent.append(job))
    return sent


@pytest.fixture
def contributor(dbsession, walker):
    """Somebody who leads peers, and answers for the organization."""
    member = make_membership(
        dbsession, organization=walker.lead.organization, role=Role.CONTRIBUTOR
    )
    member.work_role = WorkRole.PEER_LEADER
    dbsession.commit()
    return member


def plan(dbsession):
    dbsession.expire_all()
    return list(dbsession.scalars(select(PlanStep).order_by(PlanStep.created_at, PlanStep.title)))


def adopt_form(page):
    return next(form for form in page.forms.values() if "adopt" in form.fields)


def adopt_all(testapp, place):
    return adopt_form(testapp.get(place)).submit("adopt").follow()


def edit(page, **values):
    form = page.forms["form"]
    for name, value in values.items():
        form[name] = value
    return form


class Desk:
    """Where the plan is worked on: a browser, the plan's address, and its rows."""

    def __init__(self, testapp, place, dbsession):
        self.testapp = testapp
        self.place = place
        self.dbsession = dbsession

    def page(self, path="", **more):
        return self.testapp.get(self.place + path, **more)

    def step(self, step):
        return self.page(f"/{step.id}")

    def plan(self):
        return plan(self.dbsession)

    def give(self, step, owner):
        table = PlanStep.__table__
        self.dbsession.execute(table.update().where(table.c.id == step.id).values(owner=owner))
        self.dbsession.commit()


@pytest.fixture
def desk(testapp, place, dbsession):
    return Desk(testapp, place, dbsession)


@pytest.fixture
def adopted(desk):
    adopt_all(desk.testapp, desk.place)
    return desk.plan()


@pytest.fixture
def step(adopted):
    return adopted[0]


def test_report_offers_its_first_steps_and_one_button_adopts_them(desk):
    page = desk.testapp.get(desk.place)
    offered = [one.text for one in page.html.select("#start ~ ul a")]

    after = adopt_form(page).submit("adopt").follow()

    assert len(offered) >= 2
    assert sorted(step.title for step in desk.plan()) == sorted(offered)
    assert f"{len(offered)} steps were added to your plan." in after
    assert after.html.select_one("#start") is None
    assert all(step.owner == "" and step.actions["list"] for step in desk.plan())
    kinds = desk.dbsession.scalars(select(AuditEvent.kind)).all()
    assert "plan-changed" in kinds


def test_second_click_adds_nothing(desk):
    form = adopt_form(desk.testapp.get(desk.place))
    form.submit("adopt")
    count = len(desk.plan())

    page = form.submit("adopt").follow()

    assert len(desk.plan()) == count
    assert "Nothing was changed." in page


def test_plan_of_a_draft_leads_to_its_questions(testapp, walker):
    draft = walker.start(walker.program())
    place = f"/organizations/{draft.organization_id}/assessments/{draft.id}/plan"

    assert testapp.get(place).location.endswith("/review")
    for path in ("/new", ".pdf", ".ics"):
        testapp.get(place + path, status=404)
    testapp.get(f"{place}/sheet")


def test_address_of_the_organization_leads_to_the_plan_of_the_last_report(
    testapp, walker, assessment
):
    there = f"/organizations/{assessment.organization_id}/plan"

    assert testapp.get(there).location.endswith(f"/assessments/{assessment.id}/plan")


def test_address_of_an_organization_without_a_report_leads_to_the_questionnaires(testapp, walker):
    there = f"/organizations/{walker.lead.organization_id}/plan"

    assert testapp.get(there).location.endswith("/assessments")


def test_step_gets_an_owner_a_date_and_ticks(desk, step):
    page = desk.step(step)
    form = edit(page, status="under-way", owner="supervisor", due_on="2027-03-01", note="Begun.")
    form.fields["done"][0].checked = True

    after = form.submit("save").follow()

    saved = desk.plan()[0]
    assert (saved.status, saved.owner, saved.note) == (StepStatus.UNDER_WAY, "supervisor", "Begun.")
    assert saved.due_on == dt.date(2027, 3, 1)
    assert [one["done"] for one in saved.actions["list"]][:2] == [True, False]
    assert "Supervisor, by March 1, 2027" in after


def test_step_shows_why_and_what_moved(desk, step):
    edit(desk.step(step), status="stuck", owner="supervisor", due_on="2027-03-01").submit("save")

    page = desk.step(step)

    assert "Because you said" in page
    assert "how far: from “Not started” to “Stuck”" in page
    assert "who leads it: now “Supervisor”; by when: now “March 1, 2027”" in page
    assert "put it in the plan" in page


def test_saving_without_a_change_moves_nothing(desk, step):
    page = desk.step(step).forms["form"].submit("save").follow()

    assert "Nothing was changed." in page
    assert desk.dbsession.scalar(select(func.count()).select_from(PlanEvent)) == len(desk.plan())


def test_two_editors_see_both_and_nothing_is_lost(desk, step):
    mine = edit(desk.step(step), note="Mine", owner="board")
    edit(desk.step(step), note="Theirs").submit("save")

    clash = mine.submit("save", status=409)

    assert desk.plan()[0].note == "Theirs"
    assert clash.forms["form"]["note"].value == "Mine"
    assert "Theirs" in clash.html.select_one("dl.given").text
    clash.forms["form"].submit("save").follow()
    saved = desk.plan()[0]
    assert (saved.note, saved.owner) == ("Mine", "board")


def test_ticks_survive_a_clash_that_took_their_line_away(desk, step):
    form = desk.step(step).forms["form"]
    form.fields["done"][0].checked = True
    kept = form["actions"].value
    edit(desk.step(step), actions="Only this").submit("save")

    clash = form.submit("save", status=409)

    assert clash.forms["form"]["actions"].value == kept
    assert clash.forms["form"].fields["done"][-1].checked or any(
        box.checked for box in clash.forms["form"].fields["done"]
    )
    clash.forms["form"].submit("save").follow()
    assert desk.plan()[0].actions["list"][0]["done"] is True


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Please fill this in."),
        ("title", "t" * 201, "Please use 200 characters or fewer."),
        ("due_on", "soon", "Please use a date such as 2026-11-01."),
        ("due_on", "9999-01-01", "Please use a date from 2000 to 2099."),
        ("note", "n" * 1001, "Please use 1000 characters or fewer."),
        ("actions", "\n".join(map(str, range(31))), "Please use 30 lines or fewer."),
        ("actions", "a" * 401, "Please use 400 characters a line or fewer."),
        ("owner_words", "r" * 61, "Please use 60 characters or fewer."),
    ],
)
def test_what_cannot_be_is_asked_again_and_stays(desk, step, field, value, words):
    form = edit(desk.step(step), **({"note": "Kept"} | {field: value}))

    page = form.submit("save", status=422)

    assert words in page.html.select_one(".errors").text
    assert page.forms["form"][field].value.replace("\r", "") == value
    assert desk.plan()[0].note == ""


@pytest.mark.parametrize("field", ["status", "choice", "owner"])
def test_values_that_no_page_offers_are_refused(desk, step, field):
    form = desk.step(step).forms["form"]
    values = [pair for pair in form.submit_fields("save") if pair[0] != field]

    desk.testapp.post(f"{desk.place}/{step.id}", [*values, (field, "boss")], status=422)

    assert desk.plan()[0].version == step.version


def test_step_is_put_off_with_a_reason(desk, step):
    form = edit(desk.step(step), choice="deferred")
    page = form.submit("save", status=422)
    assert "Please say in a few words why" in page

    form = edit(page, reason="After the move")
    after = form.submit("save").follow()

    assert "Not now: After the move" in after
    assert "None" in after.html.select_one(".lead").text


def test_step_of_the_report_is_adapted_before_it_is_adopted(desk):
    page = desk.testapp.get(desk.place).click(href="lesson=", index=0)
    after = (
        edit(page, title="In our words", actions="First\n\nSecond\nFirst").submit("save").follow()
    )

    (step,) = desk.plan()
    assert step.title == "In our words"
    assert [one["text"] for one in step.actions["list"]] == ["First", "Second"]
    assert step.lesson_id
    assert "In our words" in after
    desk.page(f"/new?lesson={step.lesson_id}", status=404)


def test_step_is_declined_at_once(desk):
    page = desk.testapp.get(desk.place).click(href="lesson=", index=0)
    edit(page, choice="declined", reason="We do this elsewhere").submit("save").follow()

    (step,) = desk.plan()
    assert (step.choice.value, step.reason) == ("declined", "We do this elsewhere")


def test_own_step_is_added(desk):
    form = edit(
        desk.page("/new"),
        title="Ask the board",
        owner="other",
        owner_words="Treasurer",
    )
    after = form.submit("save").follow()

    (step,) = desk.plan()
    assert (step.lesson_id, step.owner) == (None, "Treasurer")
    assert "Treasurer" in after


@pytest.mark.parametrize("lesson", ["NONE", "", "../x"])
def test_step_that_the_report_does_not_hold_cannot_be_asked_for(desk, lesson):
    desk.page(f"/new?lesson={lesson}", status=404)


def test_note_that_could_lead_to_a_person_is_kept_and_asked_about(desk, step):
    form = edit(desk.step(step), note="Ring 555-010-9999")

    page = form.submit("save").follow()

    assert desk.plan()[0].note == "Ring 555-010-9999"
    assert page.html.title.text.startswith("Please look again")
    assert "looks like a phone number" in page


# Who may.


def test_contributor_reads_the_plan_and_works_on_own_steps_only(
    desk, adopted, contributor, sign_in
):
    own, other = adopted[0], adopted[1]
    desk.give(own, "peer-leader")
    sign_in(desk.testapp, contributor.user)

    page = desk.page(f"/{own.id}")
    assert "owner" not in page.forms["form"].fields
    assert "title" not in page.forms["form"].fields
    edit(page, status="under-way").submit("save")
    assert desk.plan()[0].status is StepStatus.UNDER_WAY
    assert desk.plan()[0].title == own.title

    assert "form" not in desk.page(f"/{other.id}").forms
    token = page.forms["form"]["csrf_token"].value
    for path in (f"/{other.id}", f"/{other.id}/done", "/new", ""):
        desk.testapp.post(desk.place + path, {"csrf_token": token, "status": "done"}, status=404)


def test_contributor_gives_no_step_away_by_a_forged_post(desk, adopted, contributor, sign_in):
    own = adopted[0]
    desk.give(own, "peer-leader")
    sign_in(desk.testapp, contributor.user)
    form = desk.page(f"/{own.id}").forms["form"]

    desk.testapp.post(
        f"{desk.place}/{own.id}",
        [*form.submit_fields("save"), ("owner", "board"), ("title", "X"), ("choice", "declined")],
    )

    saved = next(step for step in desk.plan() if step.id == own.id)
    assert (saved.owner, saved.title, saved.choice.value) == ("peer-leader", own.title, "adopted")


def test_step_is_found_only_below_its_own_program(desk, step, sign_in):
    stranger = make_membership(desk.dbsession)
    walker = Walker(desk.dbsession, lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC), stranger)
    theirs = walker.start(walker.program())
    walker.answer(theirs, MIXED)
    walker.submit(theirs)
    sign_in(desk.testapp, stranger.user)
    mine = f"/organizations/{theirs.organization_id}/assessments/{theirs.id}/plan"

    for path in (
        f"{mine}/{step.id}",
        f"{mine}/{step.id}/done",
        f"{desk.place}/{step.id}",
        desk.place,
        f"{desk.place}.pdf",
        f"{desk.place}.ics",
        f"{desk.place}/sheet",
    ):
        desk.testapp.get(path, status=404)
    assert desk.testapp.get(mine).status_int == 200


def test_step_of_another_program_of_the_same_organization_is_not_there(desk, step, walker):
    other = make_profile(desk.dbsession, walker.lead.organization)
    table = PlanStep.__table__
    desk.dbsession.execute(
        table.update()
        .where(table.c.id == step.id)
        .values(program_profile_id=other.id, assessment_id=None)
    )
    desk.dbsession.commit()

    for path in ("", "/done"):
        desk.page(f"/{step.id}{path}", status=404)
    assert f"/plan/{step.id}" not in desk.page()


# Done, and whether it helped.


def finish(desk, step):
    return edit(desk.step(step), status="done").submit("save").follow()


def test_done_step_asks_whether_it_helped(desk, step):
    page = finish(desk, step)
    assert "Did it help?" in page
    form = edit(page, helped="partly", words="It took longer.")
    form.fields["items"][0].checked = True

    after = form.submit("save").follow()

    saved = desk.plan()[0]
    assert (saved.helped.value, saved.helped_words) == ("partly", "It took longer.")
    assert len(saved.changed_items["list"]) == 1
    assert saved.done_at is not None
    assert "Thank you." in after
    assert desk.dbsession.scalars(select(LessonStory)).all() == []


def test_copy_for_the_library_is_kept_only_on_request_and_names_nobody(desk, step, clock):
    form = edit(finish(desk, step), helped="worked", words="Start small.", share=True)

    form.submit("save").follow()

    (story,) = desk.dbsession.scalars(select(LessonStory)).all()
    kept = {name: getattr(story, name) for name in LessonStory.__table__.columns.keys()}  # noqa: SIM118 -- columns, not their names, are iterated
    kept.pop("id")
    assert kept == {
        "lesson_id": step.lesson_id,
        "lessons_version": 1,
        "helped": story.helped,
        "words": "Start small.",
        "kept_in": f"{clock.now:%Y-%m}",
    }
    page = desk.page(f"/{step.id}/done")
    assert "share" not in page.forms["form"].fields
    edit(page, words="Other").submit("save")
    assert len(desk.dbsession.scalars(select(LessonStory)).all()) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"helped": "worked", "words": "Ring 555-010-9999"}, "looks like a phone number"),
        ({"words": "Good"}, "Please choose one"),
    ],
)
def test_copy_that_could_lead_to_a_person_is_not_kept(desk, step, values, words):
    form = edit(finish(desk, step), share=True, **values)

    page = form.submit("save", status=422)

    assert words in page.html.select_one(".errors").text
    assert desk.dbsession.scalars(select(LessonStory)).all() == []


def test_two_who_say_whether_it_helped_see_both(desk, step):
    mine = edit(finish(desk, step), helped="worked", words="Mine")
    edit(desk.page(f"/{step.id}/done"), helped="partly", words="Theirs").submit("save")

    clash = mine.submit("save", status=409)

    assert "Theirs" in clash
    assert clash.forms["form"]["words"].value == "Mine"
    assert desk.plan()[0].helped_words == "Theirs"


def test_step_that_is_not_done_is_not_asked_about(desk, step):
    assert desk.page(f"/{step.id}/done").location.endswith(step.id)


def test_step_that_is_opened_again_is_not_done(desk, step):
    finish(desk, step)

    edit(desk.step(step), status="under-way").submit("save")

    assert desk.plan()[0].done_at is None


# Where else it is seen.


def test_report_says_what_the_plan_says_and_its_snapshot_stays(desk, step):
    before = desk.dbsession.scalars(select(Snapshot.sha256)).all()
    edit(desk.step(step), owner="clinician", due_on="2027-01-05").submit("save")

    page = desk.testapp.get(desk.place.replace("/plan", "/report"))

    card = page.html.select_one(f"#step-{step.lesson_id}")
    assert "Not started. Clinician, by January 5, 2027" in card.text
    assert card.select_one(f'a[href="{desk.place}/{step.id}"]')
    assert desk.dbsession.scalars(select(Snapshot.sha256)).all() == before


def test_home_says_the_next_step_of_the_plan(desk, adopted, clock):
    edit(desk.page(f"/{adopted[1].id}"), due_on="2027-01-05").submit("save")

    page = desk.testapp.get("/home")

    now = page.html.select_one("li.now")
    assert adopted[1].title in now.text
    assert "January 5, 2027" in now.text


def test_home_asks_to_make_a_plan_before_there_is_one(desk):
    assert "Make your plan" in desk.testapp.get("/home")


def test_done_step_is_offered_again_when_later_answers_ask_for_it(
    desk, step, walker, clock, sign_in
):
    finish(desk, step)
    clock.tick(days=365)
    again = walker.start(walker.program())
    walker.answer(again, MIXED)
    walker.submit(again)
    there = f"/organizations/{again.organization_id}/assessments/{again.id}/plan"

    sign_in(desk.testapp, walker.lead.user)
    page = desk.testapp.get(there)

    assert "You did this before." in page
    assert step.title in page.html.select_one("#done").parent.text


# Files.


def test_calendar_tells_numbers_and_dates_only(desk, step):
    edit(desk.step(step), due_on="2027-01-05").submit("save")

    response = desk.page(".ics")

    assert response.content_type == "text/calendar"
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan.ics"'
    assert "SUMMARY:Planning: step 1 is due\r\n" in response.text
    assert "DTSTART;VALUE=DATE:20270105\r\n" in response.text
    assert step.title not in response.text


@pytest.mark.parametrize("file_format", ["pdf", "xlsx"])
def test_file_is_made_outside_the_request(desk, adopted, jobs, app, file_format):
    waiting = desk.page(f".{file_format}")
    assert waiting.status_int == 202
    assert "Your file is being made" in waiting
    ((name, *values),) = jobs
    assert name == plan_sheets.JOB

    desk.dbsession.commit()
    plan_sheets.make_file(app.registry.jobs, *values)
    response = desk.page(f".{file_format}")

    assert response.headers["Content-Disposition"] == f'attachment; filename="plan.{file_format}"'
    if file_format == "xlsx":
        sheet = openpyxl.load_workbook(BytesIO(response.body)).active
        titles = [row[0].value for row in sheet.iter_rows(min_row=2)]
        assert sorted(titles) == sorted(step.title for step in adopted)
    else:
        assert response.body.startswith(b"%PDF-")


def test_changed_plan_is_made_anew(desk, step, jobs, app):
    desk.page(".xlsx")
    desk.dbsession.commit()
    plan_sheets.make_file(app.registry.jobs, *jobs[0][1:])
    assert desk.page(".xlsx").status_int == 200

    edit(desk.step(step), note="New").submit("save")

    assert desk.page(".xlsx").status_int == 202


def test_sheet_holds_the_open_steps(desk, adopted):
    page = desk.page("/sheet")

    assert len(page.html.select("tbody th")) == len(adopted)


def test_plan_goes_with_its_organization(desk, step):
    desk.dbsession.execute(delete(Organization))
    desk.dbsession.commit()

    assert desk.plan() == []
    assert desk.dbsession.scalars(select(PlanEvent)).all() == []
