"""How a team answers: how many sheets are wanted, and who writes down what is agreed."""

from typing import Final

import colander

from readiness.forms.choices import radio_node, select_node
from readiness.models import AgreedBy

SHEETS: Final = "sheets_needed"
AGREED_BY: Final = "agreed_by"
MOST: Final = 12
WHO: Final = (
    (AgreedBy.LEAD.value, "Only a lead"),
    (AgreedBy.TEAM.value, "Everyone who has handed in a sheet"),
)


def team_schema(now: int) -> colander.SchemaNode:
    """Ask for both; `now` is how many sheets are wanted so far."""
    numbers = [str(number) for number in range(1, max(MOST, now) + 1)]
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        select_node(
            SHEETS,
            [(number, number) for number in numbers],
            title="How many sheets make a result of your team?",
            description="With fewer, the report says that it is one person's view.",
        )
    )
    schema.add(radio_node(AGREED_BY, WHO, title="Who may write down what you agree on?"))
    return schema
