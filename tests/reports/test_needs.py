"""What follows from published tables: needs in the lessons' words, and nothing about anybody."""

import json
from datetime import date
from io import BytesIO

import openpyxl
import pikepdf
import pymupdf
import pytest
from bs4 import BeautifulSoup

from instruments import catalogue
from reports import heat, needs, xlsx_needs
from reports.facts import Facts
from reports.needs import HELP, MOST, RULES
from reports.portfolio import FEW, LEAST, VERDICTS, Cell, Kind, Name, release
from reports.sharing_words import ASKS

DAY = date(2026, 10, 1)
NOTHING = {name: [] for name in Name}


def facts(count: int, **more) -> list[Facts]:
    plain = {
        "verdict": "build-first",
        "areas": ("STF",),
        "steps": ("L-P4",),
        "stops": 1,
        "asks": ("time",),
    }
    return [Facts(**{**plain, **more})] * count


def quarter(number: int) -> str:
    return f"{2026 + (number - 1) // 4}-Q{(number - 1) % 4 + 1}"


def published(*quarters: list[Facts]):
    """Tables of several quarters, the newest first."""
    return {
        name: [
            (quarter(len(quarters) - number), made)
            for number, each in enumerate(quarters)
            if (made := release(name, each)) is not None
        ]
        for name in Name
    }


MIXED = facts(7) + facts(
    8, verdict="getting-ready", areas=("STF", "SUP"), steps=("L-C3",), stops=0, asks=()
)


@pytest.fixture(scope="module")
def mixed():
    return needs.build(published(MIXED))


def test_nothing_published_is_nothing_said():
    made = needs.build(NOTHING)

    assert (made.count, made.needs, made.asked, made.heat, made.results) == (0, (), (), None, ())
    assert (made.stops, made.stops_total, made.periods, made.changes) == (None, None, (), ())


def test_nine_organizations_are_not_told_of():
    assert needs.build(published(facts(LEAST - 1))) == needs.build(NOTHING)


def test_need_is_said_in_the_lessons_words_with_what_would_help(mixed):
    lessons = catalogue.lessons().by_id

    assert [one.title for one in mixed.needs] == [lessons["L-C3"].title, lessons["L-P4"].title]
    assert [one.lesson for one in mixed.needs] == [lessons["L-C3"].lesson, lessons["L-P4"].lesson]
    assert [one.cell.words for one in mixed.needs] == ["about 5 in 10", "about 5 in 10"]
    assert all(one.help in HELP.values() for one in mixed.needs)


def test_what_few_need_is_not_named():
    made = needs.build(published(facts(20) + facts(FEW - 1, steps=("L-C3",))))

    assert [one.title for one in made.needs] == [catalogue.lessons().by_id["L-P4"].title]


def test_what_is_needed_most_stands_first():
    made = needs.build(published(facts(14) + facts(6, steps=("L-C3",))))

    assert [one.cell.tenths for one in made.needs] == [7, 3]


def test_every_area_has_a_kind_of_help():
    assert set(HELP) == {domain.id for domain in catalogue.find("formative").domains}


def test_every_step_of_the_readiness_questionnaire_can_be_a_need():
    steps = {step for item in catalogue.find("formative").items for step in item.steps}

    for step in sorted(steps):
        made = needs.build(published(facts(10, steps=(step,))))
        assert made.needs[0].help
        assert made.needs[0].title


def test_results_of_which_all_are_hidden_are_no_list():
    assert needs.build(published(MIXED)).results != ()
    spread = [
        one
        for verdict in ("build-first", "getting-ready", "ready-for-a-small-pilot")
        for one in facts(4, verdict=verdict)
    ]
    assert needs.build(published(spread)).results == ()


def test_areas_are_all_there_whether_anything_is_told_of_them(mixed):
    names = [domain.name for domain in catalogue.find("formative").domains]

    assert [name for name, _ in mixed.heat.rows] == names
    assert {
        cell.kind for name, cells in mixed.heat.rows if name == names[-1] for cell in cells
    } == {Kind.FEW}


def test_stops_and_asks_are_told(mixed):
    assert mixed.stops == Cell(Kind.SOME, 5)
    assert [words for words, _ in mixed.asked] == ["Paid time to plan, lead and follow up"]


def test_quarters_are_compared_only_when_there_are_two():
    assert needs.build(published(facts(12))).changes == ()
    made = needs.build(published(MIXED, facts(11, steps=("L-C3",))))

    assert made.periods == ("April to June 2026", "January to March 2026")
    assert made.count == 26
    assert [trend.title for trend in made.changes] == ["Next steps", "Results", "Safety"]
    assert all(len(cells) == 2 for trend in made.changes for _, cells in trend.rows)


def test_quarter_without_a_table_is_told_from_one_that_says_fewer_than_five():
    tables = published(facts(12), facts(12, steps=("L-C3",)))
    tables[Name.STOPS].pop()
    made = needs.build(tables)
    rows = {name: cells for trend in made.changes for name, cells in trend.rows}

    assert rows[needs.SAFETY] == (Cell(Kind.MOST), None)
    assert rows[catalogue.lessons().by_id["L-C3"].title] == (Cell(Kind.FEW), Cell(Kind.MOST))


def test_results_of_which_all_quarters_hide_all_are_not_compared():
    spread = [one for verdict in VERDICTS for one in facts(4, verdict=verdict)]
    made = needs.build(published(spread, spread))

    assert [trend.title for trend in made.changes] == ["Next steps", "Safety"]


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026-Q1", "January to March 2026"), ("2027-Q4", "October to December 2027")],
)
def test_quarter_is_said_as_people_say_it(period, words):
    assert needs.quarter_words(period) == words


