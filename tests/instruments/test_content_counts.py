"""What the catalogue must hold, counted and listed by hand (domain.md A.0 and E, scoring.md)."""

from collections import Counter

import pytest

from tests.instruments.prose import load

FORMATIVE = ["STF", "SUP", "CON", "COF", "PAR", "PLN", "TRN", "CUR", "SAF", "FBK"]
EVALUABILITY = {"THE": 5, "DEL": 6, "DAT": 6, "ETH": 6, "CAP": 5, "USE": 6}
GATES = {
    "formative": {
        "safety-stop": ["SUP-1", "CON-1", "CON-2", "CON-5", "SAF-1", "SAF-2"],
        "capacity-check": ["STF-1", "STF-2", "STF-3", "COF-1", "TRN-1", "FBK-1"],
    },
    "evaluability": {
        "process-must-have": ["THE-1", "DEL-1", "DAT-1", "ETH-1", "ETH-2", "CAP-1", "USE-1"],
        "outcome-must-have": [
            "THE-3",
            "DEL-2",
            "DEL-4",
            "DEL-6",
            "DAT-2",
            "DAT-4",
            "ETH-5",
            "ETH-6",
            "CAP-3",
        ],
    },
}
QUICK = "STF-1 STF-2 STF-3 SUP-1 CON-1 CON-2 CON-5 COF-1 PAR-1 PLN-1 TRN-1 TRN-4 SAF-1 SAF-2 FBK-1"
PULSE = "STF-2 STF-3 STF-5 SUP-1 PAR-3 PLN-1 PLN-2"


def domains(instrument):
    return load(f"{instrument}/1.yaml")["domains"]


def items(instrument):
    return [item for domain in domains(instrument) for item in domain["items"]]


def test_formative_has_ten_domains_of_five_items():
    assert [domain["id"] for domain in domains("formative")] == FORMATIVE
    assert [item["id"] for item in items("formative")] == [
        f"{domain}-{number}" for domain in FORMATIVE for number in (1, 2, 3, 4, 5)
    ]


def test_evaluability_has_six_domains_and_34_items():
    found = {domain["id"]: len(domain["items"]) for domain in domains("evaluability")}

    assert found == EVALUABILITY
    assert len(items("evaluability")) == 34
    assert [item["id"] for item in items("evaluability")] == [
        f"{domain}-{number + 1}"
        for domain, count in EVALUABILITY.items()
        for number in range(count)
    ]


def test_the_five_card_domains_lead_the_formative_instrument():
    card = [domain["id"] for domain in domains("formative") if domain.get("card") == "true"]

    assert card == ["STF", "SUP", "CON", "COF", "PAR"]


def test_evaluability_items_name_the_card_domain_they_belong_with():
    card = {item["id"]: item["card"] for item in items("evaluability") if "card" in item}

    assert card == {
        "DEL-4": "COF",
        "DEL-5": "SUP",
        "ETH-2": "CON",
        "ETH-3": "CON",
        "ETH-4": "CON",
        "CAP-1": "STF",
        "CAP-2": "STF",
        "CAP-3": "STF",
        "CAP-4": "STF",
        "USE-3": "PAR",
        "USE-4": "PAR",
    }


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_every_gate_is_on_the_items_the_rules_list(instrument):
    found: dict[str, list[str]] = {}
    for item in items(instrument):
        if "gate" in item:
            found.setdefault(item["gate"], []).append(item["id"])

    assert found == GATES[instrument]


def test_only_two_items_may_not_apply():
    both = [*items("formative"), *items("evaluability")]

    assert [item["id"] for item in both if item.get("may_not_apply") == "true"] == [
        "CON-5",
        "PLN-5",
    ]


def test_a_note_stands_before_each_of_the_two_crisis_questions():
    note = "The next page asks about crisis plans. You can skip any question and come back."
    both = [*items("formative"), *items("evaluability")]

    assert {item["id"]: item["content_note"] for item in both if "content_note" in item} == {
        "SAF-2": note,
        "ETH-5": note,
    }


@pytest.mark.parametrize(("instrument", "minutes"), [("formative", 25), ("evaluability", 18)])
def test_the_minutes_of_the_domains_add_up(instrument, minutes):
    file = load(f"{instrument}/1.yaml")

    assert int(file["minutes"]) == minutes
    assert sum(int(domain["minutes"]) for domain in file["domains"]) == minutes


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_every_item_has_four_different_anchors_and_a_short_name(instrument):
    for item in items(instrument):
        assert len(set(item["levels"])) == 4, item["id"]
        assert 2 <= len(item["name"].split()) <= 5, item["id"]


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_names_and_questions_of_an_instrument_are_all_different(instrument):
    for key in ("name", "text"):
        counted = Counter(item[key] for item in items(instrument))

        assert [text for text, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_the_level_names_are_the_four_of_the_rules(instrument):
    assert load(f"{instrument}/1.yaml")["level_names"] == [
        "Not yet",
        "Started",
        "In place",
        "In place and checked",
    ]


@pytest.mark.parametrize(("selection", "listed"), [("quick-screen", QUICK), ("pulse", PULSE)])
def test_the_short_questionnaires_hold_their_items(selection, listed):
    file = load(f"{selection}/1.yaml")

    assert file["items"] == listed.split()
    assert (file["instrument"], file["instrument_version"]) == ("formative", "1")


def test_the_quick_screen_is_all_twelve_gates_and_three_more():
    gates = {gate for listed in GATES["formative"].values() for gate in listed}

    assert len(gates) == 12
    assert set(QUICK.split()) == gates | {"PAR-1", "PLN-1", "TRN-4"}
    assert len(QUICK.split()) == 15
    assert len(PULSE.split()) == 7
