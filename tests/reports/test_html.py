"""The page, the file that stands alone, and the print version."""

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from reports import html
from tests.functional import html as structure
from tests.reports.hostile import CLEANED, HOSTILE, on_one_line
from tests.reports.samples import A1, S1, S3, S4, all_at, made_up, report

ALL = [S1, S3, S4, A1]
"""Formative alone, both, top verdict, much unknown."""


ALONE = {
    "<style > carries its own style",
    "the first two stops are not the skip link and the exit",
}
"""What a file may do that a page of the service may not."""


def problems(page: str) -> set[str]:
    return set(structure.problems(BeautifulSoup(page, "html.parser"))) - ALONE


def shown(page: str) -> str:
    """The text of a page on one line, as a reader sees it."""
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return on_one_line(unescape(re.sub(r"<[^>]+>", " ", bare)))


@pytest.mark.parametrize("name", ALL)
def test_fragment_obeys_a_strict_content_policy(name):
    page = html.fragment(report(name))

    assert re.findall(r"<script|<style|<link|<iframe|\sstyle=|\son\w+=|javascript:", page) == []
    assert re.findall(r'(?:href|src)="(?!#)[^"]*"', page) == []


@pytest.mark.parametrize("name", ALL)
def test_document_is_sound_and_stands_alone(name):
    page = html.document(report(name))

    assert problems(page) == set()
    assert re.findall(r"(?:https?:|url\((?!#))", re.sub(r'xmlns="[^"]*"', "", page)) == []


def test_document_of_an_empty_form_is_sound():
    assert problems(html.document(made_up(formative={}))) == set()


def test_document_of_an_evaluability_alone_is_sound():
    assert problems(html.document(made_up(evaluability=all_at("evaluability", 1)))) == set()


def test_fragment_holds_one_headline_and_the_three_sentences():
    page = html.fragment(report(S1))

    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [
        "Some basics need to be in place before people join."
    ]
    assert "Three things are in place already, and 26 more are started." in page


def test_fragment_shows_the_actions_of_the_page():
    page = html.fragment(report(S1), actions=Markup('<p class="acts">x</p>'))

    assert '<p class="acts">x</p>' in page


def test_steps_of_start_here_are_open_and_the_others_folded():
    page = html.fragment(report(S1))

    assert page.count('<article class="step"') == 6
    assert page.count('<details id="step-') == 23


def test_title_gives_nothing_away():
    assert "<title>Readiness report</title>" in html.document(report(S1))
    assert "<title>Readiness report</title>" in html.print_document(report(S1))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("write", [html.document, html.print_document])
def test_hostile_text_is_shown_and_never_obeyed(name, write):
    text = HOSTILE[name]

    page = write(
        made_up(formative={"STF-1": 1}, notes={"STF-1": text}, organization=text, program=text)
    )

    assert shown(page).count(on_one_line(CLEANED[name])[:190]) >= 3
    tame = write(made_up(formative={"STF-1": 1}, notes={"STF-1": "a"}))
    assert len(re.findall("<(?!br)[a-z]", page)) == len(re.findall("<(?!br)[a-z]", tame))


def test_note_keeps_its_lines():
    page = html.fragment(made_up(formative={"STF-1": 1}, notes={"STF-1": "one\ntwo"}))

    assert "one<br>two" in page


@pytest.mark.parametrize(
    ("text", "short"),
    [("Do it. Then rest.", "Do it."), ("Do it", "Do it"), ("At 3.5 m. Go.", "At 3.5 m.")],
)
def test_first_sentence_ends_at_a_full_stop(text, short):
    assert html.first_sentence(text) == short


def test_questions_lose_their_remarks_in_brackets():
    assert html.without_asides("Do they? (Answer for all.)") == "Do they?"
    assert html.without_asides("Do they (all) come?") == "Do they come?"
