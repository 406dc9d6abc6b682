"""Rendering takes seconds, so the few PDFs of these tests are made once a run."""

import pytest

from reports import pdf
from tests.reports.samples import A1, S1, report


@pytest.fixture(scope="session")
def s1_pdf() -> bytes:
    """The report on sample S1: formative only, Build first, all kinds of parts."""
    return pdf.render(report(S1))


@pytest.fixture(scope="session")
def a1_pdf() -> bytes:
    """The report on sample A1: both instruments, much of it not known."""
    return pdf.render(report(A1))
