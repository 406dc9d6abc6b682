"""The plan and what comes after it, as a lead works with them: by hand, narrow, and in error."""

import pytest
from sqlalchemy import select

from readiness.models import LessonStory, PlanStep, PulseCheck
from tests.browser.houses import House
from tests.browser.looking import focused
from tests.browser.test_axe_states import look
from tests.browser.test_weight import too_heavy, weighed
from tests.browser.walking import choose, press, words
from tests.factories import make_membership
from tests.readiness.walking import Walker


@pytest.fixture
def rounds(dbsession, clock):
    """Open Gate's two rounds a year apart, the second one with much to do, and no plan yet."""
    walker = Walker(dbsession, clock, make_membership(dbsession))
    first = walker.hand_in_as("open-gate-1")
    clock.tick(days=363)
    second = walker.hand_in_as("pilot-like-a1")
    organization = f"/organizations/{walker.lead.organization_id}"
    report = f"{organization}/assessments/{second.id}"
    return House(
        walker.lead.user,
        {
            "plan": f"{report}/plan",
            "new": f"{report}/plan/new",
            "sheet": f"{report}/plan/sheet",
            "compare": f"{report}/compare/{first.id}",
            "what-if": f"{report}/what-if",
            "pulse": f"{organization}/pulse",
        },
    )


@pytest.fixture
def desk(rounds, open_page, sign_in_page):
    """Open a page of the lead's: `desk("plan", width=360)`."""

    def opened(place, **more):
        page = open_page(bypass_csp=True, **more)
        sign_in_page(page, rounds.user)
        page.goto(rounds.address[place])
        return page

    return opened


def rows(dbsession, kind):
    dbsession.expire_all()
    return dbsession.scalars(select(kind)).all()


def seen(page, *, script):
    """Look at a page as it is now, in the run in which axe can: it is a script itself."""
    if script:
        look(page)


def adopt(page):
    """Take what the report begins with into the plan, and open the first of it."""
    page.locator("button[name=adopt]").click()
    page.locator("#open").wait_for()
    page.locator("section:has(#open) li a").first.click()
    page.locator("button[name=save]").wait_for()


def finish(page):
    """Mark the step on the page as done."""
    choose(page, "status", "done")
    press(page, "Save")
    page.wait_for_url("**/done")


def refused(page, button):
    """Press a button; the answer is a page with errors, and the focus is on them."""
    press(page, button)
    page.locator(".errors").wait_for()
    assert page.title().startswith("Error: ")


def open_parts(page):
    """Open the parts that the shortest path does not touch."""
    closed = page.locator("form details:not([open]) > summary")
    while closed.count():
        closed.first.click()


def is_told_first(page):
    """Whether the focus is on the summary, and each of its links leads to a field."""
    return focused(page) == "form-errors" and all(
        page.locator(link.get_attribute("href")).count() == 1
        for link in page.locator(".errors a").all()
    )


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_step_is_adopted_worked_on_done_and_looked_back_on(desk, dbsession, script):
    page = desk("plan", width=360, script=script)
    assert "Nothing is in your plan yet." in words(page)
    adopt(page)
    step = page.locator("h1").inner_text()

    choose(page, "status", "under-way")
    page.locator("label[for^='done-']").first.click()
    choose(page, "owner", "supervisor")
    page.fill("#due_on", "2030-03-01")
    page.fill("#note", "The first talk is planned.")
    press(page, "Save")
    page.wait_for_url("**/plan")
    line = page.locator("section:has(#open) li", has_text=step)
    assert "Under way" in line.inner_text()
    assert "Supervisor, by March 1, 2030" in line.inner_text()

    line.locator("a").click()
    assert page.input_value("#note") == "The first talk is planned."
    assert page.locator("input[name=done]").first.is_checked()
    assert "how far: from “Not started” to “Under way”" in words(page)
    finish(page)
    choose(page, "helped", "worked")
    page.fill("#words", "Asking twice was enough.")
    press(page, "Save")
    page.wait_for_url("**/plan")

    assert step in page.locator("section:has(#done)").inner_text()
    assert "One is done." in words(page) or "1 is done." in words(page)
    kept = next(one for one in rows(dbsession, PlanStep) if one.title == step)
    assert (kept.status, kept.helped_words) == ("done", "Asking twice was enough.")
    assert rows(dbsession, LessonStory) == []


