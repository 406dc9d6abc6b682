"""What an operator can mend is told in words; a mistake of ours keeps its traceback."""

import errno
import os
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from readiness.troubles import in_words


def of_system(number, path=None):
    return OSError(number, os.strerror(number), path)


SAID = (
    (of_system(errno.EACCES, "/srv/data"), "/srv/data: Permission denied. Give it to the user"),
    (of_system(errno.ENOSPC), "No space left on device. Make room: old backups and logs first."),
    (of_system(errno.EIO, "/x"), "/x: Input/output error. Look at this place, then try again."),
    (
        OperationalError("SELECT 1", {}, sqlite3.OperationalError("disk I/O error")),
        "The database could not be used: disk I/O error. Is the disk full, or broken?",
    ),
    (
        sqlite3.DatabaseError("database disk image is malformed"),
        "The database could not be used: database disk image is malformed. Keep the file,",
    ),
    (
        ProgrammingError("q", {}, Exception('relation "a" does not exist\nLINE 1: PRIVATE')),
        'The database could not be used: relation "a" does not exist. Look at READINESS_DATABASE',
    ),
)


@pytest.mark.parametrize(("error", "said"), SAID, ids=lambda one: type(one).__name__)
def test_trouble_is_told_with_what_to_do(error, said):
    words = in_words(error)

    assert words.startswith(said)
    assert "PRIVATE" not in words


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        of_system(errno.EPIPE),
        OSError("no number"),
        ProgrammingError("q", {}, Exception("syntax error")),
        IntegrityError("q", {}, Exception("UNIQUE constraint failed")),
        sqlite3.IntegrityError("UNIQUE constraint failed"),
    ],
)
def test_mistake_of_ours_stays_one(error):
    assert in_words(error) is None
