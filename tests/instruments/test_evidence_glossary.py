"""The glossary, and the reading level of all evidence."""

from datetime import date

import pytest

from instruments import catalogue, evidence, glossary, legal
from instruments.plain import to_plain
from instruments.problems import ProblemsError
from tests.instruments.prose import grade, sentences, strings, words

NOT_PROSE = frozenset(
    {"sources", "studies", "references", "topic", "term", "id", "doi", "content_hash"}
)


def test_glossary_has_49_terms_in_the_newest_version():
    newest = glossary.load()

    assert (newest.version, newest.published, len(newest.terms)) == (1, date(2026, 11, 1), 49)
    assert newest == glossary.load(1)


def test_glossary_covers_what_the_sources_define():
    needed = {
        "peer", "peer-support", "substance-use-disorder", "co-occurring", "serious-mental-illness",
        "trauma", "randomized-trial", "htla", "adaptive-coping", "maladaptive-coping",
        "social-capital", "self-efficacy", "safety", "peer-mentor", "peer-navigator",
        "peer-specialist", "sponsor", "convener", "certified-moderator",
        "quality-of-life-inventory",
    }  # fmt: skip

    assert needed - {term.id for term in glossary.load().terms} == set()


def test_repeated_term_is_a_problem(tmp_path):
    path = tmp_path / "2.yaml"
    text = (catalogue.PATH / "glossary" / "1.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("- id: trigger", "- id: trauma"), encoding="utf-8")

    with pytest.raises(ProblemsError, match='"trauma" is used twice'):
        glossary.read(path)


def prose(part):
    return [text for text in strings(to_plain(part), skip=NOT_PROSE) if " " in text]


PARTS = {
    **{name: part for name, part in vars(evidence.load()).items() if name != "references"},
    "legal": legal.load(),
    "glossary": glossary.load(),
}


@pytest.mark.parametrize("name", PARTS)
def test_reading_level_is_grade_8_or_lower(name):
    texts = [text if text.endswith((".", "?")) else f"{text}." for text in prose(PARTS[name])]

    assert grade(" ".join(texts)) <= 8


@pytest.mark.parametrize("name", PARTS)
def test_sentences_stay_short(name):
    long = [
        sentence
        for text in prose(PARTS[name])
        for sentence in sentences(text)
        if len(words(sentence)) > 32
    ]

    assert long == []
