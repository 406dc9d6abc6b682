"""What the review page says, and the way through the parts."""

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from readiness.services.parts import first_open, parts_of, step_after, step_of, steps
from readiness.services.reviewing import review

FORMATIVE = catalogue.find("formative")
EVALUABILITY = catalogue.find("evaluability")
ALL = {item.id: 2 for item in FORMATIVE.items}


def ids(places):
    return [place.item.id for place in places]


def test_review_of_nothing_has_everything_open():
    found = review(FORMATIVE, {})

    assert len(found.unanswered) == 50
    assert (found.known, found.applicable, found.enough, found.missing) == (0, 50, False, 25)
    assert found.first_open.domain.id == "STF"


def test_review_of_everything_has_nothing_open():
    found = review(FORMATIVE, ALL)

    assert (found.unanswered, found.unknown, found.stops) == ((), (), ())
    assert found.first_open is None
    assert found.missing == 0


def test_review_tells_open_from_not_known():
    found = review(FORMATIVE, {**ALL, "STF-2": UNKNOWN})

    assert ids(found.unknown) == ["STF-2"]
    assert found.unanswered == ()
    assert found.known == 49


def test_review_place_says_where_the_question_stands():
    place = review(FORMATIVE, {**ALL, "CON-3": UNKNOWN}).unknown[0]

    assert (place.domain.id, place.number) == ("CON", 3)


def test_review_stops_are_safety_stops_at_zero_in_order():
    answers = {**ALL, "SAF-1": 0, "CON-1": 0, "SUP-1": 1, "STF-1": 0}

    assert ids(review(FORMATIVE, answers).stops) == ["CON-1", "SAF-1"]


def test_review_evaluability_stops_are_process_must_haves():
    assert ids(review(EVALUABILITY, {"THE-1": 0, "THE-3": 0, "USE-1": 0}).stops) == [
        "THE-1",
        "USE-1",
    ]


def test_review_does_not_apply_leaves_the_count():
    found = review(FORMATIVE, {"CON-5": NOT_APPLICABLE, "PLN-5": NOT_APPLICABLE})

    assert (found.applicable, found.known, found.missing) == (48, 0, 24)


def test_review_half_is_enough():
    half = {item.id: 1 for item in FORMATIVE.items[:25]}
    less = {item.id: 1 for item in FORMATIVE.items[:24]}

    assert review(FORMATIVE, half).enough
    assert (review(FORMATIVE, less).enough, review(FORMATIVE, less).missing) == (False, 1)


def test_parts_of_says_how_far_each_is():
    parts = parts_of(
        FORMATIVE, {"STF-1": 2, "STF-2": UNKNOWN, **{f"SUP-{n}": 1 for n in range(1, 6)}}
    )

    assert [part.words for part in parts][:3] == [
        "2 of 5 answered",
        "answered",
        "not started yet",
    ]


def test_step_after_leads_through_both_questionnaires_and_ends():
    both = (FORMATIVE, EVALUABILITY)
    last = step_of(both, "formative", "FBK")

    assert (step_after(both, last).instrument.id, step_after(both, last).number) == (
        "evaluability",
        1,
    )
    assert step_after(both, steps(both)[-1]) is None


def test_first_open_is_the_first_part_with_an_open_question():
    both = (FORMATIVE, EVALUABILITY)
    but_one = {item: level for item, level in ALL.items() if item != "COF-2"}

    assert first_open(both, {"formative": but_one}).domain.id == "COF"
    assert first_open(both, {"formative": ALL}).instrument.id == "evaluability"
    assert first_open((FORMATIVE,), {"formative": ALL}) is None


def test_content_note_says_each_note_once():
    noted = [step for step in steps((FORMATIVE,)) if step.content_note]

    assert noted
    assert all(step.content_note.count(step.content_note[:20]) == 1 for step in noted)
