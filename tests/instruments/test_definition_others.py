"""Selections, profiles and lessons: what is read, and the mistakes of a wrong file."""

import pytest

from instruments import definition
from instruments.model import ExtraAction, ProfileOption, Source, StepKind
from instruments.problems import ProblemsError

SELECTION = """\
id: pulse
version: 1
published: 2026-11-01
title: Pulse re-check
purpose: To look again.
minutes: 2
instrument: formative
instrument_version: 1
items: [STF-2, SUP-1]
"""

PROFILE = """\
version: 1
published: 2026-11-01
questions:
  - id: records_sessions
    text: Do you record sessions?
    why: If you do not, you can skip a question.
    options:
      - {value: yes, label: "Yes"}
      - {value: no, label: "No"}
  - id: funding
    text: What pays for this work?
    why: Some funds bring rules.
    several: true
    options:
      - {value: vawa, label: VAWA}
      - {value: voca, label: VOCA}
"""

LESSONS = """\
version: 1
published: 2026-11-01
steps:
  - id: L-P1
    kind: lesson
    theme: Planning
    title: Put relationships first
    lesson: Time together was short.
    says: Invest in relationships.
    ours: The form of the meeting.
    sources:
      - {document: brief, heading: Planning, detail: bullet 1}
    actions:
      - Set one meeting a month.
      - Write one page.
    extra_actions:
      - {item: PLN-3, action: Agree on choices.}
    effort: 1-3 months
  - id: N-4
    kind: practice-point
    theme: Safety
    title: Wait
    lesson: Some things come first.
    says: Some things come first.
    sources: [{document: ours}]
    actions: [Wait a while.]
    effort: Under 30 days
"""


def read_as(reader, folder, text):
    path = folder / "x.yaml"
    path.write_text(text)
    return reader(path)


def said(reader, folder, text):
    with pytest.raises(ProblemsError) as caught:
        read_as(reader, folder, text)
    return [str(each).removeprefix(f"{folder.name}/x.yaml:") for each in caught.value.problems]


def test_selection_is_read(tmp_path):
    made = read_as(definition.selection, tmp_path, SELECTION)

    assert (made.id, made.version, made.minutes) == ("pulse", 1, 2)
    assert (made.instrument, made.instrument_version) == ("formative", 1)
    assert made.items == ("STF-2", "SUP-1")


def test_selection_mistakes(tmp_path):
    text = SELECTION.replace("SUP-1", "STF-2").replace("minutes: 2", "minutes: soon")

    assert said(definition.selection, tmp_path, text) == [
        (
            '6: minutes: "soon" is not a whole number from 1 to 240. '
            "Write a whole number from 1 to 240."
        ),
        (
            '9: items[2]: "STF-2" is used twice; it is on line 9 already. '
            "Either change one or delete one."
        ),
    ]


def test_profile_is_read_with_words_for_yes_and_no(tmp_path):
    made = read_as(definition.profile, tmp_path, PROFILE)

    assert [question.id for question in made.questions] == ["records_sessions", "funding"]
    assert [question.several for question in made.questions] == [False, True]
    assert made.questions[0].options == (ProfileOption("yes", "Yes"), ProfileOption("no", "No"))


def test_profile_mistakes(tmp_path):
    text = PROFILE.replace("value: no", "value: yes").replace("id: funding", "id: records_sessions")

    assert said(definition.profile, tmp_path, text) == [
        (
            '9: questions[records_sessions].options[2].value: "yes" is used twice; '
            "it is on line 8 already. Either change one or delete one."
        ),
        (
            '10: questions[records_sessions].id: "records_sessions" is used twice; '
            "it is on line 4 already. Either change one or delete one."
        ),
    ]


def test_profile_question_needs_two_options(tmp_path):
    text = PROFILE.replace('      - {value: no, label: "No"}\n', "")

    assert said(definition.profile, tmp_path, text) == [
        (
            "7: questions[records_sessions].options: This list has 1; it must be a "
            "list of 2 to 20. "
            "Either add what is missing or delete what is too much."
        )
    ]


def test_lessons_are_read(tmp_path):
    made = read_as(definition.lessons, tmp_path, LESSONS)

    first, second = made.steps
    assert (first.id, first.kind, first.effort) == ("L-P1", StepKind.LESSON, "1-3 months")
    assert first.sources == (Source("brief", "Planning", "bullet 1"),)
    assert first.actions == ("Set one meeting a month.", "Write one page.")
    assert first.extra_actions == (ExtraAction("PLN-3", "Agree on choices."),)
    assert (second.kind, second.ours, second.extra_actions) == (StepKind.PRACTICE_POINT, "", ())


def test_lessons_mistakes(tmp_path):
    text = (
        LESSONS.replace("kind: lesson", "kind: leson")
        .replace("id: N-4", "id: L-P1")
        .replace("Write one page.", "Set one meeting a month.")
        .replace(
            "{item: PLN-3, action: Agree on choices.}",
            "{item: PLN-3}\n      - {item: PLN-3, action: x}",
        )
    )

    assert said(definition.lessons, tmp_path, text) == [
        (
            '5: steps[L-P1].kind: "leson" is not a kind of step. Did you mean "lesson"? '
            "Allowed: lesson, consideration, recommendation, practice-point, brief-practice."
        ),
        (
            '15: steps[L-P1].actions[2]: "Set one meeting a month." is used twice; '
            "it is on line 14 already. Either change one or delete one."
        ),
        (
            "17: steps[L-P1].extra_actions[1].action: This is missing. "
            "Add it: text of at most 300 characters."
        ),
        (
            '18: steps[L-P1].extra_actions[2].item: "PLN-3" is used twice; '
            "it is on line 17 already. Either change one or delete one."
        ),
        (
            '20: steps[L-P1].id: "L-P1" is used twice; it is on line 4 already. '
            "Either change one or delete one."
        ),
    ]
