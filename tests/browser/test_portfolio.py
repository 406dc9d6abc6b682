"""A funder's figures in a browser, with many organizations behind them over three quarters."""

import pytest
from sqlalchemy import select

from readiness.clock import utc_now
from readiness.models import BulkJob, FileState, OrganizationKind, Role
from readiness.services.roll_ups import RollUps, roll_up
from tests.browser.looking import assert_axe, sideways
from tests.browser.test_axe_states import look
from tests.browser.walking import follow, words
from tests.factories import make_membership, make_organization
from tests.readiness.portfolios import fill_quarters

OVERVIEW = "/portfolio/overview"


@pytest.fixture
def reviewer(dbsession):
    funder = make_organization(dbsession, name="Harbor Fund", kind=OrganizationKind.FUNDER)
    return make_membership(dbsession, organization=funder, role=Role.REVIEWER)


@pytest.fixture
def filled(dbsession, app, reviewer):
    """Three quarters of figures, with cells that say nothing."""
    fill_quarters(dbsession, reviewer.organization, utc_now())
    roll_up(app.registry.jobs, reviewer.organization_id)
    # The session read before that, and can only write from a new beginning.
    dbsession.rollback()
    return reviewer


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_program_officer_finds_what_is_needed_in_five_minutes(
    filled, open_page, sign_in_page, script
):
    page = open_page(script=script)
    sign_in_page(page, filled.user)
    page.goto("/home")
    follow(page, "Needs")

    assert page.get_by_role("link", name="Two pages for a meeting (PDF)").is_visible()
    first = page.locator("#needs + ol > li").first.inner_text()
    assert "all but a few" in first
    assert "What would help:" in first
    table = page.get_by_role("table", name="How many organizations need support")
    assert table.get_by_role("row").count() == 11
    assert table.locator("td.w0").first.inner_text() == "fewer than 5"
    page.get_by_text("The same as a picture").click()
    assert page.get_by_role("img", name="Areas by result").is_visible()
    quarters = page.get_by_role("table", name="Every quarter is about other reports")
    assert quarters.get_by_role("columnheader").count() == 4
    assert "hidden" in quarters.inner_text()


def test_filled_figures_are_accessible_at_every_width(filled, open_page, sign_in_page):
    page = open_page(bypass_csp=True)
    sign_in_page(page, filled.user)
    page.goto(OVERVIEW)
    page.get_by_text("The same as a picture").click()
    assert_axe(page)
    look(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert sideways(page) <= 0
    page.goto("/portfolio")
    look(page)


def test_progress_of_the_figures_and_of_the_file_is_accessible(
    filled, dbsession, open_page, sign_in_page
):
    page = open_page(bypass_csp=True)
    sign_in_page(page, filled.user)
    page.goto("/portfolio/figures")
    assert "The figures are counted." in words(page)
    look(page)
    dbsession.rollback()
    job = dbsession.scalars(select(BulkJob)).one()
    job.state, job.done, job.updated_at = FileState.WAITING, 2, utc_now()
    dbsession.commit()

    page.goto("/portfolio/figures")

    assert page.get_by_role("progressbar", name="How much is done").is_visible()
    look(page)
    page.goto("/portfolio/reports")
    look(page)


def test_first_figures_come_while_the_page_looks_again(
    reviewer, dbsession, open_page, sign_in_page
):
    fill_quarters(dbsession, reviewer.organization, utc_now(), quarters=1)
    assert RollUps(dbsession, utc_now).last(reviewer.organization_id) is None
    page = open_page()
    sign_in_page(page, reviewer.user)

    page.goto("/portfolio/figures")

    page.get_by_text("The figures are counted.").wait_for()
    follow(page, "Read what is needed most")
    assert "27 reports" in words(page)
