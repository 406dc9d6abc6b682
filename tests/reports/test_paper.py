"""The forms on paper: every question, in order, readable by eye and aloud, in both sizes."""

import json
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from bs4 import BeautifulSoup

from instruments import catalogue
from instruments.catalogue import NotInCatalogueError
from reports import paper
from tests.reports.hostile import on_one_line
from tests.reports.test_pdf import findings

NAMES = ("formative", "evaluability", "quick-screen", "pulse")
SIZES = ("", "large")
COUNTS = {"formative": (50, 10), "evaluability": (34, 6), "quick-screen": (15, 9), "pulse": (7, 4)}


@cache
def made(name: str, large: str) -> bytes:
    return paper.render(paper.build(name), large=bool(large))


def asked(name: str):
    """The items in the order of the form, straight from the catalogue."""
    if name in ("formative", "evaluability"):
        return catalogue.find(name).items
    selection = catalogue.selection(name)
    instrument = catalogue.find(selection.instrument, selection.instrument_version)
    return [item for item in instrument.items if item.id in selection.items]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", on_one_line(text))


@cache
def text_of(name: str, large: str) -> str:
    """All the words of the pages, without the line at each foot."""
    with pymupdf.open(stream=made(name, large)) as document:
        pages = [page.get_text(clip=page.rect - (0, 0, 0, 50)) for page in document]
    return squeezed(" ".join(pages))


@pytest.mark.parametrize("name", NAMES)
def test_form_has_the_questions_of_the_catalogue(name):
    form = paper.build(name)

    assert (form.count, len(form.parts)) == COUNTS[name]
    assert [each.id for part in form.parts for each in part.questions] == [
        item.id for item in asked(name)
    ]


def test_keys_are_those_one_keys():
    questions = {
        each.id: [choice.key for choice in each.choices]
        for part in paper.build("formative").parts
        for each in part.questions
    }

    assert questions["STF-1"] == ["0", "1", "2", "3", "d"]
    assert questions["CON-5"] == ["0", "1", "2", "3", "d", "n"]


def test_each_part_says_why_and_how_long():
    for part in paper.build("formative").parts:
        assert part.about.endswith("?")
        assert part.minutes > 0


def test_what_to_know_before_reading_on_stands_before_the_questions():
    notes = {note for part in paper.build("formative").parts for note in part.notes}

    assert notes == {"This part asks about crisis plans. You can skip any question and come back."}


def test_old_version_can_be_printed_and_none_that_is_not_there():
    assert paper.build("formative", 1).version == 1
    with pytest.raises(NotInCatalogueError):
        paper.build("formative", 99)
    with pytest.raises(NotInCatalogueError):
        paper.build("profile")


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_every_question_and_every_answer_is_printed_in_order(name, large):
    text = text_of(name, large)
    place = 0
    for item in asked(name):
        for words in (f"{item.id}{item.text}", *(f"{n}{w}" for n, w in enumerate(item.levels))):
            place = text.find(squeezed(words), place)
            assert place >= 0, (item.id, words)
        place = text.find("dDon'tknowyet", place)
        assert place >= 0, item.id
        following = text.find("Noteon", place)
        assert ("nDoesnotapply" in text[place:following]) is item.may_not_apply
        assert squeezed(item.why) in text


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_form_asks_for_no_name_and_offers_a_role(name, large):
    text = text_of(name, large)

    assert "Nonames." in text
    assert "Peerleader" in text
    assert re.findall(r"(?:Your|Full|First|Last)name", text) == []


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_outloud_finds_no_error(name, large, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(made(name, large))

    done = subprocess.run(
        (Path(sys.executable).with_name("outloud"), "--json", "-", str(file)),
        capture_output=True,
        check=False,
    )

    found = findings(json.loads(done.stdout))
    assert [each for each in found if each["severity"] == "error"] == []
    # It takes what stands at one height on three pages for a foot; the foot itself is none.
    feet = [str(each["evidence"]) for each in found if each["rule"] == "PAG-001"]
    assert [words for words in feet if "Page" in words or "version" in words] == []


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_pdfua_finds_nothing(name, large, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(made(name, large))

    done = subprocess.run(
        (sys.executable, "-m", "pdfua", "check", str(file)), capture_output=True, check=False
    )

    assert b"PASS (no findings)" in done.stdout


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_form_is_letter_tagged_neutral_and_carries_no_data(name, large):
    with pymupdf.open(stream=made(name, large)) as document:
        assert {(round(page.rect.width), round(page.rect.height)) for page in document} == {
            (612, 792)
        }
        assert document.metadata["title"] == paper.build(name).title
        assert document.metadata["author"] == ""
        assert document.embfile_names() == []
    with pikepdf.open(BytesIO(made(name, large))) as opened:
        assert str(opened.Root.Lang) == "en"
        assert bool(opened.Root.MarkInfo.Marked)
        assert "traffick" not in str(opened.docinfo).lower()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_large_print_is_below_18_points(name):
    with pymupdf.open(stream=made(name, "large")) as document:
        sizes = {
            round(span["size"], 1)
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if span["text"].strip()
        }

    assert min(sizes) >= 18


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_no_question_is_torn_in_two_and_nothing_leaves_the_page(name, large):
    with pymupdf.open(stream=made(name, large)) as document:
        pages = [squeezed(page.get_text()) for page in document]
        right = max(word[2] for page in document for word in page.get_text("words"))
        assert right <= document[0].rect.width - 40
    for item in asked(name):
        (page,) = [page for page in pages if squeezed(f"{item.id}{item.text}") in page]
        assert squeezed(f"Note on {item.id}") in page


def test_same_form_gives_the_same_bytes():
    assert paper.render(paper.build("pulse")) == made("pulse", "")


def test_page_to_print_holds_the_same_questions_and_answers():
    page = BeautifulSoup(paper.fragment(paper.build("formative")), "html.parser")
    text = squeezed(page.get_text(" "))

    for item in asked("formative"):
        assert squeezed(item.text) in text
        for words in item.levels:
            assert squeezed(words) in text
    assert page.find(["input", "form", "script"]) is None


def test_file_is_named_after_the_form_alone():
    assert paper.file_name(paper.build("formative")) == "formative-paper.pdf"
    assert paper.file_name(paper.build("pulse"), large=True) == "pulse-paper-large.pdf"
