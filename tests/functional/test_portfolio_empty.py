"""A funder with whom nobody shares, one organization does, or nobody does any more."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import update

from readiness.models import Share
from tests.functional.test_portfolio import NOW, funder
from tests.readiness.portfolios import NEEDY, add_reports

__all__ = ["funder"]
SINCE = NOW - dt.timedelta(days=60)


@pytest.fixture
def nobody(funder):
    return funder


@pytest.fixture
def one(dbsession, funder):
    add_reports(dbsession, funder.id, [NEEDY], since=SINCE)
    return funder


@pytest.fixture
def expired(testapp, dbsession, funder):
    """Twelve shared, figures were counted, and all of the shares have run out since."""
    add_reports(dbsession, funder.id, [NEEDY] * 12, since=SINCE)
    testapp.get("/portfolio/figures")
    assert "12 reports" in testapp.get("/portfolio/overview")
    dbsession.rollback()
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(update(Share).values(expires_at=NOW - dt.timedelta(minutes=1)))
    return funder


@pytest.fixture(params=["nobody", "one", "expired"])
def state(request):
    request.getfixturevalue(request.param)
    return request.param


def text(page) -> str:
    return page.html.find("main").get_text(" ", strip=True)


def test_front_page_says_what_there_is(testapp, state):
    said = text(testapp.get("/portfolio"))

    assert ("1 shared report" in said) is (state == "one")
    assert ("Nothing is shared with you now." in said) is (state != "one")
    assert ("All reports in one file" in said) is (state == "one")
    assert said.count("Ask an organization to share something") == 1
    assert "0 shared" not in said


def test_figures_are_none_and_nothing_is_offered_that_is_empty(testapp, state):
    testapp.get("/portfolio/overview")
    said = text(testapp.get("/portfolio/overview"))

    assert "There are no figures yet." in said
    assert f"{int(state == 'one')} organization" in said
    assert "Two pages for a meeting" not in said
    assert "being counted" not in said
    assert "House" not in said


def test_files_that_are_asked_for_all_the_same_say_that_there_is_nothing(testapp, state):
    testapp.get("/portfolio/overview")
    book = openpyxl.load_workbook(BytesIO(testapp.get("/portfolio/needs.xlsx").body))
    assert list(book["Needs"].iter_rows(min_row=2)) == []
    assert "Areas" not in book.sheetnames
    testapp.get("/portfolio/reports.zip", status=404)


def test_file_of_all_reports_is_offered_only_where_there_is_one(testapp, state):
    page = testapp.get("/portfolio/reports")

    assert ("bulk-form" in page.forms) is (state == "one")
    assert ("there is nothing to put into a file" in page) is (state != "one")
