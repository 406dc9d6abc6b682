"""The front page says who can see what, in whole sentences, however many there are."""

import pytest

from readiness.views.visible import who_sees

HOUSE = "The people in your organization can see it."


@pytest.mark.parametrize(
    ("providers", "funders", "words"),
    [
        ([], [], "Only the people in your organization. Nothing is shared with anyone else."),
        (["Ridge"], [], f"{HOUSE} Ridge can see the questionnaires you chose for them."),
        ([], ["Fund A", "Fund B"], f"{HOUSE} Fund A and Fund B can see what you shared."),
        (
            ["Oak", "Pine", "Ridge"],
            ["Fund A"],
            (
                f"{HOUSE} Oak, Pine and Ridge can see the questionnaires you chose for them."
                " Fund A can see what you shared."
            ),
        ),
    ],
)
def test_who_sees_is_said_in_whole_sentences(providers, funders, words):
    assert who_sees(providers, funders) == words
