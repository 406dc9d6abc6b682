"""The child process that lays out one PDF: `python -m reports.pdf_worker`.

It reads a job as JSON from standard input and writes the PDF to standard output. It is
the one module that imports WeasyPrint. What it may use is limited before that import.
"""

import gc
import json
import logging
import os
import resource
import sys
import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

MEMORY_BYTES: Final = 1536 * 1024 * 1024
CPU_SECONDS: Final = 60

_JOINERS: Final = "\u200d\ufe0f"


class WorkError(Exception):
    """The layout engine complained about what it was given."""


def main() -> int:
    """Read one job, write one PDF; return 1 and say why when that is not possible."""
    _limit()
    # The job is short-lived: collecting garbage in it costs a fifth of its time.
    gc.disable()
    job = json.load(sys.stdin.buffer)
    try:
        pdf = make(job)
    except WorkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


def _limit() -> None:
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        # Not every system lets a process limit its address space.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def make(job: Mapping[str, str]) -> bytes:
    """Return the PDF of a job.

    Raises:
        WorkError: the engine logged a warning, asked for an address or gave up.

    """
    from weasyprint.logger import LOGGER  # noqa: PLC0415 - After the limits, here only.

    heard = Heard()
    LOGGER.handlers = [heard]
    LOGGER.setLevel(logging.WARNING)
    pdf = _layout(job, job["html"])
    if heard.undrawn and not heard.messages:
        pdf = _layout(job, spelled_out(job["html"], heard.undrawn))
    if heard.messages:
        raise WorkError(heard.messages[0])
    return pdf


def spelled_out(html: str, undrawn: Collection[str]) -> str:
    """Return `html` with the names of characters that no font of this machine can draw.

    An empty box would tell a reader nothing, and a screen reader less.
    """
    names = {char: _name(char) for char in undrawn}
    names.update(dict.fromkeys(_JOINERS, ""))
    return html.translate({ord(char): name for char, name in names.items()})


def _name(char: str) -> str:
    if unicodedata.category(char) in {"Sk", "Mn", "Cf"}:
        # A tone of skin or a joiner says nothing by itself.
        return ""
    return f"[{unicodedata.name(char, 'a sign').lower()}]"


def _layout(job: Mapping[str, str], html: str) -> bytes:
    from weasyprint import HTML, Attachment  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    from reports.pdf_finish import finish  # noqa: PLC0415

    moment = datetime.fromisoformat(job["day"]).replace(tzinfo=UTC)
    attached = [
        Attachment(
            string=job["data"],
            name=job["data_name"],
            description="The same report as data",
            created=moment,
            modified=moment,
            relationship="Data",
        )
    ]
    try:
        pdf: bytes = HTML(string=html, url_fetcher=fetch).write_pdf(
            # No identifier: the engine would put every object into words twice for it.
            pdf_variant="pdf/ua-1",
            # A form to fill in has no data yet.
            attachments=attached if job["data"] else [],
            finisher=finish,
        )
    except FatalURLFetchingError as error:
        raise WorkError(str(error)) from error
    return pdf


def fetch(url: str) -> object:
    """Return a font or a mark of our own; every other address stops the work."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse  # noqa: PLC0415

    from reports import fonts, marks  # noqa: PLC0415

    with suppress(KeyError):
        if url.startswith(fonts.SCHEME):
            return URLFetcherResponse(url, fonts.read(url), {"Content-Type": "font/ttf"})
        if url.startswith(marks.SCHEME):
            return URLFetcherResponse(url, marks.read(url), {"Content-Type": "image/svg+xml"})
    kind = url.partition(":")[0][:12]
    raise FatalURLFetchingError(f"An address was asked for that is not ours ({kind}:).")


class Heard(logging.Handler):
    """Keeps what the engine complains about; a sign it cannot draw is not yet a failure."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.undrawn: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one complaint."""
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.undrawn.add(str(record.args[0]))
        else:
            self.messages.append(f"{record.levelname}: {record.getMessage()[:200]}")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Without Python's own tidying: it takes Pango out of memory while a thread of Pango may still
    # look for fonts, and the file that was made would count as not made.
    os._exit(code)
