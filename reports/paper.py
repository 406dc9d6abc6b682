"""A questionnaire on paper: every question with boxes to tick, made from the catalogue alone.

Beside each box stands the key with which the answer is keyed in later. There is no place for
a name: whoever fills it in says at most what they do in the work.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from instruments import catalogue
from instruments.model import LEVELS, Gate, Instrument, Item
from reports import html, pdf

INSTRUMENTS: Final = (*catalogue.INSTRUMENTS, *catalogue.SELECTIONS)
"""What there is a paper form of."""

DO_NOT_KNOW: Final = ("d", "Don't know yet")
DOES_NOT_APPLY: Final = ("n", "Does not apply")
SAFETY: Final = "A safety step: it comes first until it is in place."

ROLES: Final = (
    "Leader of the organization",
    "Peer leader",
    "Supervisor",
    "Clinician",
    "Board member or advisor",
)
"""What people do in the work, as the boxes at the top say it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick, with the key that stands for it."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """One item as it is asked on paper."""

    id: str
    text: str
    choices: tuple[Choice, ...]
    hint: str
    why: str
    look_at: str


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that belong together, with why they are asked and how long they take."""

    heading: str
    about: str
    minutes: int
    """0 where the whole form takes only a few minutes."""
    notes: tuple[str, ...]
    """What to know before reading on; empty for most."""
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole form."""

    id: str
    version: int
    title: str
    purpose: str
    prompt: str
    minutes: int
    published: date
    content_hash: str
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """How many questions there are."""
        return sum(len(part.questions) for part in self.parts)


def build(name: str, version: int | None = None) -> Paper:
    """Return the form of an instrument or a selection; the newest without a version.

    Raises:
        instruments.catalogue.NotInCatalogueError: there is none of this name or version.

    """
    if name in catalogue.SELECTIONS:
        return _short(name, version)
    instrument = catalogue.find(name, version)
    parts = tuple(
        Part(
            heading=domain.name,
            about=domain.question,
            minutes=domain.minutes,
            notes=_notes(domain.items),
            questions=tuple(map(_question, domain.items)),
        )
        for domain in instrument.domains
    )
    return _paper(instrument, instrument, parts)


def _short(name: str, version: int | None) -> Paper:
    selection = catalogue.selection(name, version)
    instrument = catalogue.find(selection.instrument, selection.instrument_version)
    items = [instrument.by_id[item] for item in selection.items]
    parts = []
    for domain in instrument.domains:
        here = tuple(item for item in items if item.domain == domain.id)
        if here:
            asked = tuple(map(_question, here))
            parts.append(Part(domain.name, domain.question, 0, _notes(here), asked))
    return _paper(selection, instrument, tuple(parts))


def _paper(of: object, instrument: Instrument, parts: tuple[Part, ...]) -> Paper:
    values = {
        name: getattr(of, name)
        for name in ("id", "version", "title", "purpose", "minutes", "published", "content_hash")
    }
    return Paper(**values, prompt=instrument.prompt, parts=parts)


def _question(item: Item) -> Question:
    choices = [(str(level), item.levels[level]) for level in LEVELS]
    choices.append(DO_NOT_KNOW)
    if item.may_not_apply:
        choices.append(DOES_NOT_APPLY)
    return Question(
        id=item.id,
        text=item.text,
        choices=tuple(Choice(key, words) for key, words in choices),
        hint=SAFETY if item.gate is Gate.SAFETY_STOP else "",
        why=" ".join(filter(None, (item.why, item.why_ours))),
        look_at=item.look_at,
    )


def _notes(items: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.content_note_here for item in items if item.content_note))


def print_document(paper: Paper, *, large: bool = False) -> str:
    """Return the HTML that the PDF is made from; `large` is for print of 18 points."""
    css = html.style("print.css", "paper.css")
    return html.render("print/paper.jinja2", paper=paper, large=large, roles=ROLES, css=css)


def fragment(paper: Paper) -> str:
    """Return the form as an `<article>` for a page that brings `app.css`, to print from there."""
    return html.render("web/paper.jinja2", paper=paper, roles=ROLES)


def render(paper: Paper, *, large: bool = False) -> bytes:
    """Return the form as PDF/UA-1; the same form gives the same bytes.

    Raises:
        reports.pdf.RenderError: the PDF could not be made.

    """
    return pdf.render_html(print_document(paper, large=large), day=paper.published.isoformat())


def file_name(paper: Paper, *, large: bool = False) -> str:
    """Name the file; it says which form it is and nothing else."""
    return f"{paper.id}-paper{'-large' if large else ''}.pdf"
