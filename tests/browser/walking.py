"""Walking through the service as a person does: the steps that several tests share.

The answers are those of the sample Cedar Fork, read from its file.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pymupdf
from playwright.sync_api import Error, Page

from instruments import answers, catalogue
from instruments.model import Unscored

SAMPLE = answers.read(catalogue.samples()["cedar-fork"])
SHEET = SAMPLE.sheets["formative"]
FORMATIVE = catalogue.find("formative")
# None of these may stand in an address or a title: both are kept in a browser's history.
BANNED = ("traffick", "survivor", "substance", "recovery", "assault", "cedar", "violence")
EMAIL = "first@river.example"
PASSWORD = "tuesday garden kettle"
SLOW = 60_000
"""Milliseconds in which a file comes: the test makes it meanwhile."""


def value_of(item: str) -> str:
    """Give the sample's answer to an item as the form says it."""
    given = SHEET.answers[item]
    return given.value if isinstance(given, Unscored) else str(given)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def submit(page: Page, name: str) -> None:
    """Press a button that sends a form, and be on the page that answers when this returns."""
    with page.expect_navigation():
        press(page, name)


def follow(page: Page, link: str | re.Pattern[str]) -> None:
    """Follow a link, and be on the next page when this returns."""
    with page.expect_navigation():
        page.get_by_role("link", name=link).first.click()


def go_back(page: Page) -> None:
    """Go one page back, and try once more where the browser was between two pages."""
    try:
        page.go_back()
    except Error as error:
        if "Not attached to an active page" not in error.message:
            raise
        page.wait_for_load_state()
        page.go_back()


def choose(page: Page, name: str, value: str) -> None:
    """Choose an option of a list, or the row of a radio button or a checkbox."""
    box = page.locator(f"select[name='{name}']")
    if box.count():
        box.select_option(value)
    else:
        page.locator(f"label[for='{name}-{value}']").click()


def sign_up(page: Page, *, email: str = EMAIL) -> None:
    """Get an account by the form, the mail and its link."""
    page.goto("/")
    page.goto("/sign-up")
    page.fill("[name=organization]", SAMPLE.organization)
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    press(page, "Sign up")
    follow_mail(page)
    press(page, "Open my account")
    page.wait_for_url("**/home")


def follow_mail(page: Page) -> None:
    """Open the mail's link; a development server shows it. It names the public address."""
    link = page.get_by_role("link", name="Open the link of this mail").get_attribute("href")
    page.goto(urlsplit(link).path)


def tell_profile(page: Page) -> None:
    """Answer every question of the profile."""
    page.get_by_role("link", name="Start with the profile").click()
    page.fill("[name=program]", SAMPLE.program)
    for question, value in SAMPLE.profile.items():
        for one in value if isinstance(value, tuple) else (value,):
            choose(page, question, one)
    press(page, "Save and continue")
    page.wait_for_url("**/assessments")


def start(page: Page) -> None:
    """Start the questionnaire that the profile suggests."""
    press(page, "Start")
    page.wait_for_url("**/formative/*")


def answer_part(page: Page, domain) -> None:
    """Answer a part as the sample does, with notes and how it is known."""
    assert page.get_by_role("heading", level=1).inner_text() == domain.name
    for item in domain.items:
        choose(page, item.id, value_of(item.id))
        note, evidence = SHEET.notes.get(item.id), SHEET.evidence.get(item.id)
        if note or evidence:
            page.locator(f"#item-{item.id} summary").click()
        if note:
            page.fill(f"#{item.id}-note", note)
        if evidence:
            choose(page, f"{item.id}-evidence", evidence)


def hand_in(page: Page) -> None:
    """Look over the answers and hand them in."""
    assert page.get_by_role("heading", level=1).inner_text() == "Look over your answers"
    press(page, "Hand in and see the report")
    page.wait_for_url("**/submit")


def words(page: Page) -> str:
    """Give the words of the main part in one line."""
    return " ".join(page.locator("main").inner_text().split())


def download_pdf(page: Page, work: Callable[[], None]) -> pymupdf.Document:
    """Ask for the report to print, let the worker make it, and open what comes by itself."""
    with page.expect_download(timeout=SLOW) as waiting:
        page.get_by_role("link", name="To print or send (PDF)").click()
        page.get_by_role("heading", name="Your file is being made").wait_for()
        work()
    assert waiting.value.suggested_filename == "readiness-report.pdf"
    return pymupdf.open(waiting.value.path(), filetype="pdf")


def assert_neutral(seen: list[tuple[str, str]]) -> None:
    """Assert that no address or title, as the history keeps them, gives anything away."""
    told = [one for one in seen for word in BANNED if word in " ".join(one).lower()]
    assert told == []
