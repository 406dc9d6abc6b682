"""What every PDF must stand, by two independent checkers."""

import json
import subprocess
import sys
from pathlib import Path

from tests.reports.test_pdf import SKIPPED, findings


def assert_tagged(content: bytes, folder: Path, *, long_tables: bool = False) -> None:
    """Assert that outloud and pdfua find no error in a PDF, and nothing tagged but its content.

    The heads of `long_tables` come again on each page, which outloud takes for running heads.
    """
    file = folder / "file.pdf"
    file.write_bytes(content)
    aloud = subprocess.run(
        (Path(sys.executable).with_name("outloud"), "--json", "-", str(file)),
        capture_output=True,
        check=False,
    )
    found = findings(json.loads(aloud.stdout))
    errors = {one["rule"] for one in found if one["severity"] == "error"}
    assert errors - SKIPPED == set()
    assert long_tables or "PAG-001" not in {one["rule"] for one in found}
    strict = subprocess.run(
        (sys.executable, "-m", "pdfua", "check", str(file)), capture_output=True, check=False
    )
    assert b"PASS (no findings)" in strict.stdout
