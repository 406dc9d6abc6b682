"""The strict YAML reader: values and lines of what is right, a problem for what is not."""

import pytest

from instruments import strict_yaml
from instruments.document import Plain
from instruments.problems import ProblemsError


def said(text):
    """The problems of a text, as lines."""
    try:
        document = strict_yaml.parse(text, "x.yaml")
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in document.problems]


def test_values_stay_text():
    text = "a: 1\nb: no\nc: 2026-11-01\nd: 1.5\ne: 'quoted'\nf: 0x1F\ng: .nan\nh: <<\n"

    data = strict_yaml.parse(text, "x.yaml").data

    assert data == {
        "a": "1", "b": "no", "c": "2026-11-01", "d": "1.5", "e": "quoted", "f": "0x1F",
        "g": ".nan", "h": "<<",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL"])
def test_no_value_is_empty_text(word):
    assert strict_yaml.parse(f"a: {word}\n", "x.yaml").data == {"a": ""}


def test_quoted_null_is_a_word():
    assert strict_yaml.parse("a: 'null'\n", "x.yaml").data == {"a": "null"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [("2", True), ("'2'", False), ('"2"', False), ("|-\n  2", False), (">-\n  2", False)],
)
def test_only_unquoted_scalars_are_plain(text, plain):
    data = strict_yaml.parse(f"a: {text}\n", "x.yaml").data

    assert data["a"] == "2"
    assert isinstance(data["a"], Plain) is plain


def test_pure_python_parser_reads_the_same(monkeypatch):
    text = "a: 1\nb: ['2', {c: x, d: no}]\ne: |\n  text\n"
    by_c = strict_yaml.parse(text, "x.yaml")
    monkeypatch.setattr(strict_yaml, "_LOADER", strict_yaml.yaml.SafeLoader)

    by_python = strict_yaml.parse(text, "x.yaml")

    assert by_python == by_c
    assert type(by_python.data["a"]) is type(by_c.data["a"]) is Plain
    assert type(by_python.data["b"][0]) is type(by_c.data["b"][0]) is str


def test_lines_are_those_of_keys_and_entries():
    document = strict_yaml.parse("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n", "x.yaml")

    places = [(), ("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "c"), ("b", 1, "d")]
    assert [document.line(place) for place in places] == [1, 1, 2, 3, 4, 4, 5]


def test_line_of_what_is_missing_is_that_of_its_parent():
    document = strict_yaml.parse("a: 1\nb:\n  - c: 2\n", "x.yaml")

    assert document.line(("b", 0, "gate", "x")) == 3


def test_line_is_none_when_nothing_is_known():
    document = strict_yaml.Document("x.yaml", {}, {})

    assert document.line(("a",)) is None


def test_places_go_by_id_or_number():
    text = "domains:\n  - id: STF\n    items:\n      - {id: STF-1}\n      - {name: x}\n      - y\n"
    document = strict_yaml.parse(text, "x.yaml")

    assert document.name(("domains", 0, "items", 0, "gate")) == "domains[STF].items[STF-1].gate"
    assert document.name(("domains", 0, "items", 1)) == "domains[STF].items[2]"
    assert document.name(("domains", 0, "items", 9)) == "domains[STF].items[10]"
    assert document.name(()) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: &x 1\nb: *x\n",
            [
                "x.yaml:1: a: &x is an anchor. Delete it, or quote the text.",
                "x.yaml:2: b: *x is an alias. Write the value out, or quote it.",
            ],
        ),
        ("a: &x [1]\n", ["x.yaml:1: a: &x is an anchor. Delete it, or quote the text."]),
        ("a: &x {b: 1}\n", ["x.yaml:1: a: &x is an anchor. Delete it, or quote the text."]),
        (
            "a: !!python/object/apply:os.system ['true']\n",
            [
                (
                    "x.yaml:1: a: tag:yaml.org,2002:python/object/apply:os.system is a tag. "
                    "Delete it, or quote the text."
                )
            ],
        ),
        ("a: !x {}\n", ["x.yaml:1: a: !x is a tag. Delete it, or quote the text."]),
        (
            "a: !!int 3\n",
            ["x.yaml:1: a: tag:yaml.org,2002:int is a tag. Delete it, or quote the text."],
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            [
                (
                    'x.yaml:3: a (again): "a" is here twice; it is on line 1 already. '
                    "Either delete one or give it another name."
                )
            ],
        ),
        (
            "a: 1\n---\nb: 2\n",
            ["x.yaml:2: A second document begins here. Use one file for each."],
        ),
        ("? [a]\n: 1\n", ["x.yaml:1: A key is a list or a mapping. Write keys as plain words."]),
        ("{{a: 1}: 2}", ["x.yaml:1: A key is a list or a mapping. Write keys as plain words."]),
        ("", ["x.yaml:1: The file is empty. Check that you saved it."]),
        ("# only words\n", ["x.yaml:1: The file is empty. Check that you saved it."]),
        (
            "a: [1\nb: 2\n",
            [
                (
                    "x.yaml:2: This is not YAML: did not find expected ',' or ']'. "
                    "Look at indents, colons and quotes here and one line above."
                )
            ],
        ),
        (
            "a: 1\nb: \t- x\n  c\n\td: 1\n",
            [
                (
                    "x.yaml:2: This is not YAML: block sequence entries are not allowed in this "
                    "context. Look at indents, colons and quotes here and one line above."
                )
            ],
        ),
        (
            "a: 1\nb: '\x07'\n",
            [
                (
                    "x.yaml:2: This is not YAML: control characters are not allowed. "
                    "Look at indents, colons and quotes here and one line above."
                )
            ],
        ),
    ],
)
def test_form_that_is_refused(text, expected):
    assert said(text) == expected


