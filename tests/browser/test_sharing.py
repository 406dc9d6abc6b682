"""Sharing with the lead and a funder's reviewer side by side, each in their own browser."""

from dataclasses import dataclass

import pytest

from readiness.models import OrganizationKind, Role
from tests.browser.houses import GIVEN
from tests.browser.test_axe_states import look
from tests.browser.walking import follow, press, submit, words
from tests.factories import make_membership, make_organization
from tests.readiness.portfolios import make_share_request
from tests.readiness.walking import Walker


@dataclass
class Sides:
    """Two people, and a report that is handed in."""

    lead: object
    reviewer: object
    shares: str


@pytest.fixture
def people(dbsession, clock):
    lead = make_membership(
        dbsession, organization=make_organization(dbsession, name="Circle House")
    )
    walker = Walker(dbsession, clock, lead)
    report = walker.start(walker.program())
    walker.answer(report, GIVEN)
    walker.submit(report)
    funder = make_organization(dbsession, name="Harbor Fund", kind=OrganizationKind.FUNDER)
    reviewer = make_membership(dbsession, organization=funder, role=Role.REVIEWER)
    dbsession.commit()
    return lead, reviewer


@pytest.fixture
def sides(people, open_page, sign_in_page):
    def made(**more):
        pages = []
        for membership in people:
            page = open_page(**{"bypass_csp": True, **more})
            sign_in_page(page, membership.user)
            pages.append(page)
        return Sides(*pages, f"/organizations/{people[0].organization_id}/shares")

    return made


def fill(page, *parts):
    page.locator("select[name=funder], input[name=funder]").first.wait_for(state="attached")
    for name in ("funder", "report", "until"):
        box = page.locator(f"select[name={name}]")
        if box.count():
            box.select_option(index=1)
        else:
            page.locator(f"label:has(input[name={name}]), label[for^='{name}']").first.click()
    for part in parts:
        page.locator(f"label[for=parts-{part}]").click()
    page.fill("[name=purpose]", "To plan support for next year")


def prepare(sides, *parts):
    sides.lead.goto(f"{sides.shares}/new")
    fill(sides.lead, *parts)
    submit(sides.lead, "Show me what they would see")
    assert "Not shared yet" in words(sides.lead)


def article(page):
    """The report on a page, whatever the page's own address is."""
    return " ".join(page.locator("article").inner_text().split())


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_share_is_looked_at_read_and_taken_back(sides, script):
    two = sides(script=script)
    prepare(two, "result", "areas")
    preview = article(two.lead)
    two.reviewer.goto("/home")
    assert "Circle House" not in words(two.reviewer)

    submit(two.lead, "Share this with Harbor Fund")
    two.reviewer.reload()
    follow(two.reviewer, "Circle House")
    assert article(two.reviewer) == preview
    open_since = two.reviewer.url

    two.lead.reload()
    assert "They looked once" in words(two.lead)
    submit(two.lead, "End this now")
    assert "They can no longer open it here." in words(two.lead)

    # Their page is still open; whatever they press now is not there.
    assert two.reviewer.url == open_since
    follow(two.reviewer, "As tables (Excel)")
    assert two.reviewer.locator("h1").inner_text() not in preview
    assert "Circle House" not in words(two.reviewer)
    two.reviewer.goto(open_since)
    assert "Circle House" not in words(two.reviewer)


def test_every_page_of_a_lead_is_accessible(sides):
    two = sides()
    page = two.lead
    page.goto(two.shares)
    look(page)
    page.goto(f"{two.shares}/new")
    look(page)
    press(page, "Show me what they would see")
    page.locator(".errors").wait_for()
    look(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    prepare(two, "full", "answers")
    look(page)
    press(page, "Share this with Harbor Fund")
    shared = page.url
    look(page)
    page.goto(f"{shared}/change")
    look(page)
    page.fill("[name=purpose]", "")
    press(page, "Go on")
    page.locator(".errors").wait_for()
    look(page)
    page.goto(two.shares)
    look(page)
    page.goto(shared)
    submit(page, "End this now")
    look(page)


def test_answer_to_a_funder_is_accessible_empty_filled_and_refused(sides, people, dbsession):
    lead, reviewer = people
    make_share_request(dbsession, reviewer.organization, lead.organization)
    page = sides().lead
    page.goto("/home")
    assert page.get_by_role("link", name="A funder asked to see something").is_visible()
    look(page)
    page.goto(f"/organizations/{lead.organization_id}/shares")
    look(page)
    follow(page, "Choose what to share with Harbor Fund")
    look(page)
    page.reload()
    page.locator("label[for=parts-notes]").click()
    page.fill("[name=purpose]", "")
    submit(page, "Show me what they would see")
    assert page.title().startswith("Error: ")
    assert "Harbor Fund asked to see" in words(page)
    look(page)
    page.goto(page.url)
    fill(page, "result", "steps")
    page.locator("label[for=follows_plan]").last.click()
    page.locator("label[for=asks-time]").click()
    look(page)
    submit(page, "Show me what they would see")
    assert "Not shared yet" in words(page)


def test_change_of_a_share_is_accessible_empty_filled_and_refused(sides):
    two = sides()
    page = two.lead
    prepare(two, "areas")
    submit(page, "Share this with Harbor Fund")
    follow(page, "Change it")
    page.locator("label[for=parts-areas]").click()
    page.fill("[name=purpose]", "")
    look(page)
    submit(page, "Go on")
    assert page.title().startswith("Error: ")
    look(page)
    page.goto(page.url)
    page.locator("label[for=parts-full]").click()
    page.locator("label[for=parts-answers]").click()
    page.locator("label[for=parts-notes]").click()
    look(page)
    submit(page, "Go on")
    assert "go on seeing it until you decide" in words(page)
    look(page)
    submit(page, "Leave it as it is")
    assert "It stays as it was." in words(page)
    look(page)


def test_every_page_of_a_reviewer_is_accessible(sides):
    two = sides()
    page = two.reviewer
    page.goto("/portfolio")
    look(page)
    prepare(two, "full", "answers")
    submit(two.lead, "Share this with Harbor Fund")
    page.goto("/portfolio")
    look(page)
    follow(page, "Circle House")
    look(page)
    for part in ("steps", "answers", "background"):
        page.goto(f"{page.url.partition('?')[0]}?part={part}")
        look(page)
    page.goto("/portfolio/overview")
    look(page)
    page.fill("[name=grantees]", "many")
    press(page, "Keep it")
    page.locator(".errors").wait_for()
    look(page)
    page.goto("/portfolio/ask")
    look(page)
    press(page, "Ask")
    page.locator(".errors").wait_for()
    look(page)


def test_receipt_being_made_is_accessible(sides, worker):
    two = sides()
    prepare(two, "result")
    submit(two.lead, "Share this with Harbor Fund")
    two.lead.goto(f"{two.lead.url}/receipt.pdf")

    assert two.lead.locator("h1").inner_text() == "Your file is being made"
    look(two.lead)
