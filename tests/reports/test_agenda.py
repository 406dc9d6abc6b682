"""The agenda: what is shown of the sheets, room to write, and nobody's name."""

import datetime as dt

import pymupdf
import pytest

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from reports import agenda
from reports.agenda import Marked, Point
from tests.reports.checking import assert_tagged

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
    assert topic.hint.startswith("A safety step.")


def test_nothing_to_talk_about_is_said():
    empty = agenda.build([], sheets=3, day=DAY, rules=RULES)

    assert empty.topics == ()
    assert empty.lead == "There is nothing that you see in very different ways."


def test_order_of_the_sheets_shows_nowhere():
    assert made(0, 2, 2) == made(2, 0, 2)
    assert made(0, 2, 2).content_hash == made(2, 2, 0).content_hash
    assert made(0, 2, 2).content_hash != made(0, 0, 2).content_hash


@pytest.mark.parametrize("many", [0, 1, 2])
def test_a_meeting_s_agenda_counts_its_points_and_names_nobody(many):
    point = Point("Privacy policy", "Nobody knows yet.", "The policy")
    found = agenda.build_meeting([point] * many, number=2, day=DAY)

    counted = ("No point yet", "One point", "Two points")[many]
    assert found.lead == f"Meeting 2. {counted} to talk about."
    assert (found.title, found.about) == ("Meeting agenda", "For a planning meeting")
    assert [(one.number, one.text, one.hint, one.look_at) for one in found.topics] == [
        (place, "Privacy policy", "Nobody knows yet.", "The policy") for place in range(1, many + 1)
    ]


def test_file_is_readable_aloud_and_holds_the_words(tmp_path):
    content = agenda.render(made(0, 2, 2))
    assert_tagged(content, tmp_path)
    with pymupdf.open(stream=content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        assert document.metadata["title"] == "What to talk about"
    for words in (*FORMATIVE.by_id["STF-3"].levels, "2 of you", "What we decided on question 1"):
        assert words in text


def test_file_of_a_meeting_is_readable_aloud_and_escapes_what_people_wrote(tmp_path):
    points = [Point(f"{number} <b>of</b> many", "Why.", "The binder") for number in range(1, 9)]
    content = agenda.render(agenda.build_meeting(points, number=3, day=DAY))
    assert_tagged(content, tmp_path)
    with pymupdf.open(stream=content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        assert document.metadata["title"] == "Meeting agenda"
    for number in range(1, 9):
        assert f"{number} <b>of</b> many" in text
        assert f"What we decided on point {number}, who leads it, and by when:" in text
