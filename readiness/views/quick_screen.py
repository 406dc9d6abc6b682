"""The quick screen: fifteen questions without an account, and nothing stored.

The answers travel in posts only, never in an address or a table, so that neither a
history nor a log can hold them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from instruments import catalogue
from instruments.model import UNKNOWN, Answer, Instrument, Item, Lessons, NextStep, Selection
from instruments.quick_screen import QuickScreen, screen
from readiness.forms import questions
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.request import Request

QUESTIONS: Final = "pages/quick_screen.jinja2"
RESULT: Final = "pages/quick_screen_result.jinja2"


@dataclass(frozen=True)
class Content:
    """The texts of the quick screen's newest version."""

    selection: Selection
    instrument: Instrument
    lessons: Lessons

    @property
    def items(self) -> tuple[Item, ...]:
        """Its questions, in order."""
        return tuple(self.instrument.by_id[item] for item in self.selection.items)


@dataclass(frozen=True)
class Gap:
    """A next step with the answers that lead to it, in the order of the lists."""

    step: NextStep
    because: tuple[tuple[Item, Answer], ...]


@view_config(
    route_name="quick_screen",
    request_method="GET",
    renderer=QUESTIONS,
    permission=NO_PERMISSION_REQUIRED,
)
def ask(request: Request) -> dict[str, Any]:
    """Show the questions, none of them answered."""
    content = newest()
    return asking(content, question_form(request, content))


@view_config(
    route_name="quick_screen",
    request_method="POST",
    renderer=QUESTIONS,
    permission=NO_PERMISSION_REQUIRED,
)
def ask_again(request: Request) -> dict[str, Any]:
    """Show the questions with the answers given before, to change some of them."""
    content = newest()
    form = question_form(request, content)
    values = submitted(request, form)
    if values is not None:
        form.set_appstruct(values)
    return asking(content, form)


@view_config(
    route_name="quick_screen_result", request_method="GET", permission=NO_PERMISSION_REQUIRED
)
def nothing_to_show(request: Request) -> HTTPSeeOther:
    """Lead whoever comes without answers, by a bookmark perhaps, to the questions."""
    return HTTPSeeOther(request.route_path("quick_screen"))


@view_config(
    route_name="quick_screen_result",
    request_method="POST",
    renderer=RESULT,
    permission=NO_PERMISSION_REQUIRED,
)
def result(request: Request) -> dict[str, Any]:
    """Show the three lists; posts that no page of ours sends get the questions again."""
    content = newest()
    form = question_form(request, content)
    values = submitted(request, form)
    if values is None:
        request.override_renderer = QUESTIONS
        return asking(content, form)
    answers = questions.answers(values, content.items)
    found = screen(content.selection, content.instrument, answers)
    return {
        "content": content,
        "given": values,
        "answers": {item.id: answers.get(item.id, UNKNOWN) for item in content.items},
        "found": found,
        "gaps": gaps(content, answers, found),
        "titles": catalogue.rules(content.instrument.rules).quick_screen.titles,
    }


def newest() -> Content:
    """Read the newest quick screen and what it is made of."""
    selection = catalogue.selection("quick-screen")
    instrument = catalogue.find(selection.instrument, selection.instrument_version)
    return Content(selection, instrument, catalogue.lessons(instrument.lessons))


def question_form(request: Request, content: Content) -> Form:
    """Make the form of all questions on one page."""
    parts = {domain.id: domain.name for domain in content.instrument.domains}
    asked = questions.numbered(content.items, parts=parts)
    schema = questions.questions_schema(asked, notes=False)
    return create_form(
        request,
        schema,
        action=request.route_path("quick_screen_result"),
        buttons=(Button("show", "See what to look at first"),),
    )


def asking(content: Content, form: Form) -> dict[str, Any]:
    """Return what the page of questions shows."""
    return {"content": content, "form": form}


def gaps(content: Content, answers: Mapping[str, Answer], found: QuickScreen) -> list[Gap]:
    """Group the gaps by their main step: one step often closes several."""
    steps = dict.fromkeys(found.steps.values())
    return [
        Gap(
            step=content.lessons.by_id[step],
            because=tuple(
                (content.instrument.by_id[item], answers[item])
                for item, its_step in found.steps.items()
                if its_step == step
            ),
        )
        for step in steps
    ]
