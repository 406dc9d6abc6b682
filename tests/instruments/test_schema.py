"""The toolkit of schemas: typed values from text, and every mistake with what to do."""

from datetime import date

import pytest

from instruments import schema as s
from instruments import strict_yaml
from instruments.problems import ProblemsError


def read(text, node, *checks):
    """The typed data of YAML text."""
    data, problems = s.check(strict_yaml.parse(text, "x.yaml"), node, *checks)
    assert problems == ()
    return data


def said(text, node, *checks):
    """The problems of YAML text without the file, as lines."""
    data, problems = s.check(strict_yaml.parse(text, "x.yaml"), node, *checks)
    assert data is None
    return [str(problem).removeprefix("x.yaml:") for problem in problems]


def only(node):
    """A record with one key, `a`."""
    node.name = "a"
    return s.Record(node)


@pytest.mark.parametrize(
    ("text", "node", "expected"),
    [
        ("a: x y", s.text(), "x y"),
        ("a: '  x '", s.text(), "x"),
        ("a: 12", s.text(), "12"),
        ("a:", s.text(default=""), ""),
        ("{}", s.text(default="-"), "-"),
        ('a: "x\\x0by\\0"', s.text(cleaned=True), "x\ny"),
        ('a: "x\\ny"', s.text(cleaned=True, one_line=True), "x y"),
        ("a: STF-1", s.word(), "STF-1"),
        ("a: 1", s.word(), "1"),
        ("a: 3", s.number(0, 3), 3),
        ("a: -1", s.number(-1, 3), -1),
        ("a: true", s.flag(), True),
        ("a: false", s.flag(), False),
        ("a: 2026-11-01", s.day(), date(2026, 11, 1)),
        ("a: '2024-02-29'", s.day(), date(2024, 2, 29)),
        ("a: yes", s.choice(["yes", "no"], "an answer"), "yes"),
        ("a: 'no'", s.choice(["yes", "no"], "an answer"), "no"),
        ("a: one", s.choice({"one": 1}, "a number"), 1),
        ("a: [x, y]", s.list_of(s.text()), ["x", "y"]),
        ("a: []", s.list_of(s.text()), []),
        ("a: {x: 1, y: 2}", s.map_of(s.word(), s.number(1, 2)), {"x": 1, "y": 2}),
        ("a: {b: 1}", s.Record(s.colander.SchemaNode(s.NumberType(1, 2), name="b")), {"b": 1}),
        ("a: 2", s.any_of("1 or x", s.number(1, 1), s.choice(["2"], "x")), "2"),
    ],
)
def test_value_that_fits(text, node, expected):
    assert read(text, only(node)) == {"a": expected}


def test_dropped_default_leaves_the_key_out():
    assert read("{}", only(s.number(0, 3, default=s.DROP))) == {}


def test_default_none_stays():
    assert read("{}", only(s.flag(default=None))) == {"a": None}


@pytest.mark.parametrize(
    ("text", "node", "expected"),
    [
        ("{}", s.text(5), "This is missing. Add it: text of at most 5 characters."),
        ("{}", s.word(), "This is missing. Add it: an id: letters, digits, - and _, at most 60."),
        ("{}", s.number(0, 3), "This is missing. Add it: a whole number from 0 to 3."),
        (
            "a:",
            s.text(5),
            "This is empty, not text of at most 5 characters. Write text of at most 5 characters.",
        ),
        (
            "a: '  '",
            s.text(5),
            "This is empty, not text of at most 5 characters. Write text of at most 5 characters.",
        ),
        (
            "a: [x]",
            s.text(5),
            "A list is not text of at most 5 characters. Write text of at most 5 characters.",
        ),
        (
            "a: {x: y}",
            s.text(5),
            (
                "A group of keys is not text of at most 5 characters. "
                "Write text of at most 5 characters."
            ),
        ),
        (
            "a: abcdef",
            s.text(5),
            "This has 6 characters; 5 are allowed. Either shorten it or split it up.",
        ),
        (
            'a: "x\\u202ey"',
            s.text(5),
            (
                '"xy" has characters that do not print. '
                "Type it again without control characters, in composed form (NFC)."
            ),
        ),
        (
            "a: a b",
            s.word(),
            (
                '"a b" is not an id: letters, digits, - and _, at most 60. '
                "Write an id: letters, digits, - and _, at most 60."
            ),
        ),
        *(
            (
                f"a: {value}",
                s.number(0, 3),
                f'"{value}" is not a whole number from 0 to 3. Write a whole number from 0 to 3.',
            )
            for value in ("4", "-1", "1.5", ".nan", "1e0", "0x1", "1_0", "yes", "9" * 40)
        ),
        (
            "a: '2'",
            s.number(0, 3),
            '"2" is not a whole number from 0 to 3. Write a whole number from 0 to 3.',
        ),
        ("a: yes", s.flag(), '"yes" is not true or false. Write true or false.'),
        ("a: 'true'", s.flag(), '"true" is not true or false. Write true or false.'),
        (
            "a: 2026-02-30",
            s.day(),
            '"2026-02-30" is not a date such as 2026-11-01. This day is in no calendar.',
        ),
        *(
            (
                f"a: {value}",
                s.day(),
                f'"{value}" is not a date such as 2026-11-01. Write a date such as 2026-11-01.',
            )
            for value in ("20261101", "2026-W01-1", "1.11.2026", "2026-11-01T10:00:00")
        ),
        (
            "a: gat",
            s.choice(["gate", "id"], "a key"),
            '"gat" is not a key. Did you mean "gate"? Allowed: gate, id.',
        ),
        ("a: [x]", s.choice(["gate"], "a key"), "A list is not a key. Allowed: gate."),
        ("a: x", s.list_of(s.text()), '"x" is not a list of 0 to 100. Write a list of 0 to 100.'),
        (
            "a: [x]",
            s.list_of(s.text(), least=4, most=4),
            (
                "This list has 1; it must be a list of 4. "
                "Either add what is missing or delete what is too much."
            ),
        ),
        (
            "a: x",
            s.map_of(s.word(), s.text()),
            '"x" is not a group of keys with values. Write a group of keys with values.',
        ),
        (
            "a: {x: 1, y: 2}",
            s.map_of(s.word(), s.text(), most=1),
            "This has 2 keys; 1 are allowed. Delete what is too much.",
        ),
        (
            "a: x",
            s.any_of("a level or unknown", s.number(0, 3), s.choice(["unknown"], "unknown")),
            '"x" is not a level or unknown. Write a level or unknown.',
        ),
    ],
)
def test_value_that_does_not_fit(text, node, expected):
    assert said(text, only(node)) == [f"1: a: {expected}"]


