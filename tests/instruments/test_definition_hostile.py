"""Files made to hurt: each is refused in words, in time and in little memory (trust.md F13)."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import answers, checking, definition
from instruments.problems import Problem, ProblemsError
from tests.instruments.small import INSTRUMENT, changed

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "billion laughs": LAUGHS,
    "quadratic aliases": "a: &a " + "x" * 5_000 + "\nb: [" + "*a, " * 10_000 + "]\n",
    "alias to itself": "a: &a [*a]\n",
    "undefined alias": "a: *nothing\n",
    "anchor on everything": "".join(f"k{n}: &a{n} {n}\n" for n in range(9_000)),
    "merge of an alias": "a: &a {b: 1}\nc:\n  <<: *a\n",
    "deep flow list": "[" * 20_000 + "]" * 20_000,
    "deep flow list, not closed": "[" * 500_000,
    "deep flow mapping": "{a: " * 20_000 + "}" * 20_000,
    "deep block list": "- " * 20_000 + "x",
    "deep block mapping": "\n".join(" " * n + "a:" for n in range(1_300)),
    "deep in an item": changed("look_at: The policy", "look_at: " + "[" * 20_000 + "]" * 20_000),
    "tag python object": "a: !!python/object/new:os.system [echo]\n",
    "tag python name": "a: !!python/name:os.system\n",
    "tag of our own": "!x {a: 1}\n",
    "tag of a set": "a: !!set {b, c}\n",
    "tag of binary": "a: !!binary aGk=\n",
    "tag directive": "%TAG ! tag:evil.example,2000:\n---\na: !x 1\n",
    "YAML of another version": "%YAML 9.9\n---\na: 1\n",
    "two documents": INSTRUMENT + "---\n" + INSTRUMENT,
    "repeated keys": "a: 1\n" * 9_000,
    "very many keys": "".join(f"k{n}: {n}\n" for n in range(9_999)),
    "very many values": "a: [" + "1, " * 200_000 + "]\n",
    "very long key": "k" * 900_000 + ": 1\n",
    "very long value": "id: " + "v" * 900_000 + "\n",
    "very long number": "version: " + "9" * 900_000 + "\n",
    "sexagesimal number": "version: 1:2:3\n",
    "octal and hexadecimal": "version: 0o17\nminutes: 0xFF\n",
    "infinite number": "version: .inf\n",
    "not a number": "version: .NaN\n",
    "exponent": "version: 1e400\n",
    "day out of range": "published: 2026-13-45\n",
    "day with year 0": "published: 0000-01-01\n",
    "time that is none": "published: 2026-11-01T25:61:61Z\n",
    "list as key": "? [a, b]\n: 1\n",
    "mapping as key": "{a: 1}: 2\n",
    "empty key": ": 1\n",
    "key without a colon": "a: 1\nb\n",
    "tab for indent": "a:\n\tb: 1\n",
    "quote not closed": 'a: "never\n',
    "surrogate escape": 'a: "\\ud800"\n',
    "escape out of range": 'a: "\\UFFFFFFFF"\n',
    "control character": "a: \x01\n",
    "nul": "a: \x00\n",
    "escape sequences for a terminal": 'id: "\\e[2J\\e]0;x\\a"\n\x1b',
    "only spaces": "   \n\n",
    "only a comment": "# nothing\n",
    "empty": "",
    "only a mark": "---\n",
    "null": "null\n",
    "XML with entities": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "HTML": "<html><script>alert(1)</script></html>",
    "UTF-8 with BOM": b"\xef\xbb\xbf" + INSTRUMENT.encode(),
    "UTF-16": INSTRUMENT.encode("utf-16"),
    "UTF-16 without BOM": INSTRUMENT.encode("utf-16-le"),
    "UTF-32": INSTRUMENT.encode("utf-32"),
    "Latin-1": changed("Paid time", "Paid t\xefme").encode("latin-1"),
    "overlong UTF-8": b"a: \xc0\xaf\n",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    "random bytes": bytes(range(256)) * 100,
    "more than 1 MB": b"# " + b"x" * 2_000_000,
    "selection of a selection": "id: pulse\nversion: 1\ninstrument: pulse\ninstrument_version: 1\n",
    "thousands of wrong items": "domains:\n  - items:\n" + "      - {id: x, gate: y}\n" * 2_400,
    "thousands of wrong answers": "formative:\n  answers:\n"
    + "".join(f"    STF-{n}: {{levl: 9}}\n" for n in range(4_000)),
    "thousands of wrong steps": "steps:\n"
    + "  - {id: x, kind: lesso, extra_actions: [{item: X}]}\n" * 1_700,
    "thousands of wrong sources": "steps:\n  - sources:\n"
    + "".join(f"      - {{document: x{n}}}\n" for n in range(6_000)),
    "thousands of wrong rules": "decisions:\n  formative:\n    - any:\n"
    + "        - {when: gate, gate: safety-sto}\n" * 3_000,
}  # fmt: skip


HANGS = 60
"""CPU seconds: each takes less than 5 on a quiet machine; coverage and neighbours slow it down."""


def as_bytes(content):
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_problems_in_time(tmp_path, name):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(as_bytes(HOSTILE[name]))
    start = time.process_time()

    checked = checking.check(path)

    assert time.process_time() - start < HANGS
    assert checked.problems
    for problem in checked.problems:
        assert problem.message
        assert problem.advice
        assert str(problem).isprintable()
        assert len(str(problem)) < 1_000


@pytest.mark.parametrize("reader", [definition.instrument, answers.read])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_by_every_reader(tmp_path, reader, name):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(as_bytes(HOSTILE[name]))

    with pytest.raises(ProblemsError):
        reader(path)


@pytest.mark.parametrize("name", ["billion laughs", "deep block list"])
def test_same_file_gets_the_same_problems(tmp_path, name):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(as_bytes(HOSTILE[name]))

    assert checking.check(path) == checking.check(path)


HEAVY = (
    "billion laughs", "quadratic aliases", "deep flow list, not closed", "very many values",
    "very long value", "anchor on everything", "thousands of wrong items", "more than 1 MB",
)  # fmt: skip

# The peak is this program's own where the system tells it; ru_maxrss would also count the
# process that started it.
MEASURE = """
import re, resource, sys
from pathlib import Path
from instruments import checking
for path in sorted(Path(sys.argv[1]).iterdir()):
    assert checking.check(path).problems, path
