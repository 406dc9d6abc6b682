"""The quick screen's result: three lists, no score."""

import datetime as dt

import pymupdf
import pytest
from bs4 import BeautifulSoup

from instruments import catalogue
from reports import quick_screen
from reports.quick_screen import QuickReport

DAY = dt.date(2026, 11, 1)


def result(level: object = 2, **changed: object) -> QuickReport:
    items = catalogue.selection("quick-screen").items
    given = {**dict.fromkeys(items, level), **{k.replace("_", "-"): v for k, v in changed.items()}}
    return quick_screen.build(given, day=DAY)


def lists(made: QuickReport) -> dict[str, list[str]]:
    return {part.heading: [row.answer.item for row in part.rows] for part in made.parts}


def test_everything_in_place_goes_well():
    made = result(2)

    assert list(lists(made)) == ["Going well"]
    assert made.lead == (
        "Everything you were asked about is in place. Check it again after any change."
    )


def test_safety_stop_at_0_comes_first_with_a_first_step():
    made = result(2, CON_1=0, SAF_1=1)

    assert lists(made)["Stop and fix"] == ["CON-1"]
    assert lists(made)["Check these"] == ["SAF-1"]
    stop = made.parts[0].rows[0]
    assert stop.in_place.startswith("A written policy covers the group.")
    assert stop.step == "Make the role and the privacy rules clear"
    assert made.lead == ("One safety step needs to be in place before people join. Start there.")


def test_nothing_answered_is_a_list_to_check_without_steps():
    made = quick_screen.build({}, day=DAY)

    assert list(lists(made)) == ["Check these"]
    assert len(made.parts[0].rows) == 15
    assert {row.step for row in made.parts[0].rows} == {""}
    assert made.lead == "No safety step is at “Not yet”. 15 things need a closer look."


def test_lead_counts_what_goes_well_beside_what_to_check():
    assert result(2, SAF_1=1, STF_1=0).lead == (
        "No safety step is at “Not yet”. Two things need a closer look; 13 are going well."
    )


def test_fragment_is_an_article_with_one_headline_and_no_style():
    page = BeautifulSoup(quick_screen.fragment(result(2, CON_1=0)), "html.parser")

    assert len(page.find_all("h1")) == 1
    assert [each.get_text() for each in page.find_all("h2")] == [
        "Stop and fix",
        "Going well",
        "What the full questionnaire adds",
    ]
    assert page.select("[style], script") == []
    assert "25 minutes" in page.get_text()


@pytest.fixture(scope="module")
def quick_pdf() -> bytes:
    return quick_screen.render_pdf(result(2, CON_1=0, SAF_1=1))


def test_pdf_fits_on_two_sheets_and_names_nobody(quick_pdf):
    with pymupdf.open(stream=quick_pdf) as document:
        assert document.page_count <= 2
        assert document.metadata["title"] == "Quick screen"
        text = document[0].get_text()
    assert "Written privacy policy" in text
    assert "Quick screen, November 1, 2026" in text
