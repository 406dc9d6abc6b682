"""Figures about many reports: what they say, and that nobody can be found in them (V5)."""

import random
from itertools import product

import pytest

from reports.facts import Facts
from reports.portfolio import (
    FEW,
    LEAST,
    VERDICTS,
    Cell,
    Kind,
    Name,
    cell,
    counts,
    release,
    together,
)

AREAS = ("STF", "SUP", "CON")
STEPS = ("L-1", "L-2", "L-3")


def some(count: int, *, of: int, step: str = "L-1") -> list[Facts]:
    return [Facts(steps=(step,) if number < count else ()) for number in range(of)]


@pytest.mark.parametrize(
    ("count", "of", "words"),
    [
        (0, 10, "fewer than 5"),
        (4, 10, "fewer than 5"),
        (5, 10, "about 5 in 10"),
        (6, 10, "all but a few"),
        (10, 10, "all but a few"),
        (5, 41, "about 1 in 10"),
        (29, 41, "about 7 in 10"),
        (36, 41, "about 9 in 10"),
        (37, 41, "all but a few"),
    ],
)
def test_cell_says_tenths_only_with_five_on_either_side(count, of, words):
    assert cell(count, of).words == words


@pytest.mark.parametrize(
    ("drawn", "weight", "dots"),
    [
        (Cell(Kind.FEW), 0, 0),
        (Cell(Kind.HIDDEN), 0, 0),
        (Cell(Kind.SOME, 2), 1, 2),
        (Cell(Kind.SOME, 3), 2, 3),
        (Cell(Kind.SOME, 6), 3, 6),
        (Cell(Kind.SOME, 9), 4, 9),
        (Cell(Kind.MOST), 4, 9),
    ],
)
def test_cell_is_drawn_as_it_is_said(drawn, weight, dots):
    """The darkest is 4, and one of ten dots is left for the few."""
    assert (drawn.weight, drawn.dots) == (weight, dots)


@pytest.mark.parametrize("size", range(LEAST))
@pytest.mark.parametrize("table", list(Name))
def test_table_of_fewer_than_ten_is_none(table, size):
    assert release(table, [Facts("build-first", (), (), 1, ())] * size) is None


@pytest.mark.parametrize("of", range(LEAST, 60))
def test_no_cell_can_be_told_from_nobody_or_everybody(of):
    """Whatever a cell says, no organization's own answer follows from it."""
    meanings: dict[Cell, list[int]] = {}
    for count in range(of + 1):
        meanings.setdefault(cell(count, of), []).append(count)

    for what, possible in meanings.items():
        # The count is never sure to be none or all, so nobody is sure to be in or out.
        assert possible not in ([0], [of])
        if what.kind is Kind.SOME:
            assert min(possible) >= FEW
            assert max(possible) <= of - FEW
        else:
            assert len(possible) >= FEW


def counted(worlds, size):
    return [tuple(count) for count in product(range(size + 1), repeat=worlds) if sum(count) == size]


def verdicts(count) -> list[Facts]:
    return [Facts(verdict=name) for name, times in zip(VERDICTS, count, strict=True)
            for _ in range(times)]  # fmt: skip


@pytest.mark.parametrize("size", [10, 11, 12, 15])
def test_results_leave_no_result_that_is_sure_to_be_nobodys(size):
    """All worlds of a size, by brute force: what is published fits more than one of them."""
    seen: dict[object, list[tuple[int, ...]]] = {}
    for count in counted(len(VERDICTS), size):
        made = release(Name.RESULTS, verdicts(count))
        key = tuple(made.columns[0].cells.items()) if made else None
        seen.setdefault(key, []).append(count)

    for key, worlds in seen.items():
        for place in range(len(VERDICTS)):
            possible = {count[place] for count in worlds}
            hidden = key is None or key[place][1].kind is Kind.HIDDEN
            assert possible != {size}
            if hidden:
                assert 0 in possible
                assert len(possible) >= 2


def test_results_hide_a_second_one_where_one_alone_could_be_worked_out():
    made = release(Name.RESULTS, verdicts((10, 6, 6, 5, 3)))

    kinds = [made.columns[0].cells[name].kind for name in VERDICTS]
    assert kinds == [Kind.SOME, Kind.SOME, Kind.SOME, Kind.HIDDEN, Kind.HIDDEN]


