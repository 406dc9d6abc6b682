"""One part of a questionnaire as a form: reading what was sent, and showing it again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, Protocol

import colander
import deform
from deform.widget import HiddenWidget, RadioChoiceWidget
from markupsafe import Markup
from webob.multidict import MultiDict

from instruments.model import NOT_APPLICABLE, Item
from readiness.forms.messages import UNREADABLE, message
from readiness.forms.questions import DO_NOT_KNOW, DOES_NOT_APPLY, Question, section_nodes
from readiness.forms.renderer import create_form, refuse
from readiness.request import Request
from readiness.services.merging import ItemAnswer, Sent
from readiness.services.offering import contradiction

CHOOSE: Final = "Choose which of two answers to keep."
TWICE: Final = "This question was answered twice, on two pages or two devices."
KEPT: Final = "Nothing is lost. Everything else on this page is saved."
MINE: Final = "mine"
THEIRS: Final = "theirs"
FIELDS: Final = ("answer", "note", "evidence")
CONTROLS: Final = ("version", "keep", "theirs")
"""What a page carries beside the fields: its token, and the choice after a clash."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a page sent for one item."""

    typed: Mapping[str, str] = field(default_factory=dict)
    """Every field as it was sent, right or wrong; one that was not sent is missing."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What must be changed, by field, in plain words."""
    sent: Sent | None = None
    """What to save; None when a field has an error, or the other page's answer is kept."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One item answered twice: what this page holds, and what was saved elsewhere."""

    mine: ItemAnswer
    theirs: ItemAnswer
    at: str
    """When the other was saved, such as "10:38 UTC"."""
    token: str
    """The page's old token: without a choice it clashes again."""
    theirs_token: str
    """Of what was saved elsewhere: with it, the page's answer may take its place."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the page shows it next."""

    question: Question
    values: Mapping[str, str]
    """By field, with "version" for the token."""
    errors: Mapping[str, str] = field(default_factory=dict)
    clash: Clash | None = None
    hint: str = ""
    """What to know beside the item's own hint."""


class OnPage(Protocol):
    """What a page of items needs to know of each."""

    @property
    def question(self) -> Question:
        """The item."""

    @property
    def values(self) -> Mapping[str, str]:
        """By field, with "version" for the token."""

    @property
    def errors(self) -> Mapping[str, str]:
        """What must be changed, by field."""

    @property
    def clash(self) -> Clash | None:
        """What was saved elsewhere meanwhile."""


def page_name(item: str, part: str) -> str:
    """Name a field of an item on a page: `CON-1`, `CON-1-note`, `CON-1-version`."""
    return item if part == "answer" else f"{item}-{part}"


def read_page(question: Question, post: MultiDict) -> Read:
    """Read one item from a whole page."""
    item = question.item.id
    return _read(question, {part: post.getall(page_name(item, part)) for part in _PARTS})


def read_one(question: Question, post: MultiDict) -> Read:
    """Read the one item that autosave sends, under the plain names of the fields."""
    return _read(question, {part: post.getall(part) for part in _PARTS})


def section_form(request: Request, shown: tuple[Shown, ...], *, url: str) -> deform.Form:
    """Make the form that shows a page; an item that clashes asks which answer to keep."""
    return page_form(request, [(one, _nodes(one)) for one in shown], url=url, summary=KEPT)


def page_form(
    request: Request,
    shown: Sequence[tuple[OnPage, Iterable[colander.SchemaNode]]],
    *,
    url: str,
    summary: str,
) -> deform.Form:
    """Make a form of items, each with its nodes: with what was typed, what is wrong, and clashes.

    `summary` stands below the list of what is wrong.
    """
    schema = colander.SchemaNode(colander.Mapping(), summary_words=summary)
    values: dict[str, str] = {}
    for one, nodes in shown:
        for node in nodes:
            schema.add(node)
        values |= {page_name(one.question.item.id, part): v for part, v in one.values.items()}
        if one.clash:
            values[page_name(one.question.item.id, "theirs")] = one.clash.theirs_token
    form = create_form(request, schema, buttons=(), action=url)
    form.set_appstruct({name: value for name, value in values.items() if value})
    for one, _ in shown:
        item = one.question.item.id
        for part, words in one.errors.items():
            refuse(form, words, field=page_name(item, part))
        if one.clash:
            refuse(form, CHOOSE, field=page_name(item, "keep"))
    return form


