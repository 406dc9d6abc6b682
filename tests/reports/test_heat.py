"""The picture of areas by result says what the table says, and not by color alone."""

import pytest
from lxml import etree

from instruments import catalogue
from reports import heat
from reports.heat import Heat
from reports.portfolio import Cell, Kind

FEW, MOST, HIDDEN = Cell(Kind.FEW), Cell(Kind.MOST), Cell(Kind.HIDDEN)


def some(tenths):
    return Cell(Kind.SOME, tenths)


TABLE = Heat(
    columns=("Build first", "Ready for a small pilot"),
    rows=(("Staffing", (some(5), FEW)), ("Trust & <safety>", (MOST, HIDDEN))),
)


def drawn(table=TABLE):
    return etree.fromstring(heat.picture(table))


def test_picture_has_a_title_that_leads_to_the_table():
    root = drawn()

    assert root.get("role") == "img"
    assert root.find("title").text == heat.TITLE
    assert "table" in heat.TITLE


def test_every_area_and_result_is_named():
    words = [one.text for one in drawn().findall("text")]

    assert words == [
        "Build first", "Ready for a", "small pilot", "Staffing", "about 5 in 10",
        "Trust & <safety>", "all but a few",
    ]  # fmt: skip


def test_field_of_which_nothing_is_told_has_stripes_and_no_word():
    root = drawn()
    fills = [one.get("fill") for one in root.findall("rect")]

    assert [fill == "url(#heat-hatch)" for fill in fills] == [False, True, False, True]
    assert root.find("pattern").get("id") == "heat-hatch"


@pytest.mark.parametrize("hidden", [FEW, HIDDEN])
def test_fields_that_hide_something_look_alike(hidden):
    one = Heat(("All",), (("Staffing", (hidden,)),))

    assert heat.picture(one) == heat.picture(Heat(("All",), (("Staffing", (FEW,)),)))


@pytest.mark.parametrize(
    ("cell", "words"),
    [(some(1), "about 1 in 10"), (some(9), "about 9 in 10"), (MOST, "all but a few"), (FEW, "")],
)
def test_field_says_what_its_color_says(cell, words):
    assert heat.told(cell) == words


def test_more_is_darker():
    rows = tuple((str(tenths), (some(tenths),)) for tenths in (1, 3, 6, 9))
    fills = [one.get("fill") for one in drawn(Heat(("All",), rows)).findall("rect")]

    brightness = [sum(bytes.fromhex(fill[1:])) for fill in fills]
    assert brightness == sorted(brightness, reverse=True)
    assert len(set(fills)) == 4


def test_fields_stay_inside_the_picture_and_apart():
    root = drawn()
    wide, tall = (int(root.get(name)) for name in ("width", "height"))
    boxes = [
        tuple(int(one.get(n)) for n in ("x", "y", "width", "height"))
        for one in root.findall("rect")
    ]

    assert all(x + w <= wide and y + h <= tall for x, y, w, h in boxes)
    assert len(set(boxes)) == 4


def test_there_is_room_for_the_name_of_every_area():
    """Signs of this size are at most 8 units wide on average."""
    first = int(drawn().find("rect").get("x"))

    assert all(8 * len(domain.name) <= first for domain in catalogue.find("formative").domains)
