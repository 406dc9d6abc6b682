"""Two rounds side by side, by hand-written cases on Open Gate's two rounds."""

import dataclasses
import datetime as dt
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from bs4 import BeautifulSoup

from instruments import answers as answers_files
from instruments import catalogue
from instruments.answers import AnswersFile, AnswerSheet
from instruments.assess import assess
from reports import comparing
from reports.comparison import Area, DoneStep, Library, build
from tests.reports.checking import assert_tagged
from tests.reports.hostile import CLEANED, HOSTILE

FIRST_DAY, SECOND_DAY = dt.date(2025, 11, 3), dt.date(2026, 11, 1)


@cache
def snapshot(name):
    return assess(answers_files.read(catalogue.samples()[name]))


@cache
def open_gate():
    done = (
        DoneStep("Too early", dt.date(2025, 11, 2)),
        DoneStep("First", FIRST_DAY),
        DoneStep("Ask again", dt.date(2026, 3, 1)),
        DoneStep("Too late", dt.date(2026, 11, 2)),
    )
    return build(snapshot("open-gate-1"), snapshot("open-gate-2"), done=done)


def test_formative_answers_of_open_gate_are_the_same():
    formative = open_gate().compared[0]

    assert (formative.moved, formative.same) == ((), 50)
    assert formative.summary == "50 answers are the same."
    assert formative.overall.words == "The same"


def test_three_evaluability_answers_moved_up_with_their_notes():
    moved = open_gate().compared[1].moved

    assert [(one.after.item, one.before.mark, one.after.mark, one.way) for one in moved] == [
        ("DAT-4", "1", "2", "higher"),
        ("DAT-6", "1", "2", "higher"),
        ("CAP-3", "1", "2", "higher"),
    ]
    assert [one.before_note for one in moved] == [
        "We ask the questions only when a round ends.",
        "We do not yet note what other help people get.",
        "There is no money set aside for evaluation yet.",
    ]
    assert [one.after_note for one in moved] == [
        "We now ask at the start and at the end of each round.",
        "One line on the form: what other help, if any.",
        "A small line in this year's budget.",
    ]


def test_verdict_moved_from_process_to_outcome_with_the_reasons_of_each():
    evaluability = open_gate().compared[1]

    assert evaluability.before.name == "Ready for a process evaluation"
    assert evaluability.after.name == "Ready for an outcome evaluation"
    assert (evaluability.before.day, evaluability.after.day) == (FIRST_DAY, SECOND_DAY)
    assert any("start" in reason.lower() or ":" in reason for reason in evaluability.before.reasons)
    assert evaluability.after.reasons == ("No rule stands in the way.",)


def test_areas_moved_where_their_answers_did():
    areas = {area.name: area.words for area in open_gate().compared[1].areas}

    assert sorted(words for words in areas.values() if words != "The same") == [
        "Up by 11 points", "Up by 7 points",
    ]  # fmt: skip


def test_steps_done_between_the_two_are_named_with_both_days_counted():
    assert [step.title for step in open_gate().done] == ["First", "Ask again"]


def test_same_versions_are_not_scored_again():
    for one in open_gate().compared:
        assert (one.versions, one.again, one.not_comparable) == ((), None, ())
        assert {area.again for area in one.areas} == {None}


# A newer version of the questionnaire and of the rules.


def newer():
    """Version 2: one question gone, one new, one with another wording, a higher bar."""
    first = catalogue.find("formative", 1)
    domains = []
    for domain in first.domains:
        items = [one for one in domain.items if one.id != "STF-5"]
        if domain.id == "SUP":
            reworded = dataclasses.replace(items[1], text="Is supervision paid for?")
            items = [items[0], reworded, *items[2:]]
            items.append(dataclasses.replace(items[0], id="SUP-9", name="A new one", gate=None))
        domains.append(dataclasses.replace(domain, items=tuple(items)))
    return dataclasses.replace(first, version=2, domains=tuple(domains))


def library():
    versions = {1: catalogue.find("formative", 1), 2: newer()}
    return Library(
        instrument=lambda name, version: (
            versions[version] if name == "formative" else catalogue.find(name, version)
        ),
        rules=lambda _version: catalogue.rules(1),
    )


