"""A file that is given to a command: there, missing, or out of sight."""

import os

import pytest
from click.testing import CliRunner

from readiness.cli import main


@pytest.fixture
def without_a_way_in(tmp_path, monkeypatch):
    """A folder that the user at work may not enter; the user of the tests may enter all."""
    shut = tmp_path / "shut"
    (shut / "deeper").mkdir(parents=True)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: access(path, mode) and path != shut)
    return shut


@pytest.mark.parametrize(
    "words", [("import",), ("restore", "backup", "--key")], ids=["import", "key"]
)
def test_file_in_a_closed_folder_is_not_called_missing(without_a_way_in, words):
    """The key in root's own folder "does not exist", said a restore: the worst moment for it."""
    answer = CliRunner().invoke(main, [*words, str(without_a_way_in / "deeper" / "file")])

    assert answer.exit_code == 2
    said = " ".join(answer.output.split())
    assert f"{without_a_way_in} is closed to the user that runs this command." in said
    assert "does not exist" not in said


def test_file_that_is_missing_is_called_so(tmp_path):
    answer = CliRunner().invoke(main, ["import", str(tmp_path / "file.zip")])

    assert answer.exit_code == 2
    assert "does not exist" in answer.output
