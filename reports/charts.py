"""The bars of the picture as inline SVG.

Every bar says in its title what it shows, and stands beside a table with the same
numbers. The page's bar takes its colors from the style sheet; the printed one carries
its own, because the renderer gives an inline SVG no style of the page.
"""

from typing import Final

from markupsafe import Markup

from reports.colors import CLAY, INK, LINE, TEAL
from reports.model import Area

_WIDTH: Final = 300


def title(area: Area, *, need: str) -> str:
    """Return what a bar shows, as one or two sentences."""
    parts = [f"{area.name}: {area.said}."]
    if area.unknown:
        parts.append(f"Could be {area.could_be}.")
    parts.append(f"{need}: {area.need}.")
    return " ".join(parts)


def screen_bar(area: Area, *, need: str) -> Markup:
    """Return a bar that fills the width it is given; styled by class names."""
    low, high = _range(area)
    parts = [Markup('<rect class="track" width="100%" height="100%"/>')]
    if low:
        parts.append(_percent_rect(0, low, Markup('class="sure"')))
    if high > low:
        parts.append(_percent_rect(low, high - low, Markup('fill="url(#report-hatch)"')))
    if area.score is not None:
        parts.append(
            Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="-2" y2="24"/>').format(area.score)
        )
    parts.append(
        Markup(
            '<svg x="{}%" overflow="visible"><path class="need" d="M0 0v22M-5-6H5L0 2z"/></svg>'
        ).format(area.need)
    )
    return Markup('<svg class="bar" role="img"><title>{}</title>{}</svg>').format(
        title(area, need=need), Markup("").join(parts)
    )


def print_bar(area: Area, *, need: str) -> Markup:
    """Return a bar of fixed size, with its colors in it; it reads in grey as well."""
    low, high = _range(area)
    parts = [
        Markup('<rect x=".5" y="5.5" width="299" height="12" fill="#fff" stroke="{}"/>').format(
            LINE
        )
    ]
    if low:
        parts.append(Markup('<rect y="6" width="{}" height="11" fill="{}"/>').format(3 * low, TEAL))
    if high > low:
        parts.append(_stripes(3 * low, 3 * high))
    if area.score is not None and area.unknown:
        parts.append(
            Markup('<path d="M{} 3v17" stroke="{}" stroke-width="2.5"/>').format(
                3 * area.score, INK
            )
        )
    parts.append(
        Markup('<path d="M{} 0h8l-4 6z" fill="{}"/><path d="M{} 4v13" stroke="{}"/>').format(
            3 * area.need - 4, CLAY, 3 * area.need, CLAY
        )
    )
    return Markup(
        '<svg role="img" viewBox="0 0 {} 20" width="{}" height="20"><title>{}</title>{}</svg>'
    ).format(_WIDTH, _WIDTH, title(area, need=need), Markup("").join(parts))


def _range(area: Area) -> tuple[int, int]:
    """Return where the known part ends, and where the bar could end."""
    if area.low is None or area.high is None:
        return 0, 100
    return area.low, area.high


def _percent_rect(start: int, width: int, look: Markup) -> Markup:
    return Markup('<rect {} x="{}%" y="3" width="{}%" height="16"/>').format(look, start, width)


def _stripes(start: int, end: int) -> Markup:
    """Return slanted lines from `start` to `end`, as one path."""
    lines = "".join(f"M{x} 17L{min(x + 6, end)} 6" for x in range(start, end, 6))
    return Markup('<path d="{}" stroke="{}" stroke-width="1.6" fill="none"/>').format(lines, TEAL)