_PARTS: Final = (*FIELDS, *CONTROLS)


def _read(question: Question, given: Mapping[str, list[str]]) -> Read:
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for part, values in given.items():
        if len(values) > 1 or not all(isinstance(value, str) for value in values):
            errors[part] = UNREADABLE
        elif values:
            typed[part] = values[0]
    clean = _checked(question, typed, errors)
    if errors or typed.get("keep") == THEIRS:
        # An error of a control has no place of its own on the page.
        shown = {part if part in FIELDS else "answer": words for part, words in errors.items()}
        return Read(typed, shown)
    token = typed.get("theirs" if typed.get("keep") == MINE else "version", "")
    return Read(typed, sent=Sent(**clean, token=token))


def _checked(
    question: Question, typed: Mapping[str, str], errors: dict[str, str]
) -> dict[str, str]:
    """Check the fields one by one; what is wrong goes into `errors`."""
    clean: dict[str, str] = {}
    for part, node in zip(FIELDS, section_nodes(question), strict=False):
        if part not in typed:
            continue
        try:
            value = node.deserialize(typed[part])
        except colander.Invalid as error:
            errors[part] = _words_of(error, question, typed[part])
        else:
            clean[part] = "" if value is colander.drop else value
    return clean


def _words_of(error: colander.Invalid, question: Question, typed: str) -> str:
    if typed == NOT_APPLICABLE.value and (words := contradiction(question.item.id)):
        return words
    return " ".join(message(one) for one in error.messages())


def _nodes(shown: Shown) -> Iterator[colander.SchemaNode]:
    if shown.clash:
        yield from clash_nodes(shown.question, shown.clash)
        return
    # The last node is a plain version number; the token of this page takes its place.
    answer, *others = islice(section_nodes(shown.question), len(FIELDS))
    answer.description = " ".join(filter(None, [answer.description, shown.hint]))
    yield from (answer, *others)
    yield hidden(shown.question, "version")


def hidden(question: Question, part: str, *, inside: str = "") -> colander.SchemaNode:
    """Carry a field along that nobody sees."""
    name = page_name(question.item.id, part)
    return colander.SchemaNode(
        colander.String(),
        name=name,
        oid=name,
        widget=HiddenWidget(),
        missing=colander.drop,
        inside=inside or question.item.id,
        called=f"Question {question.number}",
    )


def clash_nodes(
    question: Question, clash: Clash, *, words: str = TWICE, mine: str = "On this page"
) -> Iterator[colander.SchemaNode]:
    """Ask which of two answers to keep; both are shown, and both are carried along."""
    item, keep = question.item, page_name(question.item.id, "keep")
    yield colander.SchemaNode(
        colander.String(),
        name=keep,
        oid=keep,
        title=item.text,
        description=words,
        widget=RadioChoiceWidget(
            values=(
                (MINE, _side(mine, item, clash.mine)),
                (THEIRS, _side(f"On another page, {clash.at}", item, clash.theirs)),
            )
        ),
        missing=colander.drop,
        layout="question",
        question=replace(question, saved_at=""),
        called=f"Question {question.number}",
    )
    for part in (*FIELDS, "version", "theirs"):
        yield hidden(question, part, inside=keep)


def _side(where: str, item: Item, answer: ItemAnswer) -> Markup:
    note = Markup("<br>With this note: {}").format(answer.note) if answer.note else ""
    return Markup('<span class="n">{}</span>{}{}').format(where, words(item, answer), note)


def words(item: Item, answer: ItemAnswer) -> str:
    """Say an answer as the page does."""
    if answer.answer.isdigit():
        return item.levels[int(answer.answer)]
    return _WORDS.get(answer.answer, "No answer yet")


_WORDS: Final = {"unknown": DO_NOT_KNOW, "not-applicable": DOES_NOT_APPLY}
