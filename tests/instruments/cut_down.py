"""Small random questionnaires with rules of their own, and the path by trying everything."""

from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

from instruments.conditions import Reading
from instruments.model import NOT_APPLICABLE, UNKNOWN, Domain, Gate, Instrument, Item
from instruments.results import Change, EarlierFormative, Path, VerdictId
from instruments.rules import (
    AnsweredBelow,
    Decision,
    DomainsBelow,
    EarlierSafetyStop,
    GateAt,
    OverallBelow,
    Research,
)
from instruments.scoring import score
from instruments.verdicts import decide
from tests.instruments.bank import FORMATIVE, RULES

LADDER = {
    "formative": [
        "build-first",
        "getting-ready",
        "ready-for-a-small-pilot",
        "ready-to-run-and-learn",
    ],
    "evaluability": [
        "improve-first",
        "ready-for-a-process-evaluation",
        "ready-for-an-outcome-evaluation",
    ],
}
GATES = {
    "formative": [None, Gate.SAFETY_STOP, Gate.CAPACITY_CHECK],
    "evaluability": [None, Gate.PROCESS_MUST_HAVE, Gate.OUTCOME_MUST_HAVE],
}


def item(name, domain, gate=None):
    return Item(
        id=name,
        domain=domain,
        name=name,
        text=name,
        levels=("0", "1", "2", "3"),
        gate=gate,
        may_not_apply=True,
        steps=("L-P1",),
        why="",
        why_ours="",
        sources=(),
        look_at="",
    )


def instrument(kind, domains):
    """Make a questionnaire from gates: {"A": [None, Gate.SAFETY_STOP]}."""
    return Instrument(
        id=kind,
        version=1,
        title=kind,
        purpose="",
        prompt="",
        minutes=1,
        published=date(2026, 1, 1),
        rules=1,
        lessons=1,
        level_names=("Not yet", "Started", "In place", "In place and checked"),
        domains=tuple(
            Domain(
                name,
                name,
                "",
                1,
                tuple(item(f"{name}-{n}", name, g) for n, g in enumerate(gates, 1)),
            )
            for name, gates in domains.items()
        ),
        content_hash="",
    )


def random_instrument(random, most=7):
    kind = random.choice(["formative", "evaluability"])
    sizes = random.choice(
        [(2, 2), (3, 2), (2, 3), (3, 3), (2, 2, 2), (3, 2, 2), (2, 2, 3), (1, 3, 2)]
    )
    sizes = sizes if sum(sizes) <= most else (2, 2)
    return instrument(
        kind,
        {"ABC"[n]: random.choices(GATES[kind], [3, 1, 1], k=size) for n, size in enumerate(sizes)},
    )


def random_answers(random, found):
    weights = random.choice(
        [(4, 3, 2, 1, 1, 1), (1, 2, 4, 3, 1, 0), (1, 1, 1, 1, 6, 1), (2, 2, 2, 2, 0, 0)]
    )
    answers = [0, 1, 2, 3, UNKNOWN, NOT_APPLICABLE]
    return {each.id: random.choices(answers, weights)[0] for each in found.items}


