"""A new user's whole way: account, profile, fifty answers, report, print, and out."""

import re

import pytest

from tests.browser import walking
from tests.browser.walking import FORMATIVE, SAMPLE

SMALL_PILOT = "ready for a small pilot"


def walk_to_report(page):
    """Walk from the first page to the report; return every address and title on the way."""
    seen = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    titles = []
    for step in (
        walking.sign_up,
        walking.tell_profile,
        walking.start,
        *(part(domain) for domain in FORMATIVE.domains),
        walking.hand_in,
    ):
        step(page)
        titles.append(page.title())
    page.get_by_role("link", name="Read the report").click()
    titles.append(page.title())
    return seen, titles


def part(domain):
    def answer(page):
        walking.answer_part(page, domain)
        walking.press(page, "Save and continue")
        page.wait_for_url(re.compile(f"^(?!.*/formative/{domain.id})"))

    return answer


@pytest.mark.parametrize("script", [True, False])
def test_new_user_walks_from_sign_up_to_the_report_and_out(open_page, worker, script):
    page = open_page(width=360, script=script)

    seen, titles = walk_to_report(page)
    report = walking.words(page)
    printed = walking.download_pdf(page, worker)

    assert SMALL_PILOT in report.lower()
    assert "61" in report
    assert SMALL_PILOT in " ".join(printed[0].get_text().split()).lower()
    assert printed.metadata["title"] != ""
    assert len(titles) == 15
    walking.assert_neutral([*((url, "") for url in seen), *(("", title) for title in titles)])

    walking.press(page, "Sign out")
    for _ in range(5):
        walking.go_back(page)
        assert SMALL_PILOT not in page.content().lower()
        assert SAMPLE.organization not in page.content()
    page.goto("/home")
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
