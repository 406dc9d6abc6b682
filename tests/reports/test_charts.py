"""The bars say what they show, and a table beside them says the same."""

import re

import pytest
from lxml import etree

from reports import charts, html
from tests.reports.samples import A1, S1, report
from tests.reports.test_model import area

NEED = "What a small pilot needs"


def drawn(svg: str) -> etree._Element:
    return etree.fromstring(svg)


def test_title_says_score_range_and_need():
    assert charts.title(area(), need=NEED) == (
        "Staffing: 44 of 100. Could be 27 to 67. What a small pilot needs: 50."
    )
    assert charts.title(area(known=5), need=NEED) == (
        "Staffing: 44 of 100. What a small pilot needs: 50."
    )


@pytest.mark.parametrize("bar", [charts.screen_bar, charts.print_bar])
def test_bar_is_a_picture_with_a_title(bar):
    root = drawn(bar(area(), need=NEED))

    assert root.get("role") == "img"
    assert root.find("title").text == charts.title(area(), need=NEED)


def test_screen_bar_draws_known_part_unknown_part_score_and_need():
    root = drawn(charts.screen_bar(area(), need=NEED))

    assert [(each.get("x"), each.get("width")) for each in root.findall("rect")] == [
        (None, "100%"),
        ("0%", "27%"),
        ("27%", "40%"),
    ]
    assert root.find("line").get("x1") == "44%"
    assert root.find("svg").get("x") == "50%"


def test_screen_bar_of_an_area_with_nothing_known_is_all_stripes():
    root = drawn(charts.screen_bar(area(score=None, low=None, high=None, known=0), need=NEED))

    assert [each.get("width") for each in root.findall("rect")] == ["100%", "100%"]
    assert root.find("line") is None


def test_print_bar_carries_its_own_colors_and_marks_the_score_only_in_a_range():
    with_range = charts.print_bar(area(), need=NEED)
    known = charts.print_bar(area(known=5, low=44, high=44), need=NEED)

    assert "M132 3v17" in with_range
    assert "M132 3v17" not in known
    assert 'width="132"' in known
    assert "class=" not in with_range


def test_print_bar_of_zero_has_no_full_part():
    root = drawn(charts.print_bar(area(score=0, low=0, high=0, known=5), need=NEED))

    assert len(root.findall("rect")) == 1


@pytest.mark.parametrize("name", [S1, A1])
def test_table_twin_shows_the_numbers_of_the_bars(name):
    made = report(name)
    page = html.fragment(made)
    rows = re.findall(
        r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td><td>(\d+)</td></tr>', page
    )
    titles = re.findall(r'<svg class="bar" role="img"><title>(.*?)</title>', page)

    assert len(rows) == len(titles) == sum(len(each.picture.areas) for each in made.standings)
    for (area_name, said, could_be, need), title in zip(rows, titles, strict=True):
        expected = f"{area_name}: {said}. " + (
            "" if could_be == "All known" else f"Could be {could_be}. "
        )
        assert title.startswith(expected)
        assert title.endswith(f": {need}.")
