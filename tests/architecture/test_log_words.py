"""Each kind of event has its words on the page of who looked, or is left out on purpose."""

from string import Formatter

from readiness.models import WorkRole
from readiness.services.audit import EventKind
from readiness.views.log_words import PARTS, SENTENCES, UNTOLD, WORK_ROLES, Part


def test_every_kind_is_told_or_left_out_on_purpose():
    told = set(SENTENCES)

    assert told | UNTOLD == set(EventKind)
    assert told & UNTOLD == set()


def test_every_sentence_follows_on_and_ends():
    for sentence in SENTENCES.values():
        first = sentence.words.lstrip("{")[0]
        assert first.islower(), sentence.words
        assert sentence.words.endswith("."), sentence.words
        assert all(spec == "" for _, _, spec, _ in Formatter().parse(sentence.words) if spec)


def test_every_part_and_every_role_has_words():
    assert set(PARTS) == set(Part)
    assert set(WORK_ROLES) == set(WorkRole)
