"""Choosing between an answer on the screen and one on paper, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import colander
from deform.widget import HiddenWidget
from markupsafe import Markup

from instruments.model import Item
from readiness.forms.choices import radio_node
from readiness.forms.keying import words_of
from readiness.forms.renderer import Button, Form, create_form
from readiness.request import Request
from readiness.services.merging import ItemAnswer

SIDES: Final = (("screen", "On the screen"), ("paper", "On paper"))


@dataclass(frozen=True, slots=True)
class Differs:
    """One item that both sheets answer, and the token of what the screen says."""

    instrument: str
    item: Item
    screen: ItemAnswer
    paper: ItemAnswer
    token: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"{self.instrument}-{self.item.id}"


def choosing_form(request: Request, differing: Sequence[Differs], *, url: str) -> Form:
    """Ask which answer to keep of each item that differs; without one there is a button alone."""
    schema = colander.SchemaNode(colander.Mapping(), summary_words="Nothing is lost.")
    for one in differing:
        choices = tuple(
            (side, _said(where, one.item, answer))
            for (side, where), answer in zip(SIDES, (one.screen, one.paper), strict=True)
        )
        schema.add(
            radio_node(
                one.name,
                choices,
                title=f"{one.item.id} {one.item.text}",
                missing=colander.drop,
                called=one.item.id,
            )
        )
        schema.add(
            colander.SchemaNode(
                colander.String(),
                name=f"{one.name}-token",
                oid=f"{one.name}-token",
                widget=HiddenWidget(),
                missing="",
            )
        )
    form = create_form(request, schema, buttons=(Button("merge", "Put them together"),), action=url)
    form.set_appstruct({f"{one.name}-token": one.token for one in differing})
    return form


def _said(where: str, item: Item, answer: ItemAnswer) -> Markup:
    note = Markup("<br>With this note: {}").format(answer.note) if answer.note else ""
    words = words_of(item, answer.answer) if answer.answer else "No answer"
    return Markup('<span class="n">{}</span>{}{}').format(where, words, note)