def random_rules(random, found):
    """Make a list of rules of the shipped kind with random thresholds."""
    kind = found.id
    names = [domain.id for domain in found.domains]
    first, second = (gate for gate in GATES[kind] if gate is not None)
    main = tuple(name for name in names if random.random() < 0.5)
    decisions = [
        Decision("X0", VerdictId(LADDER[kind][0]), (GateAt(first, (0,), "{items}"),)),
        Decision(
            "X1", VerdictId.NOT_ENOUGH_ANSWERS, (AnsweredBelow(random.choice([0, 30, 50]), ""),)
        ),
        Decision("X2", VerdictId(LADDER[kind][0]), (OverallBelow(random.randrange(50), ""),)),
    ]
    if kind == "evaluability":
        decisions.insert(0, Decision("X-E1", VerdictId.IMPROVE_FIRST, (EarlierSafetyStop(""),)))
    for place, verdict in enumerate(LADDER[kind][1:-1]):
        conditions = [
            GateAt(first, random.choice([(1, UNKNOWN), (0, 1, UNKNOWN), (UNKNOWN,)]), ""),
            GateAt(second, random.choice([(0, UNKNOWN), (0, 1, UNKNOWN), (1,)]), ""),
            OverallBelow(random.randrange(30, 90), ""),
            DomainsBelow(random.randrange(70), "", domains=main, unscored=random.random() < 0.7),
            DomainsBelow(random.randrange(50), "", other_than=main, unscored=random.random() < 0.7),
            AnsweredBelow(random.choice([50, 80, 90]), ""),
            Research(""),
        ]
        if kind == "formative":
            conditions.pop()
        kept = random.sample(conditions, random.randrange(2, len(conditions) + 1))
        decisions.append(Decision(f"Y{place}", VerdictId(verdict), tuple(kept)))
    decisions.append(Decision("Z", VerdictId(LADDER[kind][-1]), (), "Nothing stands in the way."))
    return replace(
        RULES,
        decisions={kind: tuple(decisions)},
        scores=replace(RULES.scores, domain_known=random.choice([34, 50, 60, 100])),
    )


def random_case(seed):
    random = Random(seed)  # noqa: S311
    found = random_instrument(random)
    rules = random_rules(random, found)
    answers = random_answers(random, found)
    earlier = EarlierFormative(date(2026, 1, 1), ("CON-1",)) if random.random() < 0.2 else None
    reading = Reading(
        found,
        answers,
        score(found, answers, rules),
        rules,
        research=random.random() < 0.3,
        earlier=earlier if found.id == "evaluability" else None,
        stops=FORMATIVE.by_id,
    )
    return decide(reading), reading


def tried(verdict, reading):
    """Return the path by trying every set of changes, in the words of P1."""
    rank = reading.rules.verdicts[verdict.id].rank
    if rank is None:
        return None
    off = ("E1",) if reading.earlier else ()
    off += (
        ("research",)
        if reading.research
        and reading.instrument.id == "evaluability"
        and any(
            isinstance(each, Research)
            for decision in reading.rules.decisions[reading.instrument.id]
            for each in decision.conditions
        )
        else ()
    )
    free = replace(reading, research=False, earlier=None)
    alone = decide(free)
    alone_rank = reading.rules.verdicts[alone.id].rank
    if alone_rank is not None and alone_rank > rank:
        return Path(alone.id, 0, (), off)
    items = reading.instrument.items
    best = None
    for after in product(*(_options(each, reading.answers[each.id]) for each in items)):
        key = _key(items, reading.answers, after)
        if best is not None and key >= best[0]:
            continue
        end = _decided(free, items, after)
        end_rank = reading.rules.verdicts[end].rank
        if end_rank is not None and end_rank > rank:
            best = (key, end, after)
    if best is None:
        return None
    changes = tuple(
        Change(each.id, reading.answers[each.id], level)
        for each, level in zip(items, best[2], strict=True)
        if level != reading.answers[each.id]
    )
    return Path(best[1], best[0][0], changes, off)


def _options(each, answer):
    if answer is NOT_APPLICABLE:
        return (answer,)
    lowest = 0 if answer is UNKNOWN else answer
    ups = [
        level for level in range(lowest + 1, 4) if each.gate is not Gate.SAFETY_STOP or level >= 2
    ]
    return (answer, *ups)


def _key(items, before, after):
    changed = [
        (place, level, 0 if before[each.id] is UNKNOWN else before[each.id])
        for place, (each, level) in enumerate(zip(items, after, strict=True))
        if level != before[each.id]
    ]
    return (
        sum(level - lowest for _, level, lowest in changed),
        sum(level == 3 for _, level, _ in changed),
        len(changed),
        [place for place, _, _ in changed],
        [-level for _, level, _ in changed],
    )


def _decided(reading, items, after):
    answers = {each.id: level for each, level in zip(items, after, strict=True)}
    return decide(
        replace(reading, answers=answers, card=score(reading.instrument, answers, reading.rules))
    ).id