def test_figures_say_of_which_reports_they_are(mixed):
    told = "15 reports of January to March 2026"

    assert (mixed.heat.about, mixed.results_about, mixed.stops_about) == (told, told, told)


@pytest.mark.parametrize(
    ("step", "area"),
    [("L-C2", "COF"), ("R-5b", "CON"), ("L-P2", "PLN"), ("L-P4", "STF"), ("R-2", "PAR")],
)
def test_help_is_that_of_the_area_with_most_questions_on_the_step(step, area):
    made = needs.build(published(facts(10, steps=(step,))))

    assert made.needs[0].help == HELP[area]


def test_equal_figures_are_equal_text():
    assert needs.to_json(needs.build(published(MIXED))) == needs.to_json(
        needs.build(published(list(reversed(MIXED))))
    )
    assert json.loads(needs.to_json(needs.build(NOTHING)))["count"] == 0


def test_brief_is_two_pages_at_most_and_says_how_it_was_made():
    """With the longest lessons, every kind of help, and a column for every result."""
    steps = {step for item in catalogue.find("formative").items for step in item.steps}
    longest = sorted(steps, key=lambda step: len(catalogue.lessons().by_id[step].lesson))[-MOST:]
    everything = [
        one
        for verdict in VERDICTS
        for one in facts(
            10, verdict=verdict, steps=tuple(longest), areas=tuple(HELP), asks=tuple(ASKS)
        )
    ]
    full = needs.build(published(everything))
    content = needs.render(full, funder="Harbor & <Fund>", day=DAY)

    with pymupdf.open(stream=content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        assert document.page_count <= 2
        assert "Harbor" not in str(document.metadata)
    assert (len(full.needs), len(full.asked)) == (MOST, len(ASKS))
    assert "Harbor & <Fund>" in text
    assert full.needs[0].title in text
    assert RULES[0] in text


def figures(node):
    """The descriptions of all pictures in a tagged PDF."""
    if isinstance(node, pikepdf.Array):
        return [found for one in node for found in figures(one)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node.Alt)] if node.get("/S") == "/Figure" else []
    return own + (figures(node.K) if "/K" in node else [])


def test_brief_shows_the_areas_as_a_picture_and_as_a_table(mixed):
    content = needs.render(mixed, funder="Harbor", day=DAY)

    with pymupdf.open(stream=content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
    with pikepdf.open(BytesIO(content)) as document:
        assert figures(document.Root.StructTreeRoot.K) == [heat.TITLE]
    area, cells = mixed.heat.rows[0]
    # Once in the picture, and once in the table.
    assert text.count(area) == 2
    assert f"{area} {' '.join(cell.words for cell in cells)}" in text
    assert "of January to March 2026" in text


def test_brief_without_figures_is_made_too():
    content = needs.render(needs.build(NOTHING), funder="Harbor", day=DAY)

    with pymupdf.open(stream=content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
    assert "There are no figures yet." in text
    assert "0 reports" not in text
    assert RULES[0] in text


def test_workbook_says_what_the_figures_say_in_no_other_order(mixed):
    book = openpyxl.load_workbook(BytesIO(xlsx_needs.render(mixed, day=DAY)))
    listed = [tuple(row) for row in book["Needs"].iter_rows(min_row=2, values_only=True)]

    assert listed == [(one.title, one.cell.words, one.help) for one in mixed.needs]
    assert [row[0] for row in book["Rules"].iter_rows(min_row=2, values_only=True)] == list(RULES)
    assert not any(sheet.auto_filter.ref for sheet in book)


def test_workbook_without_areas_has_no_sheet_of_them():
    book = openpyxl.load_workbook(BytesIO(xlsx_needs.render(needs.build(NOTHING), day=DAY)))

    assert not {"Areas", "Quarters"} & set(book.sheetnames)


def test_workbook_has_the_areas_as_dark_as_the_picture(mixed):
    sheet = openpyxl.load_workbook(BytesIO(xlsx_needs.render(mixed, day=DAY)))["Areas"]
    listed = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    fills = [[cell.fill.fgColor.rgb for cell in row[1:]] for row in sheet.iter_rows(min_row=2)]

    assert listed[0] == ("Area", *mixed.heat.columns)
    assert listed[1:] == [
        (name, *(cell.words for cell in cells)) for name, cells in mixed.heat.rows
    ]
    colors = {weight: f"FF{color[1:].upper()}" for weight, color in heat.FILLS.items()}
    assert fills == [
        [colors.get(cell.weight, "00000000") for cell in cells] for _, cells in mixed.heat.rows
    ]


def test_workbook_has_every_quarter_and_says_of_which_reports_results_are():
    made = needs.build(published(*([facts(12)] * 6)))
    book = openpyxl.load_workbook(BytesIO(xlsx_needs.render(made, day=DAY)))

    head, *rows = book["Quarters"].iter_rows(values_only=True)
    assert head == ("Kind", "What", *made.periods)
    assert len(head) == 8
    assert ("Safety", needs.SAFETY, *["all but a few"] * 6) in rows
    results = list(book["Results"].iter_rows(min_row=2, values_only=True))
    assert results[-1] == (needs.SAFETY, "all but a few", "12 reports of April to June 2027")


def test_equal_figures_are_equal_workbooks(mixed):
    assert xlsx_needs.render(mixed, day=DAY) == xlsx_needs.render(mixed, day=DAY)


def test_rules_say_the_numbers_that_hold():
    text = BeautifulSoup(" ".join(RULES), "html.parser").get_text()

    assert f"at least {LEAST} organizations" in text
    assert f"fewer than {FEW} organizations" in text
