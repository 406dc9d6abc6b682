"""Plain words: reading grade, length of sentences, and words we do not use of people."""

import re

import pytest

from tests.instruments.prose import grade, load, sentences, strings, words

LIMIT = 8
LONGEST = 25
FILES = [
    "formative/1.yaml",
    "evaluability/1.yaml",
    "quick-screen/1.yaml",
    "pulse/1.yaml",
    "profile/1.yaml",
    "lessons/1.yaml",
]
# Headings and titles of documents are theirs; ids, options and dates are no prose.
NO_PROSE = frozenset({"sources", "id", "value", "published", "kind"})
NEVER = re.compile(
    r"\b(addicts?|alcoholics?|rescu\w+|clean|dirty|fail\w*|non-?complian\w+|abusers?|prostitut\w+)\b",
    re.IGNORECASE,
)
LAW_NAMES = ("Victims of Crime Act",)


def items():
    for instrument in ("formative", "evaluability"):
        for domain in load(f"{instrument}/1.yaml")["domains"]:
            yield from domain["items"]


def steps():
    return load("lessons/1.yaml")["steps"]


def named(entries):
    return [pytest.param(entry, id=entry["id"]) for entry in entries]


def closed(text):
    """A text that ends as a sentence does, so that texts can be read one after the other."""
    return text if text.endswith((".", "?", ")")) else f"{text}."


def prose(file):
    return [text for text in strings(load(file), skip=NO_PROSE) if words(text)]


@pytest.mark.parametrize("item", named(items()))
def test_an_item_and_its_anchors_read_at_grade_8_or_lower(item):
    assert grade(" ".join([item["text"], *item["levels"]])) <= LIMIT


@pytest.mark.parametrize("item", named(items()))
def test_the_reason_for_an_item_reads_at_grade_8_or_lower(item):
    assert grade(f"{item['why']} {item.get('why_ours', '')}") <= LIMIT


@pytest.mark.parametrize("step", named(steps()))
def test_a_lesson_reads_at_grade_8_or_lower_in_one_or_two_sentences(step):
    assert grade(step["lesson"]) <= LIMIT
    assert len(sentences(step["lesson"])) in (1, 2)


@pytest.mark.parametrize("step", named(steps()))
def test_the_actions_of_a_step_read_at_grade_8_or_lower(step):
    extra = [entry["action"] for entry in step.get("extra_actions", [])]

    assert grade(" ".join(closed(action) for action in [*step["actions"], *extra])) <= LIMIT


@pytest.mark.parametrize("step", named(steps()))
def test_the_longer_account_reads_at_grade_10_or_lower(step):
    # The evidence page must name "psychoeducation" and the like.
    assert grade(step["says"]) <= 10


@pytest.mark.parametrize("question", named(load("profile/1.yaml")["questions"]))
def test_a_profile_question_reads_at_grade_8_or_lower(question):
    assert grade(f"{question['text']} {question['why']}") <= LIMIT


@pytest.mark.parametrize("file", FILES)
def test_no_sentence_is_longer_than_25_words(file):
    long = [
        sentence
        for text in prose(file)
        for sentence in sentences(text)
        if len(words(sentence)) > LONGEST
    ]

    assert long == []


@pytest.mark.parametrize("file", FILES)
def test_no_word_blames_or_labels_people(file):
    assert [text for text in prose(file) if NEVER.search(text)] == []


@pytest.mark.parametrize("file", FILES)
def test_victim_stands_only_in_names_of_laws(file):
    found = []
    for text in prose(file):
        rest = text
        for name in LAW_NAMES:
            rest = rest.replace(name, "")
        if re.search("victim", rest, re.IGNORECASE):
            found.append(text)

    assert found == []


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_left_to_be_written(file):
    assert [text for text in prose(file) if "TODO" in text] == []


def test_the_words_we_do_not_use_are_noticed():
    assert NEVER.search("They failed to stay clean.")
    assert not NEVER.search("It is not yet in place.")
