"""Published versions never change: their content is pinned.

A report names the version it was made with, so a version must mean the same for ever. To
change a text, add the next version. Before a version is out, or to pin a new one, refresh
the list on purpose: `readiness check --hashes > tests/instruments/published.txt`.
"""

from pathlib import Path

from instruments import catalogue, checking

PINNED = Path(__file__).with_name("published.txt")


def test_published_versions_are_what_they_were():
    assert checking.hashes(catalogue.PATH) == tuple(PINNED.read_text("utf-8").splitlines())


def test_a_changed_text_would_be_seen(tmp_path):
    source = catalogue.PATH / "pulse" / "1.yaml"
    (tmp_path / "pulse").mkdir()
    changed = source.read_text("utf-8").replace("STF-2", "STF-1")
    (tmp_path / "pulse" / "1.yaml").write_text(changed, "utf-8")

    (line,) = checking.hashes(tmp_path)

    assert line.startswith("pulse 1 ")
    assert line not in PINNED.read_text("utf-8")
