"""A report as PDF, made in a child process that may use only so much time and memory.

The layout engine is never imported here: a broken or hostile document can take down the
child and nothing else.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from reports.html import print_document
from reports.model import Report

FILE_NAME: Final = "readiness-report.pdf"
DATA_NAME: Final = "readiness-report.json"
WALL_SECONDS: Final = 90
"""How long the child may take by the clock, on a busy machine."""

_PASSED_ON: Final = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_FIXED: Final = {
    "PYTHONPATH": str(Path(__file__).parent.parent),
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
    # Fonts carry the time at which they were cut to size, unless told another.
    "SOURCE_DATE_EPOCH": "0",
}


class RenderError(Exception):
    """The PDF could not be made; the message holds no words of the report."""


def render(report: Report) -> bytes:
    """Return the report as PDF/UA-1 with its JSON embedded; equal reports give equal bytes.

    Raises:
        RenderError: the child failed, or took too long or too much.

    """
    return render_html(print_document(report), data=report.to_json(), day=report.date.isoformat())


def render_html(
    html: str, *, day: str, data: str = "", wall_seconds: float = WALL_SECONDS
) -> bytes:
    """Return `html` as PDF with `day` as its date and `data`, unless empty, embedded as JSON.

    Raises:
        RenderError: the child failed, or took too long or too much.

    """
    job = {
        "html": html,
        "data": data,
        "data_name": DATA_NAME,
        "day": day,
    }
    try:
        done = subprocess.run(
            (sys.executable, "-m", "reports.pdf_worker"),
            input=json.dumps(job).encode(),
            capture_output=True,
            check=False,
            timeout=wall_seconds,
            env=environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"The PDF took longer than {wall_seconds:g} seconds.") from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise RenderError(problem(done.returncode, done.stderr))
    return done.stdout


def environment() -> dict[str, str]:
    """Return what the child may know of this process: no setting and no secret."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**kept, **_FIXED}


def problem(code: int, stderr: bytes) -> str:
    """Return in one sentence why the child gave no PDF; a negative code is a signal."""
    if code < 0:
        return f"The PDF was stopped (signal {-code}): it needed too much time or memory."
    lines = stderr.decode(errors="replace").strip().splitlines()
    return f"The PDF could not be made: {lines[-1][:200] if lines else 'no output'}"
