"""What can go wrong around a command: a folder, the disk, the database. Each in words.

Only what an operator can mend is put into words here. Anything else is a mistake of ours and
is left as it is, so that it can be found.
"""

import errno
import smtplib
import sqlite3
import ssl
from typing import Final

import psycopg
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError, ProgrammingError

ADVICE: Final = {
    errno.EACCES: "Give it to the user that runs the service, or name another place.",
    errno.EPERM: "Give it to the user that runs the service, or name another place.",
    errno.ENOSPC: "Make room: old backups and logs first. Nothing that was saved is lost.",
    errno.EROFS: "Name a place that can be written to.",
}
LOOK: Final = "Look at this place, then try again."

DATABASE: Final = {
    "no such table": "It is empty or of an older version. Run: readiness migrate",
    "does not exist": "Look at READINESS_DATABASE_URL. If that is right, run: readiness migrate",
    "unable to open": "Give its file and folder to the user that runs the service.",
    "readonly": "Give its file and folder to the user that runs the service.",
    "not a database": "Keep the file, and restore the last backup in another folder.",
    "malformed": "Keep the file, and restore the last backup in another folder.",
    "disk": "Is the disk full, or broken? Make room, or mend it. Nothing that was saved is lost.",
    "locked": "Another command is at work on it. Wait for it, then try again.",
    "password": "Look at READINESS_DATABASE_URL and the password (docs/settings.md).",
}
"""Words in what a driver says, and what to do about it; the first that is found holds."""
_AWAY: Final = (
    *(OperationalError, InterfaceError, sqlite3.OperationalError),
    # The queue speaks with its database without SQLAlchemy.
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
_GENERAL: Final = (DatabaseError, sqlite3.DatabaseError)
START: Final = "Start it, or mend READINESS_DATABASE_URL."


def in_words(error: Exception) -> str | None:
    """Say what is wrong, where, and what to do; None for what is no operator's business."""
    if isinstance(error, OSError):
        return _of_system(error)
    # SQLAlchemy and sqlite3 give the general class itself for a file that is no database.
    if isinstance(error, _AWAY) or type(error) in _GENERAL or isinstance(error, ProgrammingError):
        return _of_driver(error)
    return None


def of_mail(error: OSError) -> str:
    """Say in a few words why the mail server takes nothing."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "it refuses the user or the password"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}".rstrip(".")
    return (error.strerror or str(error) or type(error).__name__).rstrip(".")


def _of_system(error: OSError) -> str | None:
    # A pipe that was closed is click's business.
    if error.errno is None or error.errno == errno.EPIPE:
        return None
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}. {ADVICE.get(error.errno, LOOK)}"


def _of_driver(error: Exception) -> str | None:
    # Only the first line: what follows may quote a row.
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
    advice = next((todo for words, todo in DATABASE.items() if words in said.lower()), None)
    if advice is None and isinstance(error, ProgrammingError):
        return None
    return f"The database could not be used: {said}. {advice or START}"
