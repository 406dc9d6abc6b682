"""`readiness lessons-review`: what teams said about their steps, for a reviewer to release.

Nothing of it is shown on the web. A reviewer reads it, takes out whatever could lead to
somebody, and puts what is worth knowing into the next version of the lessons.
"""

import json
from pathlib import Path

import click
from sqlalchemy.orm import Session

from instruments import catalogue
from readiness.clock import utc_now
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.db import reading
from readiness.services.helping import Helping


@click.command
@ini_option
def command(ini: Path | None) -> None:
    """Print the stories that teams gave to the lesson library, as JSON, one a line.

    They name no organization, person or day.
    """
    with Session(reading(open_engine(read_settings(ini)))) as session:
        for story in Helping(session, utc_now).stories():
            step = catalogue.lessons(story.lessons_version).by_id[story.lesson_id]
            told = {
                "step": story.lesson_id,
                "title": step.title,
                "lessons": story.lessons_version,
                "helped": story.helped.value,
                "words": story.words,
                "month": story.kept_in,
            }
            click.echo(json.dumps(told, ensure_ascii=False))
