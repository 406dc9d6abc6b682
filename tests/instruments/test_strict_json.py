"""The strict JSON reader gives what the YAML reader gives, with lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import strict_json
from instruments.document import Plain
from instruments.problems import ProblemsError

NOT_JSON = "This is not JSON. Look at commas, colons, quotes and brackets here and one line above."


def said(text):
    try:
        document = strict_json.parse(text, "x.json")
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in document.problems]


def test_values_and_lines():
    text = '{\n "a": 2,\n "b": [true, "x",\n  null, -1.5e3, NaN],\n "c": {}, "d": []\n}\n'

    document = strict_json.parse(text, "x.json")

    assert document.data == {"a": "2", "b": ["true", "x", "", "-1.5e3", "NaN"], "c": {}, "d": []}
    places = [("a",), ("b",), ("b", 1), ("b", 2), ("b", 3), ("c",), ("d",)]
    assert [document.line(place) for place in places] == [2, 3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize(("text", "plain"), [("2", True), ("true", True), ('"2"', False)])
def test_only_unquoted_values_are_plain(text, plain):
    data = strict_json.parse(f'{{"a": {text}}}', "x.json").data

    assert isinstance(data["a"], Plain) is plain


def test_escapes_mean_what_json_says():
    text = r'{"a": "\u00e9 \ud83d\ude00 \" \\ \/ \n", "b": "' + "raw\ttab\nand line" + '"}'

    assert strict_json.parse(text, "x.json").data == {
        "a": 'é \U0001f600 " \\ / \n',
        "b": "raw\ttab\nand line",
    }


def test_lines_count_those_inside_strings():
    document = strict_json.parse('{"a": "one\ntwo",\n"b": 1}', "x.json")

    assert document.line(("b",)) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("{", 1), ("}", 1), ("[", 1), ("[1", 1), ("[1,", 1), ("[1,]", 1), ("[,1]", 1),
        ('{"a"}', 1), ('{"a":}', 1), ('{"a":1,}', 1), ("{a: 1}", 1), ("{1: 2}", 1), ('{"a" 1}', 1),
        ('{"a": 1 "b": 2}', 1), ("[1 2]", 1), ("[1}", 1), ('{"a": 1]', 1), ("1 2", 1), ("[] []", 1),
        ('"open', 1), ("'single'", 1), ("[1,\n\n # note\n2]", 3), ("{\n}\n}", 3), ("[1,\n2\n", 2),
        (":", 1), (",", 1),
    ],
)  # fmt: skip
def test_what_is_not_json(text, line):
    assert said(text) == [f"x.json:{line}: {place(text)}{NOT_JSON}"]


def place(text):
    """The place where the reader stopped, for the texts above."""
    return {
        "[": "[1]: ", "[1": "[2]: ", "[1,": "[2]: ", "[1,]": "[2]: ", "[,1]": "[1]: ",
        '{"a"}': "a: ", '{"a":}': "a: ", '{"a" 1}': "a: ", "[1 2]": "[2]: ", "[1}": "[2]: ",
        "[1,\n\n # note\n2]": "[2]: ", "[1,\n2\n": "[3]: ",
    }.get(text, "")  # fmt: skip


def test_repeated_key():
    assert said('{"a": 1,\n"a": 2}') == [
        (
            'x.json:2: a (again): "a" is here twice; it is on line 1 already. '
            "Either delete one or give it another name."
        )
    ]


def test_wrong_escape_is_told_and_reading_goes_on():
    assert said(r'{"a": "\x", "b": "\u12", "c": 1}') == [
        "x.json:1: a: An escape in quotes is none of JSON's. Check the \\.",
        "x.json:1: b: An escape in quotes is none of JSON's. Check the \\.",
    ]


@pytest.mark.parametrize(("depth", "refused"), [(20, False), (21, True), (20_000, True)])
def test_nesting_is_limited(depth, refused):
    problems = said("[" * depth + "]" * depth)

    assert [line.partition(": This")[2] for line in problems] == (
        [" is nested more than 20 deep. Nest less."] if refused else []
    )


def test_number_of_values_is_limited():
    assert said("[" + "1," * 20_000 + "1]") == [
        "x.json:1: [20000]: The file has more than 20,000 values. Split it up."
    ]


plain_json = st.recursive(
    st.text(max_size=5) | st.integers() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def words(value):
    """The value as the reader gives it: numbers and words as text."""
    if isinstance(value, dict):
        return {key: words(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [words(entry) for entry in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(plain_json, st.booleans(), st.sampled_from([None, 2]))
def test_any_json_is_read_as_the_standard_library_reads_it(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert strict_json.parse(text, "x.json").data == words(value)


@given(st.text(st.sampled_from('{}[],:"\\ \n1ax'), max_size=30))
def test_any_text_is_json_for_both_readers_or_for_none(text):
    try:
        json.loads(text, strict=False)
        is_json = True
    except ValueError:
        is_json = False
    problems = [line for line in said(text) if "is here twice" not in line]

    # The strict reader takes any word where JSON takes numbers and a few words.
    assert not (is_json and problems)
    assert is_json or problems or any(mark in text for mark in "1ax")
