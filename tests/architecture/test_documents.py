"""What the papers name is there: files, folders, links and commands."""

import re

import pytest

from readiness import cli
from tests.architecture.test_house_rules import ROOT, tracked

README = (ROOT / "README.md").read_text()
PAPERS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
FILE = re.compile(r"[\w./-]+\.(?:py|yaml|txt|md|js|csv|ini|example)|[\w./-]+/")
LINK = re.compile(r"\]\(([^)#:]+)\)")
ELSEWHERE = {
    # What the reader makes by the paper's words.
    *("my-draft.yaml", "formative/2.yaml", "rules/2.yaml", "2.yaml"),
    # Folders of a running service.
    *("mail/", "var/"),
}


def named(text: str) -> set[str]:
    """Give the files and folders that a paper names between backticks."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return {one for one in re.findall(r"`([^`\n]+)`", text) if FILE.fullmatch(one)}


def is_there(name: str, files: list[str]) -> bool:
    """Tell whether a tracked file, or one in that folder, has this name at the end of its path."""
    if name.endswith("/"):
        return any(f"/{name}" in f"/{file}" for file in files)
    return any(f"/{file}".endswith(f"/{name}") for file in files)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_files_that_a_paper_names_are_there(paper):
    files = [str(path.relative_to(ROOT)) for path in tracked()]

    assert [
        name for name in sorted(named(paper.read_text()) - ELSEWHERE) if not is_there(name, files)
    ] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_links_of_a_paper_lead_somewhere(paper):
    links = LINK.findall(paper.read_text())

    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_readme_lists_every_command_and_no_other():
    listed = re.search(r"^## By command line\n\n```\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    words = " | ".join(
        line.partition("#")[0].removeprefix("readiness ") for line in listed[1].splitlines()
    )
    names = {part.split()[0] for part in words.split(" | ") if part.strip()}
    known = {name for section in cli.SECTIONS.values() for name in section}

    assert names == known


def test_readme_names_every_target_of_make():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert [
        name for name in targets if not re.search(rf"`(make )?{name}`|make {name}\b", README)
    ] == []


def test_every_promise_says_where_it_is_proved():
    text = (ROOT / "docs" / "promises.md").read_text()
    promises = re.findall(r"^(\d)\. \*\*", text, re.MULTILINE)
    proofs = dict(re.findall(r"^\| (\d) \|.*\| ([^|]*) \|$", text, re.MULTILINE))

    assert list(proofs) == promises
    assert [number for number, proof in proofs.items() if "`tests/" not in proof] == []
