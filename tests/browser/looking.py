"""What every page must stand in a browser: axe, narrow windows, wide letters."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
]  # fmt: skip
WCAG_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
)


def assert_axe(page: Page) -> None:
    """Assert that axe finds nothing, in words when it does."""
    # Axe takes what has gone half under the top bar for a target that is too small.
    page.evaluate("scrollTo(0, 0)")
    results = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    found = [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found)


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def assert_fits(page: Page) -> None:
    """Assert that nothing scrolls sideways at 320 px, also with WCAG's text spacing."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert sideways(page) <= 0
    widen_spacing(page)
    assert sideways(page) <= 0


def widen_spacing(page: Page) -> None:
    """Space out letters, words and lines as somebody may (WCAG 1.4.12), also without a script.

    Playwright's own way to add a style waits for an event that a page without scripts never has.
    """
    page.evaluate(
        """css => {
          const style = document.createElement("style");
          style.textContent = css;
          document.head.append(style);
        }""",
        WCAG_SPACING,
    )


def focused(page: Page) -> str:
    """Say what has the focus: its id, its address or its words."""
    return page.evaluate(
        "(e => e.id || e.getAttribute('href') || e.textContent.trim())(document.activeElement)"
    )


def focus_is_visible(page: Page) -> bool:
    """Whether the element in focus, or the row around it, has an outline."""
    return page.evaluate(
        """() => {
          const drawn = (e) => e && getComputedStyle(e).outlineStyle !== 'none'
            && parseFloat(getComputedStyle(e).outlineWidth) >= 2;
          const at = document.activeElement;
          return drawn(at) || drawn(at.closest('.choice'));
        }"""
    )


def in_view(page: Page) -> bool:
    """Whether the element in focus is inside the window and not under the top bar."""
    return page.evaluate(
        """() => {
          const at = document.activeElement;
          const box = (at.closest('.choice') || at).getBoundingClientRect();
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + 4);
          return box.bottom > 0 && box.top < innerHeight && !(top && top.closest('.top')
            && !at.closest('.top'));
        }"""
    )
