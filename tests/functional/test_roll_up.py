"""The page that says how far the figures of a quarter are."""

import datetime as dt

import pytest
from sqlalchemy import update

from readiness.models import BulkJob, FileState
from tests.functional.test_portfolio import NOW, funder
from tests.readiness.portfolios import NEEDY, add_reports

__all__ = ["funder"]
PAGE = "/portfolio/figures"


@pytest.fixture
def shared(dbsession, funder):
    add_reports(dbsession, funder.id, [NEEDY] * 12, since=NOW - dt.timedelta(days=60))
    return funder.id


@pytest.fixture
def waiting(shared, dbsession):
    """Work that somebody is at: two of five tables are done."""
    dbsession.add(
        BulkJob(
            organization_id=shared,
            kind="roll-up",
            state=FileState.WAITING,
            items=["steps", "areas", "results", "stops", "asks"],
            done=2,
            total=5,
            updated_at=NOW,
            expires_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
        )
    )
    dbsession.commit()


def test_first_look_has_the_figures_counted(testapp, shared):
    page = testapp.get(PAGE)
    assert page.headers["Refresh"] == "3"
    assert "The counting begins in a moment." in page

    page = testapp.get(PAGE)

    assert "The figures are counted." in page
    assert "The figures of July to September 2026" in page
    assert "Refresh" not in page.headers
    assert "12 reports" in page.click("Read what is needed most")


def test_page_says_how_many_tables_are_done(testapp, waiting):
    page = testapp.get(PAGE)

    assert "2 of 5 tables are done." in page
    assert (page.html.find("progress")["value"], page.html.find("progress")["max"]) == ("2", "5")
    assert page.headers["Refresh"] == "3"
    assert "July to September 2026 are being counted" in testapp.get("/portfolio/overview")


def test_what_stands_still_goes_on_when_somebody_looks(testapp, waiting, dbsession):
    long_ago = NOW - dt.timedelta(hours=1)
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(update(BulkJob).values(updated_at=long_ago))

    assert "takes longer than it should" in testapp.get(PAGE)
    page = testapp.get(PAGE)

    assert "The figures are counted." in page
    assert "being counted" not in testapp.get("/portfolio/overview")


def test_nobody_waits_where_nothing_is_shared(testapp, funder):
    page = testapp.get(PAGE)

    assert "nothing to count" in page
    assert "Refresh" not in page.headers
    assert "being counted" not in testapp.get("/portfolio/overview")
