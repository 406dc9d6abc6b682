"""The picture of the areas, computed by hand from a few answers."""

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from reports.model import Area
from reports.parts.picture import picture
from tests.reports.samples import S1, all_at, taken

NEEDS = dict.fromkeys((domain.id for domain in catalogue.find("formative").domains), 50)
WHERE = "A low bar is a place to begin, not a mark against anyone."


def drawn(answers):
    return picture(taken(answers), needs=NEEDS, need="What it takes")


def staffing(*levels):
    return drawn({f"STF-{place}": level for place, level in enumerate(levels, 1)}).areas[0]


def test_score_is_what_there_is_of_what_there_could_be():
    # 1 + 2 + 3 + 0 + 2 = 8 of 15.
    assert staffing(1, 2, 3, 0, 2) == Area(
        id="STF",
        name="Staffing capacity",
        score=53,
        low=53,
        high=53,
        known=5,
        applicable=5,
        need=50,
    )


def test_unknown_answer_widens_the_range_and_not_the_score():
    # Known 1 + 2 + 3 = 6 of 9; low 6 of 15, high 12 of 15.
    area = staffing(1, 2, 3, UNKNOWN, UNKNOWN)

    assert (area.score, area.low, area.high) == (67, 40, 80)
    assert (area.known, area.applicable) == (3, 5)


def test_area_with_too_few_answers_has_a_range_and_no_score():
    area = staffing(3, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)

    # Low 3 of 15, high 15 of 15.
    assert (area.score, area.low, area.high) == (None, 20, 100)


def test_area_with_no_answer_has_not_even_a_range():
    area = drawn({}).areas[0]

    assert (area.score, area.low, area.high, area.known) == (None, None, None, 0)


def test_answer_that_does_not_apply_counts_nowhere():
    confidential = drawn({**all_at("formative", 1), "CON-5": NOT_APPLICABLE}).areas[2]

    assert (confidential.applicable, confidential.score) == (4, 33)


def test_score_is_a_whole_number():
    # 2 of 15 are 13.33, 7 of 15 are 46.67.
    assert [staffing(2, 0, 0, 0, 0).score, staffing(3, 3, 1, 0, 0).score] == [13, 47]


def test_heading_counts_the_areas():
    assert drawn({}).heading == "The ten areas"


def test_intro_speaks_of_stripes_only_when_there_are_some():
    assert "striped" in drawn(S1).intro
    assert drawn(all_at("formative", 1)).intro == (
        "The full part of a bar is what your answers show. The triangle marks what comes next."
    )


def test_all_areas_together_are_told_with_their_range():
    assert drawn(all_at("formative", 1)).overall == f"Together: 33 of 100. {WHERE}"
    # 49 answers at 1 are 49 of 147; low 49 of 150, high 52 of 150.
    assert drawn({**all_at("formative", 1), "FBK-5": UNKNOWN}).overall == (
        "Together: 33 of 100. One answer is not known, so the true figure is between 33 and 35. "
        f"{WHERE}"
    )
    assert drawn({}).overall == "Nothing is answered yet, so there is nothing to add up."
