"""What stands behind a result."""

import pytest

from instruments import evidence as known
from instruments import glossary as words
from instruments.model import Source
from reports.parts import background
from tests.reports.samples import A1, S1, taken

STEPS = ["Identification", "Exploration", "Building and testing", "Evaluating and publishing"]


@pytest.mark.parametrize(
    ("stage", "here"),
    [("exploring", 1), ("planning", 2), ("pilot", 2), ("paused", 2), ("running", 3)],
)
def test_stage_is_a_step_of_the_process(stage, here):
    made = background.process({"stage": stage})

    assert [step.name for step in made.steps] == STEPS
    assert [step.here for step in made.steps].index(True) == here


@pytest.mark.parametrize("profile", [{}, {"stage": ("pilot", "running")}, {"stage": "other"}])
def test_stage_that_says_nothing_marks_nothing(profile):
    made = background.process(profile)

    assert not any(step.here for step in made.steps)
    assert made.intro.endswith(
        "Tell us in your profile where you are, and your step is marked here."
    )


def test_models_stand_side_by_side():
    models, _ = background.evidence().tables

    assert models.columns == (
        "Model",
        "12-step groups",
        "SMART Recovery",
        "Women for Sobriety",
        "LifeRing",
        "Seeking Safety",
    )
    assert models.rows[0] == (
        "Focus",
        (
            "Mostly addiction. A few groups are also for people who live with a mental health "
            "condition."
        ),
        "Addiction.",
        "Addiction.",
        "Addiction.",
        "Addiction and trauma.",
    )


def test_every_row_of_the_evidence_is_whole():
    for table in background.evidence().tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert all(cell for row in table.rows for cell in row)


def test_evidence_says_its_limits():
    made = background.evidence()

    assert len(made.points) == 8
    assert made.limits == tuple(limit.text for limit in known.load().limits.limits)


def test_rules_name_the_versions_of_both_questionnaires_once():
    found = background.rules_part((taken(A1), taken(A1, "evaluability"))).points

    assert [point.split(" (")[0] for point in found] == [
        "Readiness questionnaire, version 1",
        "Rules, version 1",
        "Next steps, version 1",
        "Evaluability questionnaire, version 1",
    ]


def test_rules_say_what_this_is_not():
    text = " ".join(background.rules_part((taken(S1),)).paragraphs)

    assert "It is not validated." in text
    assert "It is not legal advice." in text


def test_glossary_finds_words_whatever_their_case():
    assert [term.name for term in background.glossary("LIVED EXPERIENCE of a peer leader")] == [
        "Lived experience",
        "Peer",
        "Peer leader",
    ]


def test_glossary_of_no_words_is_empty():
    assert background.glossary("") == ()
    assert len(background.glossary(" ".join(each.term for each in words.load().terms))) == len(
        words.load().terms
    )


def test_documents_are_named_once_in_the_order_of_the_catalogue():
    found = background.references([Source("ours"), Source("brief"), Source("brief")])

    assert [(each.text.partition(":")[0], each.ours) for each in found] == [
        ("Pilot brief", False),
        ("Our own judgment", True),
    ]
