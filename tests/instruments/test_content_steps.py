"""The 36 next steps, and which answers lead to them, kept by hand (domain.md A.5 and E)."""

from collections import Counter

from tests.instruments.prose import load

# The steps of each item, its main step first.
STEPS_BY_ITEM = """
STF-1 L-P4 R-5a N-4    STF-2 L-P4 L-P2        STF-3 L-P4 N-4       STF-4 R-5a P-2
STF-5 L-P2 L-P4
SUP-1 R-5c             SUP-2 R-5c P-1         SUP-3 R-5b           SUP-4 R-5c
SUP-5 L-C2 L-P1
CON-1 R-5b             CON-2 R-5b             CON-3 R-5b P-1       CON-4 R-5b
CON-5 B-1
COF-1 N-1              COF-2 N-1 P-3          COF-3 P-3 P-1        COF-4 L-C2
COF-5 L-C2 N-1 N-4
PAR-1 L-P3 N-2         PAR-2 N-2 B-4          PAR-3 L-P1           PAR-4 L-P1 R-5b
PAR-5 N-5 R-3 R-4 R-2
PLN-1 L-P2             PLN-2 L-P2             PLN-3 L-P1 R-5a      PLN-4 L-P2 L-P4
PLN-5 L-P2 R-5b
TRN-1 L-T1 R-5a        TRN-2 L-T1             TRN-3 L-T1 P-2       TRN-4 L-C1
TRN-5 B-3 L-C1
CUR-1 R-1              CUR-2 N-7 B-4          CUR-3 L-C1 N-8       CUR-4 N-7 P-5
CUR-5 R-1 R-2 R-4
SAF-1 P-1              SAF-2 P-2 N-1          SAF-3 P-4 R-4        SAF-4 P-5
SAF-5 P-6 R-2
FBK-1 L-C3             FBK-2 L-C3             FBK-3 L-P1 N-8       FBK-4 N-8
FBK-5 N-6
THE-1 B-2 R-6          THE-2 B-2 R-1          THE-3 P-7 R-6        THE-4 R-6 P-7
THE-5 N-8 L-C1
DEL-1 N-6 L-P4         DEL-2 L-T1 N-8         DEL-3 N-8 L-C1       DEL-4 N-1 N-4 N-3
DEL-5 R-5c L-C2        DEL-6 N-5 P-8
DAT-1 N-8 R-6          DAT-2 P-7 R-6          DAT-3 N-7 P-7 B-4    DAT-4 P-8 P-6
DAT-5 P-8 R-6          DAT-6 P-8 N-3
ETH-1 B-2 P-1          ETH-2 R-5b B-2         ETH-3 R-5b           ETH-4 B-1 R-5b
ETH-5 P-2 P-4 B-2      ETH-6 B-3 B-2
CAP-1 L-P4 L-P2        CAP-2 L-P3 R-6         CAP-3 L-P2 R-6       CAP-4 L-P2 L-P4
CAP-5 L-P2
USE-1 N-6 R-6          USE-2 B-4 L-P1 R-6     USE-3 L-P1           USE-4 N-2 L-P3
USE-5 L-C3 N-7         USE-6 N-8 R-6 R-3
"""
ORDER = (
    "L-P1 L-P2 L-P3 L-P4 L-T1 L-C1 L-C2 L-C3 N-1 N-2 N-3 N-4 N-5 N-6 N-7 N-8 "
    "R-1 R-2 R-3 R-4 R-5a R-5b R-5c R-6 P-1 P-2 P-3 P-4 P-5 P-6 P-7 P-8 B-1 B-2 B-3 B-4"
)


def table():
    """The hand-kept table as item -> steps."""
    found: dict[str, list[str]] = {}
    item = ""
    for word in STEPS_BY_ITEM.split():
        if word[3:4] == "-" and word[:3].isupper():
            item = word
            found[item] = []
        else:
            found[item].append(word)
    return found


def steps():
    return load("lessons/1.yaml")["steps"]


def items():
    for instrument in ("formative", "evaluability"):
        for domain in load(f"{instrument}/1.yaml")["domains"]:
            yield from domain["items"]


def test_every_item_leads_to_the_steps_of_the_table_main_step_first():
    assert len(table()) == 84
    assert {item["id"]: item["steps"] for item in items()} == table()


def test_the_steps_stand_in_the_order_that_breaks_ties():
    assert [step["id"] for step in steps()] == ORDER.split()


def test_the_36_steps_come_from_lessons_considerations_and_the_review():
    assert Counter(step["kind"] for step in steps()) == {
        "lesson": 8,
        "consideration": 8,
        "recommendation": 8,
        "practice-point": 8,
        "brief-practice": 4,
    }
    assert len(steps()) == 36


def test_every_step_is_led_to_by_some_answer():
    fired = {step for listed in table().values() for step in listed}

    assert fired == set(ORDER.split())


def test_an_extra_action_belongs_to_an_item_that_leads_to_its_step():
    strays = [
        (step["id"], extra["item"])
        for step in steps()
        for extra in step.get("extra_actions", [])
        if step["id"] not in table()[extra["item"]]
    ]

    assert strays == []


def test_the_effort_of_every_step_is_said_in_words():
    found: dict[str, str] = {}
    for step in steps():
        found[step["effort"]] = f"{found.get(step['effort'], '')} {step['id']}".strip()

    assert found == {
        "Under 30 days": "L-P2 L-P3 L-C1 L-C2 L-C3 N-8 R-4 R-5b R-5c P-1 P-2 P-3 P-4 B-1 B-3",
        "1 to 3 months": "L-P1 L-P4 L-T1 N-1 N-2 N-6 N-7 R-1 R-2 R-3 P-5 P-6 P-7 B-2 B-4",
        "3 to 6 months": "N-3 N-4 N-5 R-5a R-6 P-8",
    }


def test_joined_advice_is_marked_as_ours():
    ours = {step["id"]: step.get("ours", "") for step in steps()}

    assert "Protect their time" in ours["L-P4"]
    assert "Delete on time" in ours["B-1"]
    assert "On call" not in ours["N-1"]
    assert "on call" in ours["N-1"]


def test_a_cut_text_is_shown_as_cut():
    sources = {step["id"]: step["sources"][0].get("detail") for step in steps()}

    assert sources["R-2"] == "Recommendation 2 (heading missing in our copy)"
    assert sources["R-1"] == "recommendations 1 and 1a (1b to 1d are missing in our copy)"
