"""Nothing typed is lost: on a page that is left unsaved, and in two tabs without a script."""

import pytest

from tests.browser.looking import focused
from tests.browser.walking import press, submit
from tests.factories import make_assessment, make_membership

ITEM = "STF-1"
LOST = "Failed to load resource: net::ERR_"


@pytest.fixture
def part(dbsession):
    """A signed-up person and the address of the first part of their questionnaire."""
    membership = make_membership(dbsession)
    made = make_assessment(dbsession, membership.organization)
    address = f"/organizations/{membership.organization_id}/assessments/{made.id}/formative"
    return membership.user, f"{address}/STF"


@pytest.fixture
def open_part(open_page, sign_in_page, part):
    """Open the first part, signed in."""
    user, path = part

    def opened(**more):
        page = open_page(**more)
        sign_in_page(page, user)
        page.goto(path)
        return page

    return opened


def row(level):
    return f"label[for='{ITEM}-{level}']"


def said(page):
    return page.locator(f"#item-{ITEM} [data-saved]")


def second_tab(page):
    other = page.context.new_page()
    other.goto(page.url)
    return other


def test_leaving_a_page_that_is_not_saved_is_asked_about(open_part, watch):
    watch.expected += (LOST,)
    page = open_part()
    page.route("**/STF/*", lambda route: route.abort("internetdisconnected"))
    page.click(row(1))
    said(page).get_by_text("Not saved yet").wait_for()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.goto("/home")

    assert asked == ["beforeunload"]


def test_two_tabs_without_a_script_see_both_answers_and_choose(open_part, part):
    page = open_part(script=False)
    other = second_tab(page)
    page.click(row(1))
    press(page, "Save and come back later")
    other.click(row(3))
    press(other, "Save and continue")

    both = other.locator(f"#item-{ITEM}-keep").inner_text()

    assert other.title().startswith("Error: ")
    assert "On this page" in both
    assert "On another page" in both
    other.click(f"label[for='{ITEM}-keep-mine']")
    submit(other, "Save and continue")
    other.goto(page.url.removesuffix("/home") + part[1])
    assert other.locator(f"#{ITEM}-3").is_checked()


def test_note_written_last_is_asked_about_once_before_the_page_goes_on(open_part):
    page = open_part()
    page.locator(f"#item-{ITEM} summary").click()
    page.fill(f"#{ITEM}-note", "Ask Dana on 555-010-9999.")

    press(page, "Save and continue")
    said(page).get_by_text("You may keep it as it is.").wait_for()
    assert focused(page) == f"{ITEM}-note"
    press(page, "Save and continue")

    page.wait_for_url("**/SUP")