def test_areas_are_split_only_where_every_group_is_large():
    ten = [Facts("build-first", ("STF",)) for _ in range(10)]
    nine = [Facts("getting-ready", ("STF",)) for _ in range(9)]

    assert [one.name for one in release(Name.AREAS, ten + nine).columns] == [""]
    assert [one.name for one in release(Name.AREAS, ten + nine + nine[:1]).columns] == [
        "build-first",
        "getting-ready",
    ]


def test_areas_never_show_a_part_beside_its_whole():
    facts = [Facts("build-first", ("STF",))] * 12 + [Facts("getting-ready", ())] * 1
    facts += [Facts("ready-to-run-and-learn", ())] * 11

    made = release(Name.AREAS, facts)

    # The one that is alone is put together with a whole group, and there is no column of all.
    assert [one.name for one in made.columns] == ["build-first", "others"]


def test_small_groups_that_are_ten_together_leave_the_others_alone():
    facts = [Facts("build-first", ("STF",))] * 12 + [Facts("getting-ready", ())] * 4
    facts += [Facts("ready-to-run-and-learn", ())] * 6 + [Facts("not-enough-answers", ())] * 13

    made = release(Name.AREAS, facts)

    assert [one.name for one in made.columns] == ["build-first", "not-enough-answers", "others"]


def test_one_organization_without_its_result_keeps_areas_together():
    facts = [Facts("build-first", ("STF",))] * 20 + [Facts(None, ("STF",))]

    assert [one.name for one in release(Name.AREAS, facts).columns] == [""]


@pytest.mark.parametrize(
    ("stops", "total"),
    [
        ([1] * 6 + [0] * 6, 5),
        ([3] * 6 + [0] * 6, 20),
        # Just five have some, or none; just half is made by one.
        ([2] * 5 + [0] * 7, 10),
        ([1] * 7 + [0] * 5, 5),
        ([1] * 8 + [0] * 4, None),
        ([5] + [1] * 5 + [0] * 6, 10),
        ([6] + [1] * 5 + [0] * 6, None),
        ([20] + [1] * 5 + [0] * 6, None),
        ([1] * 12, None),
        ([1] * 4 + [0] * 8, None),
    ],
)
def test_sum_is_given_only_when_nobody_makes_half_of_it(stops, total):
    made = release(Name.STOPS, [Facts(stops=one) for one in stops])

    assert made.total == total


def test_dominance_holds_for_any_stops():
    rng = random.Random(5)  # noqa: S311
    for _ in range(1000):
        stops = [rng.choice([0, 0, 1, 2, 6]) for _ in range(rng.randint(10, 20))]
        made = release(Name.STOPS, [Facts(stops=one) for one in stops])
        if made.total is not None:
            assert 2 * max(stops) <= sum(stops)
            assert made.total % 5 == 0


def test_only_what_was_shared_counts():
    hidden = Facts()

    assert not any(counts(table, hidden) for table in Name)
    assert counts(Name.STEPS, Facts(steps=()))
    assert not counts(Name.AREAS, Facts(steps=()))


def test_together_adds_up_what_was_published():
    first = release(Name.STEPS, some(7, of=20))
    second = release(Name.STEPS, some(10, of=20))

    assert together([first, second])["L-1"] == Cell(Kind.SOME, 5)
    assert together([release(Name.STEPS, some(2, of=20))] * 2) == {}


@pytest.mark.parametrize(
    ("having", "tenths"),
    [
        # 5 of 10 have it. Thrice few of 10 have it, from none to four: 2 each. 11 of 40 are 2.75.
        (3, 3),
        # Thrice all but few have it, from six to ten: 8 each. 29 of 40 are 7.25 in 10.
        (8, 7),
    ],
)
def test_together_takes_the_middle_of_what_few_and_most_may_mean(having, tenths):
    half = release(Name.STEPS, some(5, of=10))
    other = release(Name.STEPS, some(having, of=10))

    assert together([half, other, other, other])["L-1"] == Cell(Kind.SOME, tenths)


