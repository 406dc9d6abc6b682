"""Run one test after the other quickly, each as if it were alone.

    python -m tests.security.fault_runs

imports what the service stands on once, then reads a line of JSON for each run and answers with
one. Each run is a fork: it imports the project's own modules anew, so it sees the fault that was
planted meanwhile, and leaves nothing behind for the next. That saves two thirds of a run's time.
"""

import importlib
import json
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryFile
from typing import Final

import pytest

FOUNDATION: Final = (
    "alembic.command", "argon2", "bs4", "click", "colander", "cryptography.fernet", "deform",
    "docx", "email.policy", "factory", "huey", "hypothesis", "limits", "lxml.html", "openpyxl",
    "psycopg", "prometheus_client", "pyotp", "pyramid.config", "pyramid_jinja2", "pyramid_retry",
    "pyramid_sanity", "pyramid_tm", "segno",
    "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite", "sqlalchemy.orm",
    "structlog", "waitress", "webtest", "xlsxwriter", "yaml", "zope.sqlalchemy", "zxcvbn",
)  # fmt: skip
OPTIONS: Final = (
    "-x", "-q", "--tb=line", "-rfE", "-m", "not long",
    # Those plug-ins alone that the tests name: all of them take longer than most tests.
    "-p", "pytest_socket", "-p", "pytest_timeout", "-p", "xdist.plugin",
    "-p", "no:threadexception", "-p", "no:unraisableexception",
)  # fmt: skip


class Runner:
    """The process that runs tests in one folder."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process

    def __call__(self, test: str, database: str) -> tuple[int, str]:
        """Run a test; return pytest's code and what it printed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"test": test, "database": database}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["code"], answer["printed"]


@contextmanager
def runner(place: Path) -> Iterator[Runner]:
    """Start the process in a folder, and end it."""
    command = (sys.executable, "-W", "ignore", "-m", "tests.security.fault_runs")
    with Popen(command, cwd=place, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield Runner(process)
        assert process.stdin
        process.stdin.close()


def _in_child(asked: dict[str, str], output: int) -> None:
    """Run pytest with what it prints going to a file; never comes back."""
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ["COLUMNS"] = "240"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # Not named where it is SQLite: tests that need none, or that one, would be left out.
    os.environ.pop("READINESS_TEST_DATABASE", None)
    if asked["database"] != "sqlite":
        os.environ["READINESS_TEST_DATABASE"] = asked["database"]
    # What is read again in each run is compiled once.
    sys.dont_write_bytecode = False
    code = 3
    try:
        code = int(pytest.main([*OPTIONS, asked["test"]]))
    except BaseException:  # noqa: BLE001 -- said in the output, as there is nobody else to tell
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Nothing of the parent's is tidied up twice.
        os._exit(code)


def main() -> None:
    """Answer each line until there are no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in FOUNDATION:
            importlib.import_module(name)
    for line in sys.stdin:
        with TemporaryFile() as output:
            child = os.fork()
            if not child:
                _in_child(json.loads(line), output.fileno())
            _, status = os.waitpid(child, 0)
            output.seek(0)
            printed = output.read().decode(errors="replace")
        answer = {"code": os.waitstatus_to_exitcode(status), "printed": printed}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
