"""The page, the file that stands alone, and the print version."""

import datetime as dt
import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from instruments.results import EarlierFormative
from reports import html
from reports.html import Part
from tests.functional import html as structure
from tests.reports.hostile import CLEANED, HOSTILE, on_one_line
from tests.reports.samples import A1, S1, S2, S3, S4, all_at, made_up, report

ALL = [S1, S3, S4, A1]
"""Formative alone, both, top verdict, much unknown."""
EVALUABLE = all_at("evaluability", 2)


ALONE = {
    "<style > carries its own style",
    "the first two stops are not the skip link and the exit",
}
"""What a file may do that a page of the service may not."""


def problems(page: str) -> set[str]:
    return set(structure.problems(BeautifulSoup(page, "html.parser"))) - ALONE


def parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def words(page: str) -> list[str]:
    """The texts between the tags of a page, one by one."""
    return [on_one_line(text) for text in parsed(page).article.stripped_strings]


def shown(page: str) -> str:
    """The text of a page on one line, as a reader sees it."""
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return on_one_line(unescape(re.sub(r"<[^>]+>", " ", bare)))


@pytest.mark.parametrize("part", html.Part)
@pytest.mark.parametrize("name", ALL)
def test_fragment_obeys_a_strict_content_policy(name, part):
    page = html.fragment(report(name), part=part, address="/report")

    assert re.findall(r"<script|<style|<link|<iframe|\sstyle=|\son\w+=|javascript:", page) == []
    assert re.findall(r'(?:href|src)="(?!#|/report[?#"])[^"]*"', page) == []


@pytest.mark.parametrize("name", [*ALL, S2])
def test_every_link_of_a_part_leads_somewhere(name):
    parts = {part: parsed(html.fragment(report(name), part=part, address="/r")) for part in Part}
    addresses = {f"/r?part={part}" if part else "/r": page for part, page in parts.items()}

    for part, page in parts.items():
        own = f"/r?part={part}" if part else "/r"
        for link in page.select("[href]"):
            address, _, place = link["href"].partition("#")
            if not place.startswith("mark-"):
                target = addresses[address or own]
                assert not place or target.find(id=place), (own, link["href"])


@pytest.mark.parametrize("name", ALL)
def test_every_link_of_the_document_leads_somewhere(name):
    page = parsed(html.document(report(name)))

    assert [a["href"] for a in page.select("[href]") if not page.find(id=a["href"][1:])] == []


@pytest.mark.parametrize("name", ALL)
def test_parts_say_together_what_the_document_says(name):
    whole = set(words(html.document(report(name))))

    found = {line for part in Part for line in words(html.fragment(report(name), part=part))}

    assert whole - found == {"Open a step to see why it is here and what to do."}


@pytest.mark.parametrize("part", list(Part)[1:])
def test_part_has_one_headline_and_marks_itself_among_the_links(part):
    page = parsed(html.fragment(report(A1), part=part, address="/r"))

    assert [each.get_text() for each in page.select("h1")] == [part.heading]
    assert [each["href"] for each in page.select("[aria-current]")] == [f"/r?part={part}"]
    assert [each["href"] for each in page.select("nav a")] == [
        "/r",
        "/r?part=steps",
        "/r?part=answers",
        "/r?part=background",
    ]


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
    page = html.document(report(S1))

    assert page.count('<article class="step"') == 6
    assert page.count('<details id="step-') == 23


def test_steps_of_their_own_page_are_open():
    page = html.fragment(report(S1), part=Part.STEPS)

    assert page.count('<details id="step-') == 23
    assert len(re.findall(r'<details id="step-[\w-]+" open>', page)) == 23


def test_cards_stand_in_the_order_to_begin_with_though_one_is_of_the_other_questionnaire():
    cards = parsed(html.fragment(report(S3))).select("#start .step header")

    assert [on_one_line(card.get_text(" ")) for card in cards] == [
        "1 Train more than one survivor leader, and protect their time Do first 1 to 3 months",
        "2 Build extra time into the plan Do next Under 30 days",
        "3 Have a trained clinician help with training feedback Do next Under 30 days",
    ]


def test_first_part_names_every_step_and_writes_out_those_to_start_with():
    page = parsed(html.fragment(report(S1), address="/r"))

    assert len(page.select("article.step")) == 6
    linked = [link["href"] for link in page.select("#more > ul a")]
    assert len([link for link in linked if link.startswith("#step-")]) == 6
    assert len([link for link in linked if link.startswith("/r?part=steps#step-")]) == 23


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
    made = made_up(formative={"STF-1": 1}, notes={"STF-1": "one\ntwo"})

    page = html.fragment(made, part=Part.ANSWERS)

    assert "one<br>two" in page


@pytest.mark.parametrize(
    ("text", "short"),
    [("Do it. Then rest.", "Do it."), ("Do it", "Do it"), ("At 3.5 m. Go.", "At 3.5 m.")],
)
def test_first_sentence_ends_at_a_full_stop(text, short):
    assert html.first_sentence(text) == short


def test_title_becomes_a_sentence():
    assert html.ended("Write it down") == "Write it down."
    assert html.ended("Is it so?") == "Is it so?"


@pytest.mark.parametrize("earlier", [("SAF-1", "CON-1"), ("CON-5",), ("SUP-1", "SAF-2")])
def test_print_links_only_to_what_it_prints(earlier):
    basis = EarlierFormative(dt.date(2026, 10, 1), earlier)
    page = parsed(html.print_document(made_up(evaluability=EVALUABLE, earlier=basis)))

    assert [a["href"] for a in page.select("a") if not page.find(id=a["href"][1:])] == []


def test_questions_lose_their_remarks_in_brackets():
    assert html.without_asides("Do they? (Answer for all.)") == "Do they?"
    assert html.without_asides("Do they (all) come?") == "Do they come?"
