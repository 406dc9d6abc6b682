"""Long commands say how far they are on a terminal, and nothing in a log."""

import stat

import pytest
from click.testing import CliRunner

from readiness.cli import SECTIONS, LazyGroup, main
from readiness.commands import _progress


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call a command; what it gave, and what it said beside."""
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))

    def called(*arguments):
        result = CliRunner().invoke(main, [str(one) for one in arguments])
        assert result.exit_code == 0, result.output
        return result.stdout, result.stderr

    return called


@pytest.fixture
def watched(monkeypatch):
    monkeypatch.setattr(_progress, "watched", lambda: True)


def walk(call, tmp_path, monkeypatch):
    """Every long command but `move`; what each said beside its result."""
    said = [call("migrate"), call("backup", tmp_path / "copy"), call("verify-log")]
    said += [call("purge"), call("restore", tmp_path / "copy", "--check")]
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "new" / "data"))
    said.append(call("restore", tmp_path / "copy"))
    return [beside for _, beside in said]


def test_nothing_is_said_where_nobody_looks(call, tmp_path, monkeypatch):
    assert walk(call, tmp_path, monkeypatch) == [""] * 6


def test_terminal_is_told_what_is_being_done(call, watched, tmp_path, monkeypatch):
    beside = walk(call, tmp_path, monkeypatch)

    assert beside[0].startswith("Migrating")
    assert beside[1] == "Copying the database ...\nLooking through the copy ...\n"
    assert beside[2].startswith("Reading")
    assert beside[3] == "Deleting what has run out ...\n"
    assert beside[4] == "Reading the backup ...\n"
    assert beside[5] == "Reading the backup ...\nPutting it in place ...\n"


def test_bar_counts_to_its_end(monkeypatch, capsys):
    monkeypatch.setattr(_progress, "watched", lambda: True)
    told = []
    monkeypatch.setattr(
        _progress.click, "progressbar", lambda **options: Bar(told, options["length"])
    )
    with _progress.bar("Reading", 7) as more:
        more(3)
        more(4)

    assert told == [7, 3, 4]


class Bar:
    def __init__(self, told, length):
        told.append(length)
        self.update = told.append

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def test_folder_of_a_restore_is_closed_to_others(call, tmp_path, monkeypatch):
    walk(call, tmp_path, monkeypatch)

    mode = (tmp_path / "new" / "data").stat().st_mode
    assert stat.S_IMODE(mode) & stat.S_IRWXO == 0


def test_help_names_every_command_in_its_place_with_a_whole_sentence(call):
    text, _ = call("--help")
    named = [name for names in SECTIONS.values() for name in names]

    assert sorted(named) == LazyGroup().list_commands(None)
    assert "More:" not in text
    assert "...\n" not in text.partition("Files:")[2]
    for title in SECTIONS:
        assert f"{title}:" in text


def test_version_is_told(call):
    assert call("--version")[0].strip().count(".") == 2