def test_a_change_elsewhere_is_shown_and_nothing_typed_is_lost(desk):
    page = desk("plan")
    adopt(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#note", "Theirs.")
    press(other, "Save")
    other.wait_for_url("**/plan")
    page.fill("#note", "Mine.")
    refused(page, "Save")

    assert "Theirs." in page.locator("dl.given").inner_text()
    assert page.input_value("#note") == "Mine."
    look(page)
    press(page, "Save")
    page.wait_for_url("**/plan")


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_the_pulse_after_someone_left_says_what_to_talk_about(desk, rounds, dbsession, script):
    page = desk("pulse", width=360, script=script)
    refused(page, "See what moved")
    assert "at least one question" in page.locator(".errors").inner_text()
    assert not script or is_told_first(page)
    assert rows(dbsession, PulseCheck) == []
    seen(page, script=script)

    choose(page, "reason", "someone-left")
    choose(page, "SUP-1", "0")
    press(page, "See what moved")
    page.wait_for_url("**/pulse/*")
    assert "Look at this today" in words(page)
    assert "Your reports stay as they are." in words(page)
    seen(page, script=script)

    page.goto(rounds.address["pulse"])
    assert "someone left, or steps back" in page.locator("section:has(#past)").inner_text()
    seen(page, script=script)


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_what_if_shows_another_result_and_becomes_a_goal(desk, dbsession, script):
    page = desk("what-if", width=360, script=script)
    before = page.locator("#result h2").inner_text()
    assert before.startswith("As it is: ")
    seen(page, script=script)
    open_parts(page)
    for choice in page.locator("form select").all():
        choice.select_option("3")
    press(page, "See what changes")
    page.locator(".tag.on").first.wait_for()

    after = page.locator("#result h2").inner_text()
    assert after.startswith("With these ")
    assert f"Before: {before.removeprefix('As it is: ')}." in words(page)
    assert rows(dbsession, PlanStep) == []
    seen(page, script=script)

    press(page, "Keep it as a goal in the plan")
    page.wait_for_url("**/plan/*")
    assert page.locator("h1").inner_text() == f"Goal: {after.partition(': ')[2]}"
    seen(page, script=script)


def test_what_if_that_is_refused_keeps_the_other_answers(desk):
    page = desk("what-if")
    first, second = (page.locator("form select").nth(number) for number in range(2))
    open_parts(page)
    first.evaluate("one => { one.options[0].value = '9'; }")
    first.select_option("9")
    second.select_option("2")
    refused(page, "See what changes")

    assert is_told_first(page)
    assert page.locator("form select").nth(1).input_value() == "2"
    look(page)


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_two_rounds_stand_side_by_side(desk, script):
    page = desk("compare", width=360, script=script)
    assert page.locator("h1").inner_text() == "What changed"
    assert page.locator("svg[role=img] title").count() > 10
    page.locator("details > summary").first.click()
    assert page.locator("table").first.is_visible()
    assert "Then" in words(page)
    seen(page, script=script)


@pytest.mark.parametrize("place", ["plan", "new", "sheet"])
def test_pages_of_an_empty_plan_are_accessible(desk, place):
    look(desk(place))


def refuse_step(page):
    adopt(page)
    page.locator("details:has(#title) > summary").click()
    page.fill("#title", "")
    refused(page, "Save")
    assert is_told_first(page)
    assert page.locator("#title").is_visible()


def tell_too_much(page):
    adopt(page)
    page.fill("#note", "Ask Dana on 555-010-9999.")
    press(page, "Save")
    page.locator(".errors").wait_for()


def ask_whether_it_helped(page):
    adopt(page)
    finish(page)


def share_a_phone_number(page):
    ask_whether_it_helped(page)
    choose(page, "helped", "partly")
    page.fill("#words", "Ring 555-010-9999.")
    page.locator("label[for=share]").click()
    refused(page, "Save")
    assert is_told_first(page)


def put_it_off(page):
    adopt(page)
    page.locator("details:has(#title) > summary").click()
    choose(page, "choice", "deferred")
    page.fill("#reason", "After the move.")
    press(page, "Save")
    page.wait_for_url("**/plan")
    page.locator("#off").wait_for()


STATES = {
    "a step": adopt,
    "a step, refused": refuse_step,
    "a step, a note to look at": tell_too_much,
    "did it help": ask_whether_it_helped,
    "did it help, refused": share_a_phone_number,
    "a plan with a step put off": put_it_off,
}


@pytest.mark.parametrize("state", STATES)
def test_page_of_a_plan_is_accessible(desk, state):
    page = desk("plan")
    STATES[state](page)

    look(page)


def test_pages_of_a_plan_and_over_time_weigh_little(desk, rounds):
    page = desk("plan")
    adopt(page)
    step = page.url
    finish(page)
    places = [rounds.address[place] for place in rounds.address]

    assert too_heavy(weighed(page, [*places, step, f"{step}/done"])) == {}
