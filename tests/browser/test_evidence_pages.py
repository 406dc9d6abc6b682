"""The evidence pages in a real browser: readable on a phone, and by everyone."""

import pytest

from tests.browser.looking import assert_axe, assert_fits

PATHS = ["/about", "/method", "/models", "/models?part=sources", "/safety"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(open_page, path, width):
    page = open_page(path, width=width)
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")

    assert_axe(page)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_at_320_pixels(open_page, path):
    page = open_page(path, bypass_csp=True)
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")

    assert_fits(page)


def test_wide_table_keeps_the_names_of_its_rows_in_sight(open_page):
    page = open_page("/models", width=800)
    table = page.get_by_role("region", name="Five models, six attributes")
    table.evaluate("each => each.scrollLeft = 200")

    name = table.get_by_role("rowheader", name="LifeRing").bounding_box()
    assert name["x"] == table.bounding_box()["x"]


def test_table_is_cards_on_a_phone_and_still_a_table(open_page):
    page = open_page("/models", width=360)
    table = page.get_by_role("table", name="Five models, six attributes")
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="LifeRing"))
    left = {cell.bounding_box()["x"] for cell in row.get_by_role("cell").all()}

    assert table.get_by_role("columnheader").count() == 7
    assert row.get_by_role("cell").count() == 6
    assert len(left) == 1