def two_versions():
    old = snapshot("cedar-fork")
    now = newer()
    new = dataclasses.replace(
        old,
        submitted=dt.date(2027, 5, 1),
        formative=dataclasses.replace(
            old.formative,
            version=2,
            answers={item.id: old.formative.answers.get(item.id, 3) for item in now.items},
        ),
        evaluability=None,
    )
    return build(old, new, library=library())


def test_other_version_is_said_and_both_scores_are_shown():
    (one,) = two_versions().compared

    assert one.versions == ("The questionnaire changed meanwhile, from version 1 to version 2.",)
    assert one.again is not None
    staffing = next(area for area in one.areas if area.name.startswith("Staffing"))
    levels = [snapshot("cedar-fork").formative.answers[f"STF-{n}"] for n in (1, 2, 3, 4, 5)]
    assert staffing.before == round(100 * sum(levels) / 15)
    assert staffing.again == round(100 * sum(levels[:4]) / 12)


def test_questions_that_are_not_the_same_are_not_comparable():
    (one,) = two_versions().compared
    named = catalogue.find("formative", 1).by_id

    assert set(one.not_comparable) == {named["STF-5"].name, named["SUP-2"].name, "A new one"}
    assert one.same == 48
    assert one.moved == ()


def test_page_of_two_versions_shows_the_third_column():
    page = BeautifulSoup(comparing.fragment(two_versions()), "html.parser")

    assert "By today's version" in page.text
    assert [one.text for one in page.select("thead th")][2] == "Then, by today's version"
    assert "Not comparable" in page.text


def test_questionnaire_taken_only_once_is_said():
    second = dataclasses.replace(snapshot("open-gate-2"), formative=None)
    made = build(snapshot("open-gate-1"), second)

    assert [one.instrument for one in made.compared] == ["evaluability"]
    assert made.only == (
        "Readiness questionnaire was taken only the first time, so there is nothing to compare.",
    )


# Files.


@pytest.mark.parametrize("made", [open_gate, two_versions])
def test_pdf_is_tagged_and_the_same_each_time(made, tmp_path):
    pdf = comparing.render_pdf(made())

    assert_tagged(pdf, tmp_path)
    assert comparing.render_pdf(made()) == pdf


def hostile():
    items = list(catalogue.find("formative").by_id)

    def of(level, texts):
        sheet = AnswerSheet(
            "formative",
            1,
            dict.fromkeys(items, level),
            dict(zip(items, texts, strict=False)),
            {},
        )
        return assess(AnswersFile("A", "B", FIRST_DAY, {}, {"formative": sheet}, ()))

    return build(of(1, HOSTILE.values()), of(2, reversed(HOSTILE.values())))


def test_hostile_notes_stay_words(tmp_path):
    made = hostile()
    page = BeautifulSoup(comparing.fragment(made), "html.parser")

    assert page.find(["script", "iframe", "img", "object", "style", "base", "meta"]) is None
    assert CLEANED["script"] in page.text
    assert_tagged(comparing.render_pdf(made), tmp_path, long_tables=True)
    book = openpyxl.load_workbook(BytesIO(comparing.render_xlsx(made)))
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}


def test_every_picture_has_its_numbers_in_words():
    page = BeautifulSoup(comparing.fragment(open_gate()), "html.parser")

    pictures = page.select("svg[role=img]")
    rows = page.select("tbody tr")
    assert len(pictures) == len(rows) == 18
    for picture, row in zip(pictures, rows, strict=True):
        assert picture.title.text.startswith(row.th.text)
        assert all(cell.text.lower() in picture.title.text.lower() for cell in row.select("td"))


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (Area("A", 10, 11), "Up by 1 point"),
        (Area("A", 30, 10), "Down by 20 points"),
        (Area("A", None, 10), "Too few answers to compare"),
        (Area("A", 5, 10, again=10), "The same"),
    ],
)
def test_area_says_how_it_moved(area, words):
    assert area.words == words
