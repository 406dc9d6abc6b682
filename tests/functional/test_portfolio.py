"""A funder's figures as a page and as files."""

import datetime as dt
from io import BytesIO

import openpyxl
import pymupdf
import pytest

from readiness.models import Role
from readiness.services import roll_ups
from reports.facts import Facts
from tests.factories import make_membership
from tests.readiness.portfolios import FINE, NEEDY, add_reports, make_funder, make_share

NOW = dt.datetime(2026, 11, 5, tzinfo=dt.UTC)


@pytest.fixture
def funder(testapp, dbsession, clock, sign_in, monkeypatch):
    clock.now = NOW
    monkeypatch.setattr(roll_ups, "utc_now", clock)
    monkeypatch.setattr("readiness.services.needs.utc_now", clock)
    reviewer = make_membership(dbsession, organization=make_funder(dbsession), role=Role.REVIEWER)
    sign_in(testapp, reviewer.user)
    return reviewer.organization


def fill(dbsession, funder, *, needy=14, fine=12):
    for facts, count in ((NEEDY, needy), (FINE, fine)):
        for _ in range(count):
            make_share(dbsession, funder, facts, shared_at=NOW - dt.timedelta(days=60))


def test_page_without_figures_says_when_there_may_be_some(testapp, funder):
    page = testapp.get("/portfolio/overview")

    assert "There are no figures yet." in page
    assert "January 1, 2027" in page


def test_page_says_what_recurs_in_the_lessons_words(testapp, dbsession, funder):
    fill(dbsession, funder)
    testapp.get("/portfolio/overview")

    page = testapp.get("/portfolio/overview")

    assert "26 reports" in page
    text = page.html.find("main").get_text(" ", strip=True)
    assert "all but a few Ask participants" in text.replace("  ", " ")
    assert "about 5 in 10 Train more than one survivor leader" in text
    assert "A table is made from at least 10 organizations" in text
    assert page.html.find("table", class_="heat")


def test_picture_tells_what_the_table_beside_it_tells(testapp, dbsession, funder):
    fill(dbsession, funder)
    testapp.get("/portfolio/overview")
    page = testapp.get("/portfolio/overview")

    table = page.html.find("table", class_="heat")
    cells = [cell.get_text() for cell in table.find_all("td")]
    picture = page.html.find("figure").find("svg")
    hidden = picture.find_all("rect", fill="url(#heat-hatch)")

    assert len(picture.find_all("rect")) == len(cells)
    assert len(hidden) == sum(cell == "fewer than 5" for cell in cells)
    assert picture.find("title")


def test_number_of_grantees_gives_the_share_of_them(testapp, dbsession, funder):
    fill(dbsession, funder, needy=3, fine=4)
    form = testapp.get("/portfolio/overview").forms["form"]
    form["grantees"] = "11"

    page = form.submit().follow()

    assert "7 of 11 organizations share something with you now." in page


def test_number_below_those_that_share_is_not_made_a_share_of_them(testapp, dbsession, funder):
    fill(dbsession, funder, needy=3, fine=4)
    form = testapp.get("/portfolio/overview").forms["form"]
    form["grantees"] = "5"

    page = form.submit().follow()

    assert "7 organizations share something with you now." in page
    assert "of 5 organizations" not in page
    assert "please look at the number again" in page


def test_figures_without_steps_say_why_none_is_named(testapp, dbsession, funder):
    for _ in range(12):
        make_share(dbsession, funder, Facts(asks=("time",)), shared_at=NOW - dt.timedelta(days=60))
    testapp.get("/portfolio/overview")

    page = testapp.get("/portfolio/overview")

    assert "This comes from 12 reports" in page
    assert "No next step can be named: fewer than 10 organizations shared theirs" in page


def test_front_page_says_which_of_many_it_shows(testapp, dbsession, funder):
    add_reports(dbsession, funder.id, [NEEDY] * 120, since=NOW - dt.timedelta(days=60))
    first = testapp.get("/portfolio")
    assert "These are 1 to 50." in first

    last = first.click("Those that end later").click("Those that end later")

    assert "These are 101 to 120." in last
    assert len(last.html.select("main h3 a[href^='/portfolio/']")) == 20
    assert "Those that end later" not in last


def test_number_that_is_none_is_refused_in_words(testapp, funder):
    form = testapp.get("/portfolio/overview").forms["form"]
    form["grantees"] = "many"

    assert "Please use a whole number." in form.submit(status=422)


def test_no_page_of_the_funder_orders_or_ranks(testapp, dbsession, funder):
    fill(dbsession, funder)
    testapp.get("/portfolio/overview")
    plain = testapp.get("/portfolio/overview")

    for query in ("?sort=score", "?order=desc", "?verdict=build-first", "?organization=x"):
        asked = testapp.get(f"/portfolio/overview{query}")
        assert main(asked) == main(plain)


def main(page) -> str:
    return page.html.find("main").get_text(" ", strip=True)


def test_brief_is_two_pages_in_the_lessons_words(testapp, dbsession, funder):
    fill(dbsession, funder)
    testapp.get("/portfolio/overview")
    found = testapp.get("/portfolio/needs.pdf")
    if found.status_int == 202:
        found = testapp.get("/portfolio/needs.pdf")

    with pymupdf.open(stream=found.body) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        assert len(document) <= 2
    assert "Train more than one survivor leader" in text
    assert "Paid hours to plan, lead and follow up" in text
    assert "A house" not in text


def test_workbook_says_the_same_as_the_page(testapp, dbsession, funder):
    fill(dbsession, funder)
    testapp.get("/portfolio/overview")

    book = openpyxl.load_workbook(BytesIO(testapp.get("/portfolio/needs.xlsx").body))

    assert book.sheetnames == ["Needs", "What would help", "Areas", "Results", "Rules"]
    rows = list(book["Needs"].iter_rows(values_only=True))
    assert (rows[1][1], rows[2][1]) == ("all but a few", "about 5 in 10")
