"""The profile's questions and options, by hand (domain.md E.0)."""

from tests.instruments.prose import load

OPTIONS = {
    "role": "leader peer-leader supervisor clinician board-or-advisor ta-provider other",
    "survivors_in_charge": "yes partly no prefer-not-to-say",
    "stage": "exploring planning pilot running paused",
    "model": "12-step smart-recovery women-for-sobriety lifering seeking-safety our-own other "
    "not-chosen",
    "who_leads": "one-peer peers-in-turn peer-and-clinician clinician-with-peers not-decided",
    "meets": "in-person online both",
    "records_sessions": "yes no not-sure",
    "funding": "vawa voca fvpsa trafficking-grants samhsa state-local private not-sure",
    "gives_treatment": "yes no not-sure",
    "evaluation_reason": "not-now improve funder-asked research not-sure",
    "leaders_certified": "yes in-process no not-needed",
    "assessment_for": "ourselves ta-provider funder",
}


def questions():
    return load("profile/1.yaml")["questions"]


def test_the_profile_asks_twelve_questions_with_these_options():
    found = {
        question["id"]: " ".join(option["value"] for option in question["options"])
        for question in questions()
    }

    assert list(found) == list(OPTIONS)
    assert len(found) == 12
    assert found == OPTIONS


def test_only_funding_takes_more_than_one_answer():
    assert [question["id"] for question in questions() if question.get("several") == "true"] == [
        "funding",
    ]


def test_every_question_says_why_it_is_asked():
    assert [question["id"] for question in questions() if not question["why"].strip()] == []


def test_no_two_options_of_a_question_read_the_same():
    for question in questions():
        labels = [option["label"] for option in question["options"]]

        assert len(set(labels)) == len(labels), question["id"]