status = Path("/proc/self/status")
if status.exists():
    print(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_hostile_files_take_little_memory(tmp_path):
    for number, name in enumerate(HEAVY):
        (tmp_path / f"{number}.yaml").write_bytes(as_bytes(HOSTILE[name]))
    root = Path(__file__).parents[2]

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )

    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < 256 * 1024 * 1024


yamlish = st.text(
    st.sampled_from("abid: -[]{}&*!|>'\"\n#?,%@~01.\t\\x\u00e9\ud800\x00"), max_size=60
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.binary(max_size=60) | yamlish)
def test_any_bytes_give_problems_and_nothing_else(tmp_path, content):
    path = tmp_path / "any.yaml"
    path.write_bytes(as_bytes(content))

    for reader in (definition.instrument, definition.profile, answers.read):
        with pytest.raises(ProblemsError) as caught:
            reader(path)
        assert all(isinstance(problem, Problem) for problem in caught.value.problems)
        assert caught.value.problems


LINES = INSTRUMENT.splitlines()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(
        ["", "  x", "- a", "x: y", "id: STF-1", "gate: safety-stop", "levels: []", "\t"]
    )
    | yamlish,
)
def test_any_changed_line_is_read_or_named(tmp_path, number, line):
    path = tmp_path / "any.yaml"
    text = "\n".join([*LINES[:number], line, *LINES[number + 1 :]])
    path.write_bytes(as_bytes(text))

    with suppress(ProblemsError):
        made = definition.instrument(path)
        assert all(len(item.levels) == 4 for item in made.items)


def test_pure_python_parser_is_as_safe(tmp_path, monkeypatch):
    monkeypatch.setattr(
        definition.s.strict_yaml, "_LOADER", definition.s.strict_yaml.yaml.SafeLoader
    )
    path = tmp_path / "hostile.yaml"
    for name in ("billion laughs", "deep flow list", "deep block list", "deep block mapping"):
        path.write_bytes(as_bytes(HOSTILE[name]))
        start = time.process_time()

        with pytest.raises(ProblemsError):
            definition.instrument(path)

        assert time.process_time() - start < HANGS
