"""What every PDF must stand, by two independent checkers."""

import json
import subprocess
import sys
from pathlib import Path

from tests.reports.test_pdf import SKIPPED, findings


def assert_tagged(content: bytes, folder: Path) -> None:
    """Assert that outloud and pdfua find no error in a PDF."""
    file = folder / "file.pdf"
    file.write_bytes(content)
    aloud = subprocess.run(
        (Path(sys.executable).with_name("outloud"), "--json", "-", str(file)),
        capture_output=True,
        check=False,
    )
    found = [one for one in findings(json.loads(aloud.stdout)) if one["severity"] == "error"]
    assert {one["rule"] for one in found} - SKIPPED == set()
    strict = subprocess.run(
        (sys.executable, "-m", "pdfua", "check", str(file)), capture_output=True, check=False
    )
    assert b"PASS (no findings)" in strict.stdout
