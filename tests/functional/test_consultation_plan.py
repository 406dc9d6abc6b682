"""The plan in a consultation: the TA provider reads what it may, and says how it can help."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from readiness.models import (
    AuditEvent,
    Engagement,
    PlanEvent,
    PlanStep,
    StepChoice,
    StepStatus,
)
from tests.factories import make_assessment, make_plan_step

NOT_THEIRS = ("CANARY-NOTE", "CANARY-TASK", "CANARY-REASON", "CANARY-HELPED")
SAID = "We send a sample."


@pytest.fixture
def meeting(scene):
    return f"{scene.meet()}/plan"


@pytest.fixture
def step(scene):
    return make_plan_step(
        scene.session,
        scene.assessment,
        title="Write the policy",
        owner="supervisor",
        due_on=dt.date(2027, 3, 1),
        note="CANARY-NOTE",
        actions={"list": [{"text": "CANARY-TASK", "done": False}]},
        reason="CANARY-REASON",
        helped_words="CANARY-HELPED",
    )


@pytest.fixture
def done(scene, step):
    change(scene, step, status=StepStatus.DONE, done_at=scene.clock.now)
    return step


def change(scene, step, **values):
    scene.session.execute(update(PlanStep).where(PlanStep.id == step.id).values(**values))
    scene.session.commit()


def stored(scene):
    scene.session.expire_all()
    return scene.session.scalars(select(PlanStep)).one()


def events(scene):
    scene.session.expire_all()
    return scene.session.scalars(select(AuditEvent).where(AuditEvent.kind == "plan-changed")).all()


def say(scene, meeting, step, **fields):
    return scene.press(f"{meeting}?step={step.id}", "save", **fields)


def test_both_sides_read_the_steps_and_nothing_that_stays_with_the_team(scene, meeting, step):
    for membership in (scene.advisor, scene.lead, scene.peer()):
        scene.be(membership)
        page = scene.app.get(meeting)

        assert "Write the policy" in page
        assert "Supervisor, by March 1, 2027" in page
        assert [word for word in NOT_THEIRS if word in page] == []


def test_consultant_offers_help_and_the_team_reads_it(scene, meeting, step):
    scene.be(scene.advisor)
    page = say(scene, meeting, step, support=f"  {SAID} ").follow()

    assert "You offer: We send a sample." in " ".join(page.html.main.text.split())
    saved = stored(scene)
    assert (saved.support, saved.advisor_words) == (SAID, "")
    [told] = scene.session.scalars(select(PlanEvent)).all()
    assert (told.role, told.moves) == ("consultant", {"support": []})
    scene.be(scene.lead)
    page = scene.app.get(meeting)
    assert "Your TA provider offers: We send a sample." in " ".join(page.html.main.text.split())


def test_what_a_consultant_says_is_on_who_looked_without_its_words(scene, meeting, step):
    scene.be(scene.advisor)
    say(scene, meeting, step, support=SAID)

    [event] = events(scene)
    assert (event.actor_id, event.organization_id, event.subject_id) == (
        scene.advisor.user_id,
        scene.lead.organization_id,
        scene.assessment.id,
    )
    assert event.details["by"] == scene.advisor.organization_id
    assert SAID not in str(event.details)
    scene.be(scene.lead)
    page = scene.app.get(f"/organizations/{scene.lead.organization_id}/who-looked")
    assert "the plan, as it stands in a meeting" in page
    assert "changed the plan" in page


def test_same_words_again_move_nothing(scene, meeting, step):
    scene.be(scene.advisor)
    say(scene, meeting, step, support=SAID)
    before = stored(scene).version

    say(scene, meeting, step, support=SAID).follow()

    assert stored(scene).version == before
    assert len(events(scene)) == 1


def test_line_about_whether_it_helped_is_asked_for_done_steps_only(scene, meeting, step):
    scene.be(scene.advisor)
    form = scene.form(f"{meeting}?step={step.id}", "save")
    assert "words" not in form.fields
    fields = [*form.submit_fields("save"), ("words", "FORGED")]
    scene.app.post(meeting, fields)
    assert stored(scene).advisor_words == ""

    change(scene, step, status=StepStatus.DONE, done_at=scene.clock.now)
    say(scene, meeting, step, words="It did, by spring.").follow()

    assert stored(scene).advisor_words == "It did, by spring."
    scene.be(scene.lead)
    assert "It did, by spring." in scene.app.get(meeting)


def test_step_opened_again_meanwhile_keeps_what_was_said_before(scene, meeting, done):
    scene.be(scene.advisor)
    say(scene, meeting, done, words="First words")
    form = scene.form(f"{meeting}?step={done.id}", "save")
    change(scene, done, status=StepStatus.UNDER_WAY, done_at=None)
    form["words"], form["support"] = "Too late", SAID

    form.submit("save")

    assert (stored(scene).advisor_words, stored(scene).support) == ("First words", SAID)


def test_two_who_write_see_both_and_nothing_is_lost(scene, meeting, step):
    scene.be(scene.advisor)
    mine = scene.form(f"{meeting}?step={step.id}", "save")
    say(scene, meeting, step, support="Theirs")
    mine["support"] = "Mine"

    clash = mine.submit("save", status=409)

    assert stored(scene).support == "Theirs"
    assert "Theirs" in clash.html.select_one("dl.given").text
    form = next(one for one in clash.forms.values() if "support" in one.fields)
    assert form["support"].value == "Mine"
    form.submit("save").follow()
    assert stored(scene).support == "Mine"


def test_words_that_are_too_long_are_asked_for_again(scene, meeting, step):
    scene.be(scene.advisor)
    page = say(scene, meeting, step, support="s" * 501)

    assert page.status_int == 422
    assert "Please use 500 characters or fewer." in page.html.select_one(".errors").text
    assert "s" * 501 in page
    assert stored(scene).support == ""


@pytest.mark.parametrize("who", ["lead", "peer"])
def test_the_team_has_no_form_and_no_way_to_send_one(scene, meeting, step, who):
    scene.be(scene.lead if who == "lead" else scene.peer())
    page = scene.app.get(f"{meeting}?step={step.id}")
    assert "support" not in {name for form in page.forms.values() for name in form.fields}

    token = page.forms[0]["csrf_token"].value
    data = {"csrf_token": token, "save": "yes", "step": step.id, "version": "1", "support": "X"}
    scene.app.post(meeting, data, status=404)

    assert stored(scene).support == ""


@pytest.mark.parametrize("hidden", ["another questionnaire", "none", "declined", "put off"])
def test_step_that_is_not_of_this_questionnaire_or_not_adopted_is_not_there(
    scene, meeting, step, hidden
):
    program = scene.assessment.program_profile
    other = make_assessment(scene.session, scene.lead.organization, profile=program)
    change(
        scene,
        step,
        **{
            "another questionnaire": {"assessment_id": other.id},
            "none": {"assessment_id": None},
            "declined": {"choice": StepChoice.DECLINED},
            "put off": {"choice": StepChoice.DEFERRED},
        }[hidden],
    )
    scene.be(scene.advisor)
    page = scene.app.get(f"{meeting}?step={step.id}")
    assert "Write the policy" not in page
    token = page.forms[0]["csrf_token"].value
    data = {"csrf_token": token, "support": "X", "version": "1", "save": "yes", "step": step.id}

    scene.app.post(meeting, data).follow()

    assert stored(scene).support == ""


@pytest.mark.parametrize("wanted", ["", "none", "../x"])
def test_step_that_is_not_there_changes_nothing(scene, meeting, step, wanted):
    scene.be(scene.advisor)
    token = scene.token(meeting)
    data = {"csrf_token": token, "save": "yes", "step": wanted, "support": "X", "version": "1"}

    assert "This has changed meanwhile" in scene.app.post(meeting, data).follow()
    assert stored(scene).support == ""


def test_engagement_that_ends_while_the_page_is_open_takes_nothing_in(scene, meeting, step):
    scene.be(scene.advisor)
    form = scene.form(f"{meeting}?step={step.id}", "save")
    scene.session.execute(update(Engagement).values(ends_on=scene.day(-1)))
    scene.session.commit()
    form["support"] = SAID

    form.submit("save", status=404)

    assert stored(scene).support == ""
    scene.app.get(meeting, status=404)


def test_empty_plan_says_so(scene, meeting):
    scene.be(scene.advisor)

    assert "has taken no step" in " ".join(scene.app.get(meeting).text.split())


def test_help_agreed_on_in_a_meeting_stands_where_the_plan_shows_help(scene):
    meeting = scene.meet()
    scene.be(scene.lead)
    scene.press(f"{meeting}/steps", "save", title="Write it", support=SAID).follow()
    scene.press(f"{meeting}/steps", "adopt").follow()

    assert (stored(scene).support, stored(scene).note) == (SAID, "")
