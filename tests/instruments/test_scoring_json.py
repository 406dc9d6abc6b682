"""`score --json` prints exactly this object (design.md 6)."""

from datetime import date

from instruments import answers, catalogue
from instruments.answers import AnswersFile, AnswerSheet
from instruments.assess import assess
from instruments.model import UNKNOWN
from instruments.score_json import score_json
from tests.instruments.bank import EVALUABILITY, FORMATIVE, uniform

KEYS = [
    "instrument",
    "version",
    "verdict",
    "overall",
    "low",
    "high",
    "answered",
    "domains",
    "reasons",
    "next_steps",
    "start_here",
    "find_out",
    "ideas",
    "going_well",
    "path",
]


def scored(sample):
    return score_json(assess(answers.read(catalogue.samples()[sample])))


def made(instrument, given):
    sheet = AnswerSheet(instrument.id, 1, given, {}, {})
    file = AnswersFile("a", "b", date(2026, 11, 1), {}, {instrument.id: sheet}, ())
    return score_json(assess(file))[instrument.id]


def test_each_questionnaire_in_the_file_has_its_object():
    assert list(scored("cedar-fork")) == ["formative", "evaluability"]
    assert list(scored("lantern-house")) == ["formative"]


def test_keys_stand_in_the_order_of_the_interface():
    for part in scored("pilot-like-a1").values():
        assert list(part) == KEYS


def test_values_have_the_shapes_of_the_interface():
    found = scored("pilot-like-a1")["formative"]
    assert (found["instrument"], found["version"], found["verdict"]) == (
        ("formative", 1, "getting-ready")
    )
    assert list(found["domains"].items())[:3] == [("STF", 33), ("SUP", None), ("CON", None)]
    assert list(found["reasons"][0]) == ["rule", "text", "items", "domains"]
    assert found["next_steps"][0] == {
        "id": "L-P4",
        "priority": 90,
        "tier": "do-first",
        "because": ["STF-2", "STF-3", "STF-5"],
    }
    assert list(found["path"]) == ["to", "steps", "changes"]
    assert all(list(change) == ["item", "from", "to"] for change in found["path"]["changes"])


def test_from_is_unknown_for_an_item_that_was_not_known():
    found = made(FORMATIVE, uniform(FORMATIVE, 3, {"SAF-2": UNKNOWN}))
    assert found["path"] == {
        "to": "ready-to-run-and-learn",
        "steps": 2,
        "changes": [{"item": "SAF-2", "from": "unknown", "to": 2}],
    }
    assert type(found["path"]["changes"][0]["from"]) is str


def test_an_empty_form_has_no_numbers():
    found = made(EVALUABILITY, {})
    assert (found["verdict"], found["overall"], found["low"], found["high"]) == (
        ("not-enough-answers", None, None, None)
    )
    assert (found["answered"], set(found["domains"].values()), found["path"]) == (0, {None}, None)


def test_numbers_are_rounded_half_up():
    # 51 of 102 points and 17 more unknown: 50 %, 2 of 3 known.
    given = {item.id: 2 for item in FORMATIVE.items[:12]} | {"PLN-5": 3}
    found = made(FORMATIVE, given)
    # 27 of 39 points are 69.2; 27 of 150 are 18.0; 27 + 111 of 150 are 92.0; 13 of 50 are 26.
    assert [found[key] for key in ("overall", "low", "high", "answered")] == [69, 18, 92, 26]


def test_the_top_verdict_has_no_path():
    assert made(FORMATIVE, uniform(FORMATIVE, 3))["path"] is None
