"""The three guides, walked: what each step names is on the page that its picture shows."""

import datetime as dt
from itertools import count

import pytest

from readiness.models import (
    EngagementState,
    OrganizationKind,
    Role,
    WorkRole,
)
from readiness.services import roll_ups
from tests.browser import walking
from tests.browser.guides import FOLDER, Camera, plain, steps
from tests.browser.houses import GIVEN, given
from tests.browser.test_keyboard_journey import answer_the_rest
from tests.browser.test_sharing import fill
from tests.browser.walking import choose, follow, press
from tests.factories import make_engagement, make_membership, make_organization
from tests.instruments.prose import grade, sentences, words
from tests.readiness.portfolios import FINE, NEEDY, make_funder, make_share
from tests.readiness.walking import Walker

GUIDES = ("organization", "consultant", "funder")
NOW = dt.datetime(2026, 11, 5, 9, 0, tzinfo=dt.UTC)
HOUSES = (
    "Harbor Street Circle", "North Bridge House", "Open Door Women's Center", "Second Morning",
    "The Willow Room", "Lakeside Peer Network", "Common Ground", "Quiet Harbor",
)  # fmt: skip


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_is_short_and_plain(guide):
    text = plain(guide)

    assert grade(text) <= 8
    assert [one for one in sentences(text) if len(words(one)) > 25] == []
    assert len(words(text)) < 1_000


@pytest.mark.parametrize("guide", GUIDES)
def test_every_picture_is_there_light_and_said_in_words(guide):
    found = [picture for step in steps(guide) for picture in step.pictures]

    assert 6 <= len(found) <= 10
    for said, name in found:
        assert len(words(said)) > 5, name
        assert (FOLDER / "pictures" / f"{name}.png").stat().st_size < 60_000
    numbers = [name for _, name in found]
    assert numbers == [f"{guide}-{number}" for number in range(1, len(found) + 1)]


def test_no_picture_is_left_over():
    named = {name for guide in GUIDES for step in steps(guide) for _, name in step.pictures}

    assert {file.stem for file in (FOLDER / "pictures").glob("*")} == named


def test_organization_guide_is_walked(open_page, dbsession, app, clock, worker):
    clock.now = NOW
    # A moment passes between two steps of the plan, so that they stand in the report's order.
    passed = count()
    app.registry.clock = lambda: NOW + dt.timedelta(microseconds=next(passed))
    camera, page = Camera("organization"), open_page(width=760, timezone_id="UTC")
    page.clock.set_fixed_time(NOW)
    page.goto("/sign-up")
    page.fill("[name=organization]", "River Circle")
    page.fill("[name=email]", walking.EMAIL)
    page.fill("[name=password]", walking.PASSWORD)
    camera.show(page, 1)
    press(page, "Sign up")
    walking.follow_mail(page)
    press(page, "Open my account")
    page.wait_for_url("**/home")
    camera.show(page, 2)
    follow(page, "Start with the profile")
    camera.show(page, 3)
    page.fill("[name=program]", "Circle group")
    choose(page, "stage", "planning")
    press(page, "Save and continue")
    page.wait_for_url("**/assessments")
    walking.start(page)
    for item in ("STF-1", "STF-2"):
        choose(page, item, walking.value_of(item))
    page.get_by_text("Saved at").first.wait_for()
    camera.show(page, 4, at="#item-STF-1")
    walking.answer_part(page, walking.FORMATIVE.domains[0])
    press(page, "Save and continue")
    page.wait_for_url("**/SUP")
    answer_the_rest(dbsession)
    page.goto(page.url.replace("formative/SUP", "review"))
    camera.show(page, 5)
    walking.hand_in(page)
    follow(page, "Read the report")
    camera.show(page, 6)
    page.goto(f"{page.url.partition('?')[0]}?part=steps")
    camera.show(page, 7)
    page.goto(page.url.partition("/report")[0] + "/plan")
    with page.expect_navigation():
        page.locator("button[name=adopt]").click()
    camera.show(page, 8)


