"""What one instrument says."""

import pytest

from instruments import catalogue
from instruments.model import UNKNOWN
from reports.parts.standing import standing
from tests.reports.samples import A1, S1, S2, S3, S4, all_at, taken

RUN = ["Build first", "Getting ready", "Ready for a small pilot", "Ready to run and learn"]
EVALUATE = ["Improve first", "Ready for a process evaluation", "Ready for an outcome evaluation"]


def told(answers, instrument="formative", **profile):
    return standing(taken(answers, instrument), profile=profile, notices=())


@pytest.mark.parametrize(("sample", "here"), [(S1, 0), (A1, 1), (S3, 2), (S4, 3)])
def test_place_on_the_way_is_marked(sample, here):
    places = told(sample).places

    assert [place.name for place in places] == RUN
    assert [place.here for place in places].index(True) == here


@pytest.mark.parametrize(("level", "here"), [(0, 0), (2, 1), (3, 2)])
def test_place_on_the_way_to_an_evaluation_is_marked(level, here):
    places = told(all_at("evaluability", level), "evaluability").places

    assert [place.name for place in places] == EVALUATE
    assert [place.here for place in places].index(True) == here


def test_too_few_answers_are_no_place():
    assert not any(place.here for place in told({"STF-1": UNKNOWN}).places)


def test_long_lists_of_a_reason_are_counted_on_page_one():
    found = told(S3)

    assert found.short_reasons[1] == "Parts that score below 60: three."
    assert found.reasons[1] == (
        "Parts that score below 60: Clinician co-facilitation (53), "
        "Curriculum fit and adaptation (53) and Feedback and learning (53)."
    )


def test_short_lists_of_a_reason_stay():
    assert told(S2).short_reasons == told(S2).reasons
    assert told(S2).reasons == (
        "Safety steps that are not there yet: Permission to record and Free choice.",
    )


def test_much_unknown_makes_the_result_provisional():
    assert told(A1).provisional.startswith("Provisional: this rests on 58 % of the answers.")
    assert told(S1).provisional == ""


def test_group_that_meets_now_is_told_to_talk_today():
    assert len(told(S2, stage="running").lines) == len(told(S2).lines) + 1


@pytest.mark.parametrize(
    ("sample", "need", "most", "least"),
    [
        (S1, "What a small pilot needs", 50, 33),
        (A1, "What a small pilot needs", 50, 33),
        (S3, "What running the group needs", 60, 60),
        (S4, "What running the group needs", 60, 60),
    ],
)
def test_picture_shows_what_the_next_verdict_asks(sample, need, most, least):
    picture = told(sample).picture

    assert picture.need == need
    assert {area.need for area in picture.areas} == {most, least}


@pytest.mark.parametrize(
    ("level", "need"),
    [
        (0, "What a process evaluation needs"),
        (2, "What an outcome evaluation needs"),
        (3, "What an outcome evaluation needs"),
    ],
)
def test_picture_of_an_evaluability_shows_what_the_next_evaluation_asks(level, need):
    assert told(all_at("evaluability", level), "evaluability").picture.need == need


def test_idea_stands_with_its_lesson():
    (idea,) = told(S3).ideas

    assert idea.id == "N-4"
    assert idea.lesson == catalogue.lessons().by_id["N-4"].lesson
