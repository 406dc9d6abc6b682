"""The agenda: what is shown of the sheets, room to write, and nobody's name."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pymupdf

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from reports import agenda
from reports.agenda import Marked
from tests.reports.test_pdf import findings

FORMATIVE = catalogue.find("formative")
RULES = catalogue.rules(FORMATIVE.rules)
DAY = dt.date(2026, 11, 25)


def made(*answers, item="STF-3"):
    marked = [Marked(FORMATIVE.by_id[item], "Staffing capacity", tuple(answers))]
    return agenda.build(marked, sheets=len(answers), day=DAY, rules=RULES)


def said(topic):
    return [choice.said for choice in topic.choices]


def test_from_three_sheets_on_counts_are_shown():
    (topic,) = made(0, 2, 2, UNKNOWN).topics

    assert said(topic) == ["1\u00a0of\u00a0you", "", "2\u00a0of\u00a0you", "", "1\u00a0of\u00a0you"]
    assert topic.standing == ""


def test_of_two_sheets_only_how_far_apart_they_are():
    for answers in ((0, 3), (3, 0)):
        (topic,) = made(*answers).topics
        assert said(topic) == [""] * 5
        assert topic.standing == "Your two answers are: far apart."


def test_does_not_apply_stands_where_it_may():
    (topic,) = made(0, NOT_APPLICABLE, 1, item="CON-5").topics

    assert [choice.words for choice in topic.choices][-1] == "Does not apply"
    assert said(topic)[-1] == "1\u00a0of\u00a0you"
    assert topic.gate.startswith("A safety step.")


def test_nothing_to_talk_about_is_said():
    empty = agenda.build([], sheets=3, day=DAY, rules=RULES)

    assert empty.topics == ()
    assert empty.lead == "There is nothing that you see in very different ways."


def test_order_of_the_sheets_shows_nowhere():
    assert made(0, 2, 2) == made(2, 0, 2)
    assert made(0, 2, 2).content_hash == made(2, 2, 0).content_hash
    assert made(0, 2, 2).content_hash != made(0, 0, 2).content_hash


def test_file_is_readable_aloud_and_holds_the_words(tmp_path):
    content = agenda.render(made(0, 2, 2))
    file = tmp_path / "agenda.pdf"
    file.write_bytes(content)
    done = subprocess.run(
        (Path(sys.executable).with_name("outloud"), "--json", "-", str(file)),
        capture_output=True,
        check=False,
    )

    errors = [one for one in findings(json.loads(done.stdout)) if one["severity"] == "error"]
    assert errors == []
    with pymupdf.open(stream=content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        assert document.metadata["title"] == "What to talk about"
    for words in (*FORMATIVE.by_id["STF-3"].levels, "2 of you", "What we decided on question 1"):
        assert words in text