def test_every_mistake_is_told_at_once():
    node = s.Record(
        only(s.list_of(s.number(0, 3)))["a"], s.colander.SchemaNode(s.FlagType(), name="b")
    )

    assert said("a:\n  - 1\n  - 7\n  - x\nc: 1\n", node) == [
        '5: c: "c" is not known here. Allowed: b.',
        '3: a[2]: "7" is not a whole number from 0 to 3. Write a whole number from 0 to 3.',
        '4: a[3]: "x" is not a whole number from 0 to 3. Write a whole number from 0 to 3.',
        "1: b: This is missing. Add it: true or false.",
    ]


def test_keys_and_values_of_a_map_are_told_together():
    node = only(s.map_of(s.word(), s.number(0, 3)))

    assert said("a: {x y: 1, z: 9}", node) == [
        (
            '1: a.x y: "x y" is not an id: letters, digits, - and _, at most 60. '
            "Write an id: letters, digits, - and _, at most 60."
        ),
        '1: a.z: "9" is not a whole number from 0 to 3. Write a whole number from 0 to 3.',
    ]


def test_many_unknown_keys_are_counted():
    text = "".join(f"k{number}: 1\n" for number in range(25))

    problems = said(text, only(s.text(default="")))

    assert len(problems) == 21
    assert problems[0] == "1: 5 more keys are not known. Delete them."
    assert problems[1] == '1: k0: "k0" is not known here. Allowed: a.'


def test_record_that_is_none():
    assert said("- x\n", only(s.text())) == [
        "1: A list is not a group of keys with values. Write a group of keys with values."
    ]


def test_cases_go_by_their_word():
    node = s.cases("when", {"gate": only(s.number(0, 3)), "other": s.Record()})

    assert read("when: gate\na: 2", node) == {"when": "gate", "a": 2}
    assert read("when: other", node) == {"when": "other"}
    assert said("when: gate\na: 7", node) == [
        '2: a: "7" is not a whole number from 0 to 3. Write a whole number from 0 to 3.'
    ]
    assert said("when: gat", node) == [
        '1: when: `when` does not say which. Did you mean "gate"? Allowed: gate, other.'
    ]
    assert said("when: [x]", node) == ["1: when: `when` does not say which. Allowed: gate, other."]
    assert said("a: 1", node) == ["1: when: `when` does not say which. Allowed: gate, other."]
    assert said("x", node) == [
        '1: "x" is not a group of keys with `when`. Write a group of keys with `when`.'
    ]


def test_one_problem_where_an_alias_stood():
    assert said("a: &x 1\nb: *x\n", s.Record(*_two_numbers())) == [
        "1: a: &x is an anchor. Delete it, or quote the text.",
        "2: b: *x is an alias. Write the value out, or quote it.",
    ]


def _two_numbers():
    for name in ("a", "b"):
        node = s.number(0, 3)
        node.name = name
        yield node


def test_unique_in_the_whole_file_and_within_a_part():
    node = only(s.list_of(s.list_of(s.text())))
    text = "a:\n  - [x, y]\n  - [x,\n     x]\n"

    assert said(text, node, s.unique("a", "*", "*")) == [
        '3: a[2][1]: "x" is used twice; it is on line 2 already. Either change one or delete one.',
        '4: a[2][2]: "x" is used twice; it is on line 2 already. Either change one or delete one.',
    ]
    assert said(text, node, s.unique("a", "*", "*", within=2)) == [
        '4: a[2][2]: "x" is used twice; it is on line 3 already. Either change one or delete one.'
    ]


def test_load_returns_data_or_raises_all(tmp_path):
    path = tmp_path / "x.yaml"
    node = only(s.number(0, 3))
    path.write_text("a: 3\n")

    assert s.load(path, node) == {"a": 3}
    assert s.load_file(path, node).document.data == {"a": "3"}

    path.write_text("a: 4\nb: 1\n")
    with pytest.raises(ProblemsError) as caught:
        s.load(path, node)

    file = f"{tmp_path.name}/x.yaml"
    assert str(caught.value).splitlines() == [
        f'{file}:1: a: "4" is not a whole number from 0 to 3. Write a whole number from 0 to 3.',
        f'{file}:2: b: "b" is not known here. Nothing more is allowed here.',
    ]


def test_long_lists_of_what_is_allowed_are_cut():
    words = [f"w{number}" for number in range(15)]

    assert said("a: x", only(s.choice(words, "a word"))) == [
        (
            '1: a: "x" is not a word. '
            "Allowed: w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11 and 3 more."
        )
    ]


def test_type_without_a_reader_of_its_own_reads_nothing():
    with pytest.raises(NotImplementedError):
        read("a: x", only(s.colander.SchemaNode(s.TextType.__base__())))
