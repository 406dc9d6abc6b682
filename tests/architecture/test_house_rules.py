"""What must never stand in the repository, and what its papers must say."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked() -> list[Path]:
    """Files under version control; in a copy without git, everything but hidden folders."""
    answer = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, check=False, text=True
    )
    if answer.returncode != 0:
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "ignore")


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt"]
)
def test_requirements_are_hashed_and_name_no_index(name):
    text = text_of(ROOT / name)
    pinned = re.findall(r"^[a-z0-9][\w.\-\[\]]*==", text, re.MULTILINE)

    assert len(pinned) >= 40
    assert re.findall(r"^[a-z0-9][^\n]*(?<!\\)$", text, re.MULTILINE) == []
    assert text.count("--hash=sha256:") >= len(pinned)
    assert re.findall(r"https?://|--index|--extra-index|--find-links|--trusted", text) == []


def test_no_machine_path_or_registry_is_tracked():
    forbidden = re.compile(
        r"/(?:work|root|home/\w+|Users/\w+)/(?!\.cache)|pypi" + r"\.org|files\.pythonhosted"
    )
    found = {
        str(path.relative_to(ROOT)): forbidden.findall(text_of(path))
        for path in tracked()
        if path.suffix not in {".png", ".pdf"} and path != Path(__file__)
    }

    assert {path: hits for path, hits in found.items() if hits} == {}


def test_no_secret_or_database_is_tracked():
    kinds = (".sqlite", ".db", ".pem", ".key", "-wal", "-shm", ".env")

    assert [str(path) for path in tracked() if path.name.endswith(kinds)] == []


SECRETS = (
    r"AGE-SECRET-KEY-1[A-Z0-9]{20}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{30}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10}",
    # A value that is given to a setting, but for those that say they are for tests.
    r"READINESS_(?:SECRET|SMTP_PASSWORD)=(?!\$)[^\s\"'#]{8}",
)


def test_no_secret_is_tracked():
    shapes = re.compile("|".join(SECRETS))
    found = {
        str(path.relative_to(ROOT)): shapes.findall(text_of(path))
        for path in tracked()
        if path.suffix not in {".png", ".pdf"}
    }

    assert {path: hits for path, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "AGE-SECRET-" + "KEY-1QQQQQQQQQQQQQQQQQQQQQQQQ",
        "-----BEGIN PRIVATE" + " KEY-----",
        "READINESS_SECRET" + "=kJ8dkw93kdkdkw",
    ],
)
def test_rule_for_secrets_fires(planted):
    assert re.search("|".join(SECRETS), planted)


def test_runtime_packages_each_earn_a_line_in_the_readme():
    readme = text_of(ROOT / "README.md").lower()
    project = text_of(ROOT / "pyproject.toml").split("dependencies = [")[1].split("]\n")[0]
    names = [re.split(r"[\[<>=;]", name)[0].lower() for name in re.findall(r'"([^"]+)"', project)]

    assert [name for name in names if name not in readme] == []


def test_ci_runs_what_the_readme_tells():
    ci = text_of(ROOT / ".ci" / "run")

    assert [line for line in ci.splitlines() if "make" in line] == ["make test"]
    assert "make test" in text_of(ROOT / "README.md")