@pytest.fixture
def invited(dbsession, clock):
    """A consultant with an invitation: two people of the organization have handed in."""
    clock.now = NOW
    lead = make_membership(
        dbsession, organization=make_organization(dbsession, name="River Circle")
    )
    walker = Walker(dbsession, clock, lead)
    draft = walker.start(walker.program("Circle group", stage="planning"))
    walker.answer(draft, GIVEN, hand_in=True)
    peer = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    peer.work_role = WorkRole.PEER_LEADER
    dbsession.add(peer)
    walker.answer(draft, GIVEN | {"CON-1": 0, "STF-4": 0}, member=peer, hand_in=True)
    provider = make_organization(dbsession, name="Ridge Assistance", kind=OrganizationKind.TA)
    make_engagement(
        dbsession,
        lead.organization,
        provider,
        draft,
        state=EngagementState.INVITED,
        purpose="Read our answers with us, and help us decide what to do first.",
        ends_on=NOW.date() + dt.timedelta(days=180),
    )
    return make_membership(dbsession, organization=provider, role=Role.CONSULTANT)


def test_consultant_guide_is_walked(invited, open_page, sign_in_page, worker):
    camera, page = Camera("consultant"), open_page(width=760)
    sign_in_page(page, invited.user)
    page.goto("/home")
    camera.show(page, 1)
    follow(page, "Read and answer")
    camera.show(page, 2)
    with page.expect_navigation():
        press(page, "Accept")
    page.goto("/home")
    follow(page, "Open")
    meeting = page.url
    camera.show(page, 3)
    page.goto(f"{meeting}/items/formative/CON")
    page.locator("label[for='CON-1-checked-seen']").click()
    camera.show(page, 4, at="#item-CON-1")
    with page.expect_navigation():
        press(page, "Save and go to the next part")
    page.goto(f"{meeting}/items/formative/CON/CON-1")
    page.locator("label[for='proposed-1']").click()
    page.fill("#proposal_reason", "We read the policy together. Two pages are still open.")
    camera.show(page, 5, at="form:has(#proposal_reason)")
    with page.expect_navigation():
        press(page, "Propose this level")
    page.goto(f"{meeting}/agenda")
    with page.expect_navigation():
        press(page, "Build it from the answers")
    camera.show(page, 6)
    page.goto(f"{meeting}/meeting")
    page.fill("textarea[name$='-shared-note'] >> nth=0", "The cabinet has a lock since May.")
    page.get_by_text("Saved at").first.wait_for()
    camera.show(page, 7)
    page.goto(f"{meeting}/summary")
    camera.show(page, 8)


@pytest.fixture
def funded(dbsession, clock, monkeypatch):
    """A reviewer who holds one report to read, and shares enough for figures."""
    clock.now = NOW
    monkeypatch.setattr(roll_ups, "utc_now", clock)
    monkeypatch.setattr("readiness.services.needs.utc_now", clock)
    funder = make_funder(dbsession)
    lead = make_membership(
        dbsession, organization=make_organization(dbsession, name="River Circle")
    )
    walker = Walker(dbsession, clock, lead)
    report = walker.start(walker.program("Circle group"))
    walker.answer(report, given("cedar-fork", "formative"))
    walker.submit(report)
    for number in range(26):
        house = make_organization(dbsession, name=HOUSES[number % len(HOUSES)])
        make_share(
            dbsession,
            funder,
            NEEDY if number < 14 else FINE,
            shared_at=NOW - dt.timedelta(days=60),
            organization=house,
            purpose="To plan support for next year",
        )
    reviewer = make_membership(dbsession, organization=funder, role=Role.REVIEWER)
    return lead, reviewer


def test_funder_guide_is_walked(funded, open_page, sign_in_page, worker):
    lead, reviewer = funded
    camera = Camera("funder")
    theirs, page = open_page(width=760), open_page(width=760)
    sign_in_page(page, reviewer.user)
    sign_in_page(theirs, lead.user)
    theirs.goto(f"/organizations/{lead.organization_id}/shares/new")
    fill(theirs, "result", "areas", "steps")
    press(theirs, "Show me what they would see")
    with theirs.expect_navigation():
        press(theirs, "Share this with Harbor Fund")
    page.goto("/portfolio")
    camera.show(page, 1)
    follow(page, "River Circle")
    camera.show(page, 2)
    page.goto(f"{page.url}?part=steps")
    camera.show(page, 3)
    page.goto("/portfolio/overview")
    worker()
    page.reload()
    camera.show(page, 4)
    camera.show(page, 5, at="section:has(figure)")
    page.goto("/portfolio/ask")
    camera.show(page, 6)
