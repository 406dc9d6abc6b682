"""Pages without an account, as people meet them: narrow, by keyboard, without a script."""

import pytest

from tests.browser.looking import assert_axe, assert_fits, focus_is_visible, focused, in_view
from tests.browser.walking import go_back

ANSWERS = {"STF-1": "1", "SUP-1": "0", "CON-1": "unknown", "CON-5": "not-applicable", "SAF-1": "3"}


def choose(page, answers):
    for item, value in answers.items():
        page.locator(f"label[for='{item}-{value}']").click()


def see_result(page):
    page.get_by_role("button", name="See what to look at first").click()
    page.wait_for_url("**/quick-screen/result")


def tamper(page):
    page.evaluate("document.getElementById('STF-1-2').value = '9'")
    choose(page, {"STF-1": "2", "CON-1": "3"})
    see_result(page)


def as_it_is(_page):
    pass


STATES = {
    "landing": ("/", as_it_is),
    "quick screen": ("/quick-screen", as_it_is),
    "quick screen, answered": ("/quick-screen", lambda page: choose(page, ANSWERS)),
    "quick screen, with an error": ("/quick-screen", tamper),
    "result": ("/quick-screen", lambda page: (choose(page, ANSWERS), see_result(page))),
    "result of nothing": ("/quick-screen", see_result),
    "missing page": ("/nothing", as_it_is),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(open_page, state, width):
    path, act = STATES[state]
    page = open_page(path, width=width)
    act(page)

    assert_axe(page)


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels(open_page, state):
    path, act = STATES[state]
    page = open_page(path, bypass_csp=True)
    act(page)

    assert_fits(page)


def test_axe_would_notice_a_control_without_a_label(open_page):
    page = open_page("/quick-screen")
    page.evaluate("document.querySelector('label[for=STF-1-0]').remove()")

    with pytest.raises(AssertionError, match="label"):
        assert_axe(page)


@pytest.mark.parametrize("script", [True, False])
def test_quick_screen_gives_its_result(open_page, script):
    page = open_page("/quick-screen", width=360, script=script)
    choose(page, ANSWERS)
    see_result(page)

    assert page.get_by_role("heading", level=1).inner_text() == "What to look at first"
    stop = page.get_by_role("region", name="Stop and fix")
    assert stop.get_by_role("listitem").count() == 1
    assert page.url.endswith("/quick-screen/result")


def test_answers_can_be_changed_without_a_script(open_page):
    page = open_page("/quick-screen", script=False)
    choose(page, ANSWERS)
    see_result(page)
    page.get_by_role("button", name="Change my answers").click()

    assert page.locator("#SUP-1-0").is_checked()
    choose(page, {"SUP-1": "3"})
    see_result(page)
    assert page.get_by_role("region", name="Stop and fix").count() == 0


def test_error_summary_takes_the_focus_and_leads_to_the_question(open_page):
    page = open_page("/quick-screen")
    tamper(page)

    assert page.title().startswith("Error: Quick screen")
    assert focused(page) == "form-errors"
    page.get_by_role("link", name="Question 1").click()
    assert focused(page) == "STF-1-0"
    assert in_view(page)
    assert page.locator("#CON-1-3").is_checked()


def test_skip_link_is_the_first_stop_and_the_exit_the_second(open_page):
    page = open_page("/")

    page.keyboard.press("Tab")
    assert focused(page) == "#main"
    assert in_view(page)
    page.keyboard.press("Tab")
    assert focused(page) == "/exit"
    assert focus_is_visible(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "main"


def test_quick_screen_is_answered_by_keyboard_alone(open_page):
    page = open_page("/quick-screen", height=500)
    radios = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.type || document.activeElement.tagName")
        if at == "BODY":
            continue
        assert focus_is_visible(page), focused(page)
        assert in_view(page), focused(page)
        if at == "radio":
            radios += 1
            page.keyboard.press("ArrowDown")
        if at == "submit":
            break
    assert radios == 15
    page.keyboard.press("Enter")
    page.wait_for_url("**/quick-screen/result")

    # One step down from the first choice is the second: every question is at level 1.
    check = page.get_by_role("region", name="Check these")
    assert check.get_by_role("listitem").count() == 15


def press_shift(page, times):
    for _ in range(times):
        page.keyboard.press("Shift")


def test_shift_three_times_leaves_at_once(open_page):
    page = open_page("/quick-screen")

    press_shift(page, 3)
    page.wait_for_url("**/exit")

    assert "Readiness" not in page.content()


def test_exit_is_not_left_behind_in_the_history(open_page):
    page = open_page("/safety")
    page.goto("/quick-screen")
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/exit")

    go_back(page)

    assert not page.url.endswith("/quick-screen")


def test_page_is_blank_while_the_exit_is_on_its_way(open_page):
    page = open_page("/quick-screen")
    # An exit that never arrives: the page stays, and what is on it must not be seen.
    page.evaluate("document.querySelector('[data-exit]').href = '#on-its-way'")

    press_shift(page, 3)
    page.locator(".blank").wait_for()

    box = page.locator(".blank").bounding_box()
    assert (box["width"], box["height"]) == (1280, 800)
    assert page.title() == ""


@pytest.mark.parametrize("keys", [["Shift", "Shift"], ["Shift", "Shift", "a", "Shift"]])
def test_typing_capitals_does_not_leave(open_page, keys):
    page = open_page("/quick-screen")

    for key in keys:
        page.keyboard.press(key)

    assert page.locator(".blank").count() == 0


def test_slow_shifts_do_not_leave(open_page):
    page = open_page()
    page.clock.install()
    page.goto("/quick-screen")

    for _ in range(4):
        page.keyboard.press("Shift")
        page.clock.run_for(2600)

    assert page.locator(".blank").count() == 0


def test_without_a_script_the_exit_is_a_link_and_no_shortcut_is_promised(open_page):
    page = open_page("/", script=False)

    assert not page.get_by_text("press Shift three times").first.is_visible()
    page.get_by_role("link", name="Leave this page").click()

    assert page.url.endswith("/exit")


def test_top_bar_takes_one_line_of_a_phone(open_page):
    page = open_page("/quick-screen", width=360)

    # The exit is 44 px high, with 6 px above and below it.
    assert page.locator(".top").bounding_box()["height"] == 56


@pytest.mark.parametrize(("height", "position"), [(800, "sticky"), (320, "static")])
def test_top_bar_stays_only_where_there_is_room(open_page, height, position):
    page = open_page("/quick-screen", height=height)

    bar = page.locator(".top")

    assert bar.evaluate("e => getComputedStyle(e).position") == position


def test_forced_colors_keep_the_radio_and_mark_the_chosen_row(open_page):
    page = open_page("/quick-screen", forced_colors="active")
    choose(page, {"STF-1": "2"})

    # axe computes with the colors of the style sheet here, so it cannot be asked.
    shown = page.locator("#STF-1-2").evaluate("e => getComputedStyle(e).appearance")
    weight = page.locator("label[for='STF-1-2']").evaluate("e => getComputedStyle(e).fontWeight")

    assert shown in {"auto", "radio"}
    assert weight == "600"


def test_print_leaves_the_frame_out(open_page):
    page = open_page("/quick-screen")
    choose(page, ANSWERS)
    see_result(page)
    page.emulate_media(media="print")

    for frame in (".top", ".nav", ".foot"):
        assert not page.locator(frame).is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_pages_weigh_little_on_the_first_visit_and_less_on_the_next(open_page):
    page = open_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    page.goto("/", wait_until="networkidle")
    first, requests = sum(sizes), len(sizes)
    sizes.clear()
    page.goto("/quick-screen", wait_until="networkidle")

    assert first < 60_000
    assert requests <= 4
    assert len(sizes) <= 4
    assert sum(sizes) < 15_000
