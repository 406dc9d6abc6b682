"""Answers that save themselves, and what happens when that goes wrong."""

import re
import time

import pytest
from sqlalchemy import select

from readiness.models import AuthSession, Response
from tests.browser.looking import assert_axe, focused
from tests.factories import make_assessment, make_membership


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession)


@pytest.fixture
def address(dbsession, lead):
    """The page of the privacy questions of a fresh assessment."""
    assessment = make_assessment(dbsession, lead.organization)
    path = f"/organizations/{lead.organization_id}/assessments/{assessment.id}/formative/CON"
    dbsession.commit()
    return path


@pytest.fixture
def section(open_page, sign_in_page, lead, address):
    """Open the page as the lead, in a browser of its own each time."""

    def opened(**more):
        page = open_page(**more)
        sign_in_page(page, lead.user)
        page.goto(address)
        return page

    return opened


def status(page, item="CON-1"):
    return page.locator(f"#item-{item} [data-saved]")


def choose(page, item, value):
    page.locator(f"label[for='{item}-{value}']").click()


def write(page, item, text):
    note = page.locator(f"#{item}-note")
    if not note.is_visible():
        page.locator(f"#item-{item} summary").click()
    note.fill(text)
    note.blur()


def stored(dbsession, item="CON-1"):
    dbsession.commit()
    return dbsession.scalars(select(Response).where(Response.item_id == item)).one_or_none()


