"""A funder follows how far a plan is: off until chosen, as it is at each moment, ended at once."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from readiness.models import Assessment, PlanStep, Share, ShareView, StepChoice, StepStatus
from tests.factories import make_plan_step
from tests.functional.test_sharing import article, two

__all__ = ["two"]
CHECKLIST = {"list": [{"text": "canary-task", "done": True}, {"text": "canary-b", "done": False}]}


@pytest.fixture
def plan(two, dbsession):
    about = dbsession.get(Assessment, two.report)
    make_plan_step(
        dbsession,
        about,
        title="Train a second leader",
        owner="supervisor",
        due_on=dt.date(2027, 3, 1),
        status=StepStatus.UNDER_WAY,
        actions=CHECKLIST,
        note="canary-note",
        support="canary-support",
        helped_words="canary-helped",
        advisor_words="canary-advisor",
    )
    for choice in (StepChoice.DEFERRED, StepChoice.DECLINED):
        make_plan_step(
            dbsession,
            about,
            title=f"canary-{choice}",
            choice=choice,
            reason=f"canary-reason-{choice}",
        )
    return two


def prepare(two, *parts, follows=True):
    form = two.lead.get(two.path("/new")).forms["form"]
    form["funder"] = two.funder
    form["report"] = two.report
    for field in form.fields["parts"]:
        field.checked = field._value in parts  # noqa: SLF001 -- WebTest has no other way
    form["purpose"] = "To plan support"
    form["until"] = [value for value, *_ in form["until"].options][1]
    form["follows_plan"].checked = follows
    return form.submit(expect_errors=True)


def begin(preview):
    next(one for one in preview.forms.values() if one.action.endswith("/begin")).submit()
    return preview.request.path.rpartition("/")[2]


def progress(page) -> str:
    found = page.html.find(id="progress")
    return found.get_text(" ", strip=True) if found else ""


def test_nothing_is_followed_until_it_is_chosen(plan):
    assert plan.lead.get(plan.path("/new")).forms["form"]["follows_plan"].checked is False
    share = begin(prepare(plan, "steps", follows=False).follow())

    page = plan.reviewer.get(f"/portfolio/{share}")

    assert progress(page) == ""
    assert "Train a second leader" not in page


def test_plan_without_the_steps_is_refused_in_words_and_the_choice_is_kept(plan):
    page = prepare(plan, "result", "areas")

    assert page.status_int == 422
    assert "The plan is read beside the next steps" in page
    assert page.forms["form"]["follows_plan"].checked


@pytest.mark.parametrize("part", ["steps", "full"])
def test_preview_is_what_the_funder_reads_and_nothing_else_is_in_it(plan, part):
    preview = prepare(plan, part).follow()
    before = preview.html.find(id="progress")
    share = begin(preview)

    page = plan.reviewer.get(f"/portfolio/{share}")

    assert page.html.find(id="progress") == before
    assert article(page) == article(plan.lead.get(plan.path(f"/{share}")))
    assert "Train a second leader Supervisor March 1, 2027 Under way 1 of 2" in progress(page)
    for one in ("", "?part=steps", ".json"):
        assert "canary" not in plan.reviewer.get(f"/portfolio/{share}{one}")
    assert "how far the plan is" in plan.reviewer.get("/portfolio")
    assert "how far the plan is" in plan.lead.get(plan.path())


def test_progress_is_read_at_each_request_and_each_look_is_written_down(plan, dbsession):
    share = begin(prepare(plan, "steps").follow())
    plan.reviewer.get(f"/portfolio/{share}")
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(
            update(PlanStep)
            .where(PlanStep.title == "Train a second leader")
            .values(status=StepStatus.STUCK)
        )

    assert "Stuck" in progress(plan.reviewer.get(f"/portfolio/{share}"))
    assert dbsession.scalars(select(ShareView.what)).all() == ["page", "page"]


def test_step_that_is_put_off_is_gone_at_once(plan, dbsession):
    share = begin(prepare(plan, "steps").follow())
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(
            update(PlanStep).values(choice=StepChoice.DEFERRED, reason="canary-reason")
        )

    page = plan.reviewer.get(f"/portfolio/{share}")

    assert "No step is in the plan yet." in page
    assert "canary" not in page


def test_progress_ends_with_the_share(plan):
    share = begin(prepare(plan, "steps").follow())

    page = plan.end(share).follow()

    assert progress(page) == ""
    plan.reviewer.get(f"/portfolio/{share}", status=404)


def change(plan, share, *, follows):
    form = plan.lead.get(plan.path(f"/{share}/change")).forms["form"]
    form["follows_plan"].checked = follows
    return form.submit().follow()


def test_following_no_longer_holds_at_once_and_following_is_looked_at_first(plan, dbsession):
    share = begin(prepare(plan, "steps").follow())

    change(plan, share, follows=False)
    assert progress(plan.reviewer.get(f"/portfolio/{share}")) == ""

    draft = change(plan, share, follows=True)
    assert progress(plan.reviewer.get(f"/portfolio/{share}")) == ""
    assert "Under way" in progress(draft)
    newer = begin(draft)
    assert "Under way" in progress(plan.reviewer.get(f"/portfolio/{newer}"))
    plan.reviewer.get(f"/portfolio/{share}", status=404)


def test_a_share_of_before_the_choice_existed_follows_nothing(plan, dbsession):
    begin(prepare(plan, "steps", follows=False).follow())

    assert dbsession.scalars(select(Share.follows_plan)).all() == [False]


def test_team_reads_on_its_plan_who_follows_it(plan):
    page = f"/organizations/{plan.org}/assessments/{plan.report}/plan"
    said = "Harbor Fund can read the steps in this plan"
    prepared = prepare(plan, "steps").follow()
    assert said not in plan.lead.get(page)
    share = begin(prepared)
    assert said in plan.lead.get(page)

    plan.end(share)

    assert said not in plan.lead.get(page)
