"""The page on which one questionnaire is keyed in, as a form."""

from dataclasses import dataclass

import colander

from instruments.model import Item
from readiness.forms.keying import key_nodes
from readiness.forms.renderer import Form, create_form, refuse
from readiness.request import Request

SAVED: str = "Nothing is lost. Everything else on this page is saved."


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One item as the page shows it next."""

    item: Item
    key: str
    words: str
    """Of what is kept now."""
    token: str
    error: str = ""


def keying_form(
    request: Request, shown: tuple[KeyShown, ...], *, url: str, frozen: str = ""
) -> Form:
    """Make the form; `frozen` says why nothing could be saved."""
    schema = colander.SchemaNode(colander.Mapping(), summary_words="" if frozen else SAVED)
    for one in shown:
        for node in key_nodes(one.item, words=one.words):
            schema.add(node)
    form = create_form(request, schema, buttons=(), action=url)
    values = {}
    for one in shown:
        values[one.item.id] = one.key
        values[f"{one.item.id}-version"] = one.token
    form.set_appstruct({name: value for name, value in values.items() if value})
    for one in shown:
        if one.error:
            refuse(form, one.error, field=one.item.id)
    if frozen:
        refuse(form, frozen)
    return form