def eventually(is_so, seconds=5):
    """Ask again until it is so; a save takes its time."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    return is_so()


def saves(page):
    """The status of every save the page makes from now on."""
    seen = []
    page.on(
        "response",
        lambda reply: seen.append(reply.status) if reply.request.method == "POST" else None,
    )
    return seen


def test_choosing_an_answer_saves_it_and_says_so(section, dbsession):
    page = section()

    choose(page, "CON-1", 2)

    status(page).get_by_text(re.compile(r"^Saved at ")).wait_for()
    assert status(page).get_attribute("role") == "status"
    assert stored(dbsession).level == 2


def test_leaving_a_note_saves_it_with_how_it_is_known(section, dbsession):
    page = section()
    write(page, "CON-1", "Policy of March.")
    # The note and how it is known are two saves; the status may be that of the first.
    with page.expect_response(lambda answer: "document" in (answer.request.post_data or "")):
        page.locator("#CON-1-evidence").select_option("document")
    status(page).get_by_text("Saved at").wait_for()

    page.reload()

    assert page.locator("#CON-1-note").input_value() == "Policy of March."
    assert page.locator("#CON-1-evidence").input_value() == "document"


def test_saving_keeps_the_focus_where_it_is(section):
    page = section()
    page.locator("#CON-1-0").focus()
    page.keyboard.press("ArrowDown")
    status(page).get_by_text("Saved at").wait_for()

    assert focused(page) == "CON-1-1"


def test_many_quick_changes_end_with_the_last_one_saved(section, dbsession):
    page = section()
    for value in (0, 1, 2, 3, 0, 1, 2, 3, "unknown", 1):
        choose(page, "CON-1", value)

    assert eventually(lambda: (row := stored(dbsession)) and row.level == 1)


def test_note_that_could_give_somebody_away_is_kept_and_asks_to_look_again(section, dbsession):
    page = section()

    write(page, "CON-1", "Ask at 555-010-0134 for the key.")
    status(page).get_by_text("You may keep it as it is.").wait_for()

    assert stored(dbsession).note == "Ask at 555-010-0134 for the key."


def test_failed_save_says_so_and_tries_again_until_it_works(section, dbsession, watch):
    watch.expected = (*watch.expected, "Failed to load resource: net::")
    page = section()
    page.route("**/formative/CON/*", lambda route: route.abort())
    choose(page, "CON-1", 2)
    status(page).get_by_text(
        "Not saved yet. It stays on this page; we try again.", exact=True
    ).wait_for()
    assert stored(dbsession) is None

    page.unroute("**/formative/CON/*")

    status(page).get_by_text("Saved at").wait_for()
    assert stored(dbsession).level == 2


def test_save_whose_reply_was_lost_is_sent_again_without_a_clash(section, dbsession, watch):
    watch.expected = (*watch.expected, "Failed to load resource: net::")
    page = section()
    lost = []

    def lose_the_first(route):
        route.fetch()
        if lost:
            route.continue_()
        else:
            lost.append(route)
            route.abort()

    page.route("**/formative/CON/*", lose_the_first)
    choose(page, "CON-1", 3)

    status(page).get_by_text("Saved at").wait_for()
    assert page.locator("#item-CON-1 .note").count() == 0
    assert stored(dbsession).level == 3


def test_two_pages_keep_both_answers_and_ask(section, dbsession):
    here, there = section(), section()
    choose(there, "CON-1", 3)
    write(there, "CON-1", "Seen by the board.")
    status(there).get_by_text("Saved at").wait_for()
    there.wait_for_load_state("networkidle")

    choose(here, "CON-1", 0)
    box = here.locator("#item-CON-1 .note")
    box.wait_for()

    assert "With this note: Seen by the board." in box.inner_text()
    assert "All of that." in box.inner_text()
    assert here.locator("#CON-1-0").is_checked()
    assert stored(dbsession).level == 3
    assert_axe(here)


@pytest.mark.parametrize(
    ("button", "level", "note"),
    [("Keep what is on this page", 0, ""), ("Use what was saved there", 3, "Seen.")],
)
def test_clash_is_settled_by_either_button(section, dbsession, button, level, note):
    here, there = section(), section()
    choose(there, "CON-1", 3)
    write(there, "CON-1", "Seen.")
    there.wait_for_load_state("networkidle")
    choose(here, "CON-1", 0)

    here.get_by_role("button", name=button).click()
    here.wait_for_load_state("networkidle")

    assert here.locator("#item-CON-1 .note").count() == 0
    assert focused(here) == f"CON-1-{level}"
    assert eventually(lambda: (stored(dbsession).level, stored(dbsession).note) == (level, note))
    choose(here, "CON-1", 1)
    assert eventually(lambda: stored(dbsession).level == 1)


def test_saving_the_page_waits_for_a_save_under_way(section, dbsession):
    page = section()
    posts = saves(page)
    page.route("**/formative/CON/*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    choose(page, "CON-1", 2)

    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(re.compile("formative/(?!CON)"))

    assert stored(dbsession).level == 2
    assert 409 not in posts
    assert 422 not in posts


def test_signed_out_page_keeps_what_is_typed_and_saves_after_signing_in_again(
    section, dbsession, sign_in_page, lead
):
    page = section()
    for row in dbsession.scalars(select(AuthSession)):
        dbsession.delete(row)
    dbsession.commit()
    write(page, "CON-1", "Still here.")
    status(page).get_by_text("Not saved yet. It stays on this page.").wait_for()
    link = status(page).get_by_role("link", name="Sign in again in a new tab")
    assert link.get_attribute("target") == "_blank"
    assert page.locator("#CON-1-note").input_value() == "Still here."

    sign_in_page(page, lead.user)
    page.evaluate("dispatchEvent(new Event('online'))")

    status(page).get_by_text("Saved at").wait_for()
    assert stored(dbsession).note == "Still here."


def test_without_a_script_the_page_saves_with_its_button(section, dbsession):
    page = section(script=False)
    choose(page, "CON-1", 2)
    page.get_by_role("button", name="Save and continue").click()

    assert stored(dbsession).level == 2


def test_idle_warning_comes_two_minutes_before_and_staying_closes_it(
    section, open_page, sign_in_page, lead, address
):
    page = open_page()
    sign_in_page(page, lead.user)
    page.clock.install()
    page.goto(address)
    page.clock.fast_forward("27:50")
    assert not page.locator("#idle").is_visible()

    page.clock.fast_forward("00:15")
    page.clock.run_for(1000)

    dialog = page.get_by_role("dialog", name="Are you still there?")
    dialog.wait_for()
    assert "You will be signed out at" in dialog.get_by_role("status").inner_text()
    assert focused(page) == "Stay signed in"
    dialog.get_by_role("button", name="Stay signed in").click()
    dialog.wait_for(state="hidden")
    page.clock.fast_forward("20:00")
    page.clock.run_for(1000)
    assert not page.locator("#idle").is_visible()


def test_idle_end_says_so_and_loses_nothing(open_page, sign_in_page, lead, address, watch):
    watch.expected = (*watch.expected, "Failed to load resource: net::")
    page = open_page()
    sign_in_page(page, lead.user)
    page.clock.install()
    page.goto(address)
    # Nothing gets through, so that the note cannot be saved on the last occasion either.
    page.route("**/formative/CON/*", lambda route: route.abort())
    page.locator("#item-CON-1 summary").click()
    page.locator("#CON-1-note").fill("Not yet left.")

    page.clock.fast_forward("28:05")
    page.clock.run_for(1000)
    page.clock.fast_forward("02:00")
    page.clock.run_for(1000)

    dialog = page.get_by_role("dialog", name="Are you still there?")
    dialog.get_by_text("You are signed out now.").wait_for()
    assert dialog.get_by_role("link", name="Sign in again in a new tab").is_visible()
    assert page.locator("#CON-1-note").input_value() == "Not yet left."


def test_idle_warning_saves_the_note_that_was_not_left(
    open_page, sign_in_page, lead, address, dbsession
):
    page = open_page()
    sign_in_page(page, lead.user)
    page.clock.install()
    page.goto(address)
    page.locator("#item-CON-1 summary").click()
    page.locator("#CON-1-note").fill("Half a sent")

    page.clock.fast_forward("28:05")
    page.clock.run_for(1000)

    assert eventually(lambda: (row := stored(dbsession)) and row.note == "Half a sent")
    page.locator("#idle").wait_for(state="hidden")


@pytest.mark.parametrize("width", [360, 1280])
def test_section_page_has_no_axe_violation(section, width):
    page = section(width=width)
    write(page, "CON-1", "A note.")

    assert_axe(page)


def test_idle_dialog_has_no_axe_violation(open_page, sign_in_page, lead, address):
    page = open_page(address)
    sign_in_page(page, lead.user)
    page.goto(address)
    page.evaluate("document.getElementById('idle').showModal()")

    assert_axe(page)