def test_repeated_key_keeps_the_first_value():
    document = strict_yaml.parse("a: 1\na: {b: [2]}\nc: 3\n", "x.yaml")

    assert document.data == {"a": "1", "c": "3"}
    assert len(document.problems) == 1


def test_problems_of_form_are_told_beside_a_syntax_error():
    assert said("a: &x 1\nb: *x\nc: [\n")[:2] == [
        "x.yaml:1: a: &x is an anchor. Delete it, or quote the text.",
        "x.yaml:2: b: *x is an alias. Write the value out, or quote it.",
    ]
    assert len(said("a: &x 1\nb: *x\nc: [\n")) == 3


@pytest.mark.parametrize(("depth", "refused"), [(20, False), (21, True), (20_000, True)])
def test_nesting_is_limited(depth, refused):
    problems = said("[" * depth + "]" * depth)

    assert [line.partition(": This")[2] for line in problems] == (
        [" is nested more than 20 deep. Nest less."] if refused else []
    )


@pytest.mark.parametrize(("entries", "refused"), [(19_999, False), (20_000, True)])
def test_number_of_values_is_limited(entries, refused):
    problems = said("[" + "1," * entries + "]")

    assert [line.partition(": The")[2] for line in problems] == (
        [" file has more than 20,000 values. Split it up."] if refused else []
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b"\xef\xbb\xbfa: 1",
            (
                "x.yaml:1: The file begins with a byte order mark. "
                "Save it as plain UTF-8, without BOM."
            ),
        ),
        (
            "a: 1".encode("utf-16"),
            (
                "x.yaml:1: The file begins with a byte order mark. "
                "Save it as plain UTF-8, without BOM."
            ),
        ),
        (b"a: 1\nb: caf\xe9\n", "x.yaml:2: This is not UTF-8 text. Save it as UTF-8."),
        (b"a" * 1_000_001, "x.yaml: The file is larger than 1 MB. Split it up."),
    ],
)
def test_bytes_that_are_no_text(raw, expected):
    with pytest.raises(ProblemsError) as caught:
        strict_yaml.decode(raw, "x.yaml")

    assert str(caught.value) == expected


def test_a_file_of_exactly_1_mb_is_read(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: " + b"x" * 999_997)

    assert len(strict_yaml.read(path).data["a"]) == 999_997


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "x.yaml", tmp_path):
        with pytest.raises(ProblemsError) as caught:
            strict_yaml.read(path)

        expected = f"{path.name}: There is no such file. Check the name and the folder."
        assert str(caught.value) == expected


def test_file_that_cannot_be_opened(tmp_path, monkeypatch):
    path = tmp_path / "x.yaml"
    path.touch()

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)

    with pytest.raises(ProblemsError) as caught:
        strict_yaml.read(path)

    assert str(caught.value) == "x.yaml: The file cannot be read (Permission denied). Check it."


def test_escape_of_no_character_is_told_by_the_python_parser(monkeypatch):
    monkeypatch.setattr(strict_yaml, "_LOADER", strict_yaml.yaml.SafeLoader)

    assert said('a: "\\UFFFFFFFF"') == [
        "x.yaml: An escape in quotes is no character. Check the \\u."
    ]
    assert said("a: '\x07'") == [
        (
            "x.yaml:1: This is not YAML: special characters are not allowed. "
            "Look at indents, colons and quotes here and one line above."
        )
    ]


def test_each_finds_places_in_lists_and_mappings():
    document = strict_yaml.parse("a: [{b: 1}, {c: 2}, x]\nd: {e: {b: 3}, f: {b: [4]}}\n", "x.yaml")

    assert list(document.texts("a", "*", "b")) == [(("a", 0, "b"), "1")]
    assert list(document.texts("d", "*", "b")) == [(("d", "e", "b"), "3")]
    assert list(document.each("d", "f", "b", "*")) == [(("d", "f", "b", 0), "4")]
    assert list(document.each("a", "b")) == []


def test_content_hash_ignores_layout_and_order():
    one = strict_yaml.parse("# note\na: 1\nb: [x, 'y']\n", "x.yaml")
    other = strict_yaml.parse("b:\n  - x\n  - y\na: '1'\n", "y.yaml")
    third = strict_yaml.parse("b: [y, x]\na: 1\n", "x.yaml")

    assert one.content_hash() == other.content_hash()
    assert one.content_hash() != third.content_hash()
    # printf '%s' '{"a":"1","b":["x","y"]}' | sha256sum
    expected = "ca6c8b6e4c1db6db2999d379789b26787a902050226cec8b11469e68cffce538"
    assert one.content_hash() == expected


def test_many_problems_are_counted_not_listed():
    error = ProblemsError(
        strict_yaml.Problem("x.yaml", line, "", "Wrong.", "Mend it.") for line in range(1, 203)
    )

    lines = str(error).splitlines()
    assert lines[0] == "x.yaml:1: Wrong. Mend it."
    assert lines[199:] == ["x.yaml:200: Wrong. Mend it.", "... and 2 more problems."]