@pytest.mark.parametrize(
    ("verdicts", "shown"),
    [
        # Three and two are five together: nobody is alone among the hidden ones.
        ((10, 7, 3, 2, 0), {"build-first": 5, "getting-ready": 3}),
        # Five are not few.
        ((10, 5, 3, 2, 0), {"build-first": 5, "getting-ready": 3}),
        # Two and two are four: the smallest of the others joins them.
        ((10, 7, 2, 2, 0), {"build-first": 5}),
        # Nobody has the last two: the smallest of the others joins them.
        ((10, 8, 6, 0, 0), {"build-first": 4, "getting-ready": 3}),
    ],
)
def test_results_of_few_are_hidden_in_a_crowd_of_five(verdicts, shown):
    facts = [
        Facts(name) for name, count in zip(VERDICTS, verdicts, strict=True) for _ in range(count)
    ]

    cells = release(Name.RESULTS, facts).columns[0].cells

    assert {name: one.tenths for name, one in cells.items() if one.kind is Kind.SOME} == shown


@pytest.mark.parametrize("count", range(FEW))
@pytest.mark.parametrize("table", [Name.STEPS, Name.ASKS, Name.AREAS])
def test_what_few_have_is_not_even_named(table, count):
    def world(having: int):
        facts = [
            Facts("build-first", *((("it",),) * 2 if number < having else ((),) * 2), 0, ("it",)
                  if number < having else ())
            for number in range(12)
        ]  # fmt: skip
        return release(table, facts)

    assert world(count) == world(0)


# V5: an attacker sees every release there ever was, and knows who shared when.


def person(rng) -> Facts:
    return Facts(
        verdict=rng.choice(VERDICTS[:3]),
        areas=tuple(area for area in AREAS if rng.random() < rng.choice((0.1, 0.5, 0.95))),
        steps=tuple(step for step in STEPS if rng.random() < rng.choice((0.1, 0.5, 0.95))),
        stops=rng.choice((0, 0, 1, 2)),
        asks=(),
    )


def released(people: list[Facts], joined: list[int]):
    """All releases over the periods: who is new is counted once, when ten are new."""
    made, waiting = [], []
    for until, start in zip(joined[1:], joined, strict=False):
        waiting += people[start:until]
        for table in Name:
            found = release(table, waiting)
            if found is not None:
                made.append((table, found))
        if len(waiting) >= LEAST:
            waiting = []
    return made


def rounds(quick: int, long: int):
    return [
        pytest.param(quick, id="quick"),
        pytest.param(long, id="long", marks=pytest.mark.long),
    ]


@pytest.mark.parametrize("times", rounds(100, 1000))
def test_adding_or_removing_one_organization_recovers_nothing(times):
    """Two neighboring worlds, two periods: no figure changes by what the one had to say."""
    recovered = 0
    for seed in range(times):
        rng = random.Random(seed)  # noqa: S311
        people = [person(rng) for _ in range(rng.randint(10, 45))]
        first = rng.randint(10, len(people))
        later = [*people[:first], person(rng), *people[first:]]
        before = released(people[:first], [0, first])
        after = released(later[: first + 1], [0, first, first + 1])

        # The one who came later alone changes nothing that is published.
        recovered += before != after
        # Neither does one who left: what is frozen stays, or is taken away whole.
        recovered += any(each not in after for each in before)
    assert recovered == 0


@pytest.mark.parametrize("times", rounds(100, 1000))
def test_no_answer_of_anybody_follows_from_all_releases(times):
    """For every organization and fact there is another world that looks the same."""
    recovered = 0
    for seed in range(times):
        rng = random.Random(10_000 + seed)  # noqa: S311
        people = [person(rng) for _ in range(rng.randint(10, 40))]
        middle = rng.randint(0, len(people))
        published = {}
        for part in (people[:middle], people[middle:]):
            made = release(Name.STEPS, part)
            if made is None:
                continue
            published[len(published)] = made
            for step in STEPS:
                said = made.columns[0].cells.get(step, Cell(Kind.FEW))
                possible = [n for n in range(made.count + 1) if cell(n, made.count) == said]
                # Sure to have it, or sure not to: only where the count is all or none.
                recovered += possible in ([0], [made.count])
    assert recovered == 0
