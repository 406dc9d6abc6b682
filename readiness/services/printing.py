"""The jobs that make files to print, outside any request."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import FileState
from readiness.services.prints import Prints, Wanted, wanted_paper
from readiness.services.rendering import attempt

PAPER_JOB: Final = "paper"


def print_paper(jobs: Jobs, name: str, version: int, size: str) -> None:
    """Make a form on paper, unless it is there already."""
    # Loaded late: the web process asks for files and never needs their libraries.
    forms = import_module("reports.paper")
    paper, large = forms.build(name, version), size == "large"
    keep(jobs, wanted_paper(paper, large=large), lambda: forms.render(paper, large=large))


def keep(jobs: Jobs, wanted: Wanted, make: Callable[[], bytes]) -> None:
    """Make a file and keep it; nothing is locked while it is made."""
    with session_factory(reading(jobs.engine))() as session:
        if Prints(session, utc_now).state(wanted) is FileState.READY:
            return
    content = attempt(make, what="print")
    with session_factory(jobs.engine).begin() as session:
        Prints(session, utc_now).settle(wanted, content)
