"""What a team agrees on as a form: for each item its anchors, who many chose each, and why.

Fields have the names of a questionnaire's page, so that reading and autosave are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import colander
import deform
from deform.widget import TextAreaWidget

from readiness.forms.questions import NOTE_LENGTH, Question, answer_node
from readiness.forms.section import Clash, clash_nodes, hidden, page_form
from readiness.forms.text import text_node
from readiness.request import Request

LACKS_ANSWER: Final = "Choose an answer as well, so that the note is kept with it."
KEPT: Final = "Nothing is lost. Everything else is saved."
TWICE: Final = "Somebody else wrote down an answer meanwhile."


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """One item as the page shows it."""

    question: Question
    values: Mapping[str, str]
    """By field, with "version" for the token."""
    line: Any
    """How the team's answers stand, for the template."""
    errors: Mapping[str, str] = field(default_factory=dict)
    clash: Clash | None = None
    hint: str = ""
    saved: str = ""
    """When it was agreed, in words."""


def agree_form(request: Request, shown: tuple[ShownAgreement, ...], *, url: str) -> deform.Form:
    """Make the form; an item on which two people clash asks which answer to keep."""
    return page_form(request, [(one, _nodes(one)) for one in shown], url=url, summary=KEPT)


def _nodes(shown: ShownAgreement) -> Iterator[colander.SchemaNode]:
    question = shown.question
    if shown.clash:
        yield from clash_nodes(question, shown.clash, words=TWICE, mine="What you chose")
        return
    node = answer_node(question)
    node.description = shown.hint
    node.layout = "agree"
    node.line = shown.line
    node.saved = shown.saved
    yield node
    yield text_node(
        f"{question.item.id}-note",
        title="What did you decide, and why?",
        description="No names or details about people in the group.",
        most=NOTE_LENGTH,
        missing="",
        widget=TextAreaWidget(rows=3),
        inside=question.item.id,
        called=f"Question {question.number}, what you decided",
    )
    yield hidden(question, "version")
