"""What a reviewer reads of the lesson library: whole, and about nobody."""

import json

import pytest
from click.testing import CliRunner

from readiness.cli import main
from readiness.models import Helped, LessonStory


@pytest.fixture
def stories(dbsession):
    for words in ("=1+1 \u202e", "Start small."):
        dbsession.add(
            LessonStory(
                lesson_id="L-P4",
                lessons_version=1,
                helped=Helped.PARTLY,
                words=words,
                kept_in="2026-11",
            )
        )
    dbsession.commit()


def test_stories_are_printed_one_a_line_and_name_nobody(stories, ini, tmp_path):
    settings = {f"READINESS_{key.partition('.')[2].upper()}": one for key, one in ini.items()}

    result = CliRunner().invoke(main, ["lessons-review"], env=settings)

    assert result.exit_code == 0, result.output
    told = [json.loads(line) for line in result.output.splitlines()]
    assert sorted(one["words"] for one in told) == ["=1+1 \u202e", "Start small."]
    assert set(told[0]) == {"step", "title", "lessons", "helped", "words", "month"}
    assert told[0]["title"].startswith("Train more than one")
