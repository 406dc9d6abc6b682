"""How fast sheets are scored: `python -m tests.benchmarks.bench_scoring`.

Scorecard, verdict and next steps of full 50-item sheets, without the path, on one core
(design.md 10: 10,000 in less than 3 s, and linear). The floor reads the same sheets from
JSON and adds them up. Times are of this process alone, the best of three runs.
"""

from json import dumps, loads
from random import Random
from time import process_time

from instruments import catalogue
from instruments.conditions import Reading
from instruments.next_steps import Found, next_steps
from instruments.pathway import shortest_path
from instruments.scoring import score
from instruments.verdicts import decide

SIZES = (1_000, 10_000)
RUNS = 3


def sheets(count, items):
    """Make full sheets of all kinds, from struggling to strong."""
    random = Random(1)  # noqa: S311
    mixes = [(4, 3, 2, 1), (1, 2, 4, 2), (0, 1, 4, 3), (1, 1, 1, 1)]
    return [
        dumps(
            dict(
                zip(
                    items,
                    random.choices(range(4), random.choice(mixes), k=len(items)),
                    strict=False,
                )
            )
        )
        for _ in range(count)
    ]


def floor(texts):
    return sum(sum(loads(text).values()) for text in texts)


def readings(texts):
    """Score every sheet and return what the path would start from."""
    instrument = catalogue.find("formative")
    rules, lessons = catalogue.rules(instrument.rules), catalogue.lessons(instrument.lessons)
    found = []
    for text in texts:
        answers = loads(text)
        reading = Reading(instrument, answers, score(instrument, answers, rules), rules)
        verdict = decide(reading)
        next_steps(Found(instrument, lessons, answers, reading.card, verdict, rules))
        found.append((verdict, reading))
    return found


def seconds(work, *arguments):
    """Return the shortest time of a few runs, in seconds of this process."""
    times = []
    for _ in range(RUNS):
        start = process_time()
        work(*arguments)
        times.append(process_time() - start)
    return min(times)


def measure():
    """Return the figures by name."""
    items = [item.id for item in catalogue.find("formative").items]
    texts = sheets(max(SIZES), items)
    readings(texts[:50])  # Reads the catalogue once, before the clock starts.
    few, many = (seconds(readings, texts[:size]) for size in SIZES)
    bare = seconds(floor, texts)
    hundred = list(readings(texts[:100]))
    path = seconds(lambda: [shortest_path(*pair) for pair in hundred])
    return {
        "seconds for 10,000 sheets": many,
        "sheets a second": max(SIZES) / many,
        "linearity (cost of a sheet at 10,000 over 1,000)": many / few * SIZES[0] / SIZES[1],
        "times the floor (json.loads and a sum)": many / bare,
        "milliseconds a shortest path": path * 1_000 / len(hundred),
    }


def main():
    for name, value in measure().items():
        print(f"{name:<52}{value:>12,.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
