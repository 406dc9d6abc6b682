"""Reading the guides of `docs/guides`: their steps, what they name, and their pictures.

A guide is written in steps. Whatever is bold in a step is a heading, a link or a button that
stands on the page its picture shows; the walks of `test_guides.py` look whether it still does.
`make guides` takes the pictures anew.
"""

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "guides"
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([a-z]+-\d)\.png\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
TAKE = "READINESS_GUIDES"
"""Set this to take the pictures."""
SIZE = {"width": 760, "height": 640}
COLORS = 48


@dataclass(frozen=True)
class Step:
    """One step of a guide."""

    title: str
    text: str

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """What each picture shows, in words, and its name."""
        return PICTURE.findall(self.text)

    @property
    def named(self) -> list[str]:
        """What should be found on the page."""
        return [" ".join(one.split()) for one in BOLD.findall(self.text)]


def steps(guide: str) -> list[Step]:
    """Read the steps of a guide."""
    text = (FOLDER / f"{guide}.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return [Step(*part.split("\n", 1)) for part in parts]


def plain(guide: str) -> str:
    """Give the words of a guide, without its pictures and marks."""
    text = (FOLDER / f"{guide}.md").read_text(encoding="utf-8")
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", PICTURE.sub("", text))
    lines = [re.sub(r"^(#+|\d+\.|-) ", "", line) for line in text.splitlines()]
    return re.sub(r"[*`]", "", "\n".join(lines))


class Camera:
    """Shows a page to a guide: is what the guide names there? Takes the picture when asked."""

    def __init__(self, guide: str) -> None:
        self.guide = guide
        self.steps = {name: step for step in steps(guide) for _, name in step.pictures}
        self.seen: dict[str, set[str]] = {}

    def show(self, page: Page, number: int, *, at: str = "") -> None:
        """Look at the page of a picture, scrolled to an element."""
        name = f"{self.guide}-{number}"
        step = self.steps.pop(name)
        words = " ".join(page.locator("body").inner_text().replace("\xa0", " ").split())
        self.seen.setdefault(step.title, set()).update(
            one for one in step.named if one.lower() in words.lower()
        )
        if not any(one == step for one in self.steps.values()):
            assert self.seen[step.title] == set(step.named), step.title
        if os.environ.get(TAKE):
            self._take(page, FOLDER / "pictures" / f"{name}.png", at)

    def _take(self, page: Page, file: Path, at: str) -> None:
        page.set_viewport_size(SIZE)
        page.evaluate(
            "at => scrollTo(0, at ? document.querySelector(at).getBoundingClientRect().top"
            " + scrollY - 80 : 0)",
            at,
        )
        page.evaluate("document.activeElement.blur()")
        page.mouse.move(0, 0)
        image = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
        image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(file, optimize=True)
