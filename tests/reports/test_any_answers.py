"""Whatever is answered: the report is built, written, and says what was chosen."""

import re
from io import BytesIO

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Instrument
from reports import docx as documents
from reports import html, xlsx
from reports.html import Part
from reports.model import Report
from tests.reports.hostile import HOSTILE
from tests.reports.samples import made_up
from tests.reports.test_html import parsed

MARKUP = "<b>&amp;</b> {{ 7 }}"


def answer_sets(instrument: Instrument):
    """Answers to any of the questions; one left out is not known."""
    return st.fixed_dictionaries(
        {},
        optional={
            item.id: st.sampled_from(
                [0, 1, 2, 3, UNKNOWN, *([NOT_APPLICABLE] if item.may_not_apply else [])]
            )
            for item in instrument.items
        },
    )


@st.composite
def answered(draw) -> dict[str, dict[str, Answer]]:
    """The answers of one or both questionnaires."""
    both = ("formative", "evaluability")
    which = draw(st.sampled_from([both[:1], both[1:], both]))
    return {name: draw(answer_sets(catalogue.find(name))) for name in which}


def made(answers: dict[str, dict[str, Answer]]) -> Report:
    """The report on them, with a note and a name that look like markup."""
    first = next(iter(catalogue.find(next(iter(answers))).by_id))
    return made_up(
        **answers, notes={first: MARKUP}, profile={"stage": "running"}, organization=MARKUP
    )


def chosen(report: Report) -> set[str]:
    """The words of every level that was chosen, and every question."""
    rows = [row for each in report.standings for area in each.answers for row in area.rows]
    return {row.answer.words for row in rows if row.answer.words} | {
        row.answer.question for row in rows
    }


def lost(report: Report, text: str) -> list[str]:
    flat = re.sub(r"\s+", " ", text)
    return [words for words in chosen(report) if words not in flat]


@given(answered())
@settings(max_examples=25, deadline=None)
def test_page_says_every_answer_and_obeys_none(answers):
    report = made(answers)
    parts = {part: parsed(html.fragment(report, part=part)) for part in Part}

    assert lost(report, parts[Part.ANSWERS].get_text(" ", strip=True)) == []
    assert MARKUP in parts[Part.ANSWERS].get_text()
    assert [part for part, page in parts.items() if page.find("b")] == []


@given(answered())
@settings(max_examples=25, deadline=None)
def test_first_part_holds_the_verdict_and_everything_to_start_with(answers):
    report = made(answers)
    page = parsed(html.fragment(report)).get_text(" ", strip=True)
    flat = re.sub(r"\s+", " ", page)

    needed = [report.standing.headline, *report.summary, *report.standing.reasons]
    needed += [line.title for line in report.start.lines]
    needed += [thing.in_place for thing in (report.first.things if report.first else ())]
    assert [words for words in needed if words not in flat] == []


@given(answered())
@settings(max_examples=25, deadline=None)
def test_steps_part_names_every_step(answers):
    report = made(answers)
    page = parsed(html.fragment(report, part=Part.STEPS)).get_text(" ", strip=True)

    steps = [step for each in report.steps for tier in each.tiers for step in tier.steps]
    assert [step.title for step in steps if step.title not in page] == []


@given(answered())
@settings(max_examples=10, deadline=None)
def test_printed_version_says_every_answer_and_holds_no_markup_of_others(answers):
    report = made(answers)
    page = parsed(html.print_document(report))

    assert lost(report, page.get_text(" ", strip=True)) == []
    assert page.find("b") is None
    # A link to nowhere would stop the making of the PDF.
    assert [a["href"] for a in page.select("a") if not page.find(id=a["href"][1:])] == []


@given(answered())
@settings(max_examples=5, deadline=None)
def test_workbook_says_every_answer(answers):
    report = made(answers)
    book = openpyxl.load_workbook(BytesIO(xlsx.render(report)))

    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert lost(report, " ".join(cells)) == []
    assert any(MARKUP in cell for cell in cells)


@given(answered())
@settings(max_examples=3, deadline=None)
def test_document_says_every_answer(answers):
    report = made(answers)
    document = docx.Document(BytesIO(documents.render(report)))

    text = " ".join(document.element.body.itertext())
    assert lost(report, text) == []
    assert MARKUP in text


@given(answered())
@settings(max_examples=25, deadline=None)
def test_report_survives_json(answers):
    report = made(answers)
    assert Report.from_json(report.to_json()) == report


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("part", Part)
def test_hostile_text_adds_no_tag_to_any_part(name, part):
    text = HOSTILE[name]
    wild = made_up(formative={"STF-1": 1}, notes={"STF-1": text}, organization=text, program=text)
    tame = made_up(formative={"STF-1": 1}, notes={"STF-1": "a"})

    tags = [re.findall(r"<(?!br)[a-z]", html.fragment(each, part=part)) for each in (wild, tame)]

    assert len(tags[0]) == len(tags[1])
