"""How a team answers: how many sheets are wanted, and who writes down what is agreed."""

from typing import Final

import colander
from deform.widget import RadioChoiceWidget, SelectWidget

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
        colander.SchemaNode(
            colander.String(),
            name=SHEETS,
            oid=SHEETS,
            title="How many sheets make a result of your team?",
            description="With fewer, the report says that it is one person's view.",
            widget=SelectWidget(values=[(number, number) for number in numbers]),
            validator=colander.OneOf(numbers),
        )
    )
    schema.add(
        colander.SchemaNode(
            colander.String(),
            name=AGREED_BY,
            oid=AGREED_BY,
            title="Who may write down what you agree on?",
            widget=RadioChoiceWidget(values=WHO),
            validator=colander.OneOf([value for value, _ in WHO]),
        )
    )
    return schema
