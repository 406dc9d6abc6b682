"""The growth curves as a table and as a picture: lines over sizes, both in powers of ten."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 470, 70, 28, 235, 56
INK, SOFT, LINE = "#16282b", "#4a5a5c", "#d8ccb8"
# Told apart by their dashes too, and named at their ends.
LOOKS = (
    ("#66716f", "2 3"), ("#66716f", "7 3"), ("#0f5257", ""), ("#9a4420", ""), ("#0f5257", "9 4"),
    ("#9a4420", "9 4"), ("#16282b", ""), ("#16282b", "9 4"), ("#0f5257", "3 3"), ("#9a4420", "3 3"),
)  # fmt: skip

Figures = Mapping[str, Sequence[float]]


def shown(milliseconds: float) -> str:
    """Write a time so that it can be compared at a glance."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.1f} ms" if milliseconds < 100 else f"{milliseconds:.0f} ms"


def table(sizes: Sequence[int], found: Figures, bottom: str) -> str:
    """Give a table: the time at each size, and how often the floor of that size fits in."""
    bare = found[bottom]
    head = ["what", *(f"{size:,}" for size in sizes), "x floor, 1", f"x floor, {sizes[-1]:,}"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' + ' ---: |' * (len(head) - 1)}"]
    for name, times in found.items():
        ratios = [f"{times[at] / bare[at]:,.0f}" for at in (0, -1)]
        lines.append(f"| {' | '.join([name, *map(shown, times), *ratios])} |")
    return "\n".join(lines)


def picture(sizes: Sequence[int], found: Figures) -> str:
    """Draw the lines; the same numbers stand in the table."""
    times = [one for row in found.values() for one in row]
    low, high = floor(log10(min(times))), ceil(log10(max(times)))
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(size: float) -> float:
        return LEFT + wide * log10(size) / log10(sizes[-1])

    def y(milliseconds: float) -> float:
        return TOP + tall * (high - log10(milliseconds)) / (high - low)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            ' aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">'
        ),
        '<title id="t">What grows with the number of assessments</title>',
        (
            '<desc id="d">Lines of time over the number of assessments, both in powers of ten.'
            " The table beside this picture has the same numbers.</desc>"
        ),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fffdf8"/>',
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(
            f'<path d="M{LEFT} {at:.1f}h{wide}" stroke="{LINE}"/>'
            f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="{SOFT}">'
            f"{shown(10**power).replace('.0', '')}</text>"
        )
    parts += [
        f'<text x="{x(size):.1f}" y="{TOP + tall + 20}" text-anchor="middle" fill="{SOFT}">'
        f"{size:,}</text>"
        for size in sizes
    ]
    parts.append(
        f'<text x="{LEFT + wide / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle" fill="{INK}">'
        "assessments in the installation</text>"
    )
    ends = _apart({name: y(row[-1]) for name, row in found.items()})
    for (color, dash), (name, row) in zip(LOOKS, found.items(), strict=False):
        points = " ".join(
            f"{x(size):.1f},{y(one):.1f}" for size, one in zip(sizes, row, strict=True)
        )
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"{dashed}/>'
            f'<path d="M{x(sizes[-1]):.1f} {y(row[-1]):.1f}L{LEFT + wide + 14} {ends[name]:.1f}"'
            f' stroke="{LINE}"/>'
            f'<text x="{LEFT + wide + 18}" y="{ends[name] + 4:.1f}" fill="{color}">'
            f"{escape(name)}</text>"
        )
    return "".join([*parts, "</svg>\n"])


def _apart(wanted: Mapping[str, float]) -> dict[str, float]:
    """Move the names of lines apart, so that none stands on another."""
    found: dict[str, float] = {}
    last = 0.0
    for name, at in sorted(wanted.items(), key=lambda one: one[1]):
        last = max(at, last + 16)
        found[name] = last
    return found


def write(docs: Path, sizes: Sequence[int], found: Figures, bottom: str) -> None:
    """Put the table into its page, and the picture beside it."""
    page = docs / "speed.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    figures = f"{BEGIN}\n{table(sizes, found, bottom)}\n{END}"
    page.write_text(f"{before}{figures}{after}", encoding="utf-8")
    (docs / "growth.svg").write_text(picture(sizes, found), encoding="utf-8")
