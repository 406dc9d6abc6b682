"""`readiness paper`: makes a questionnaire to fill in on paper."""

from importlib import import_module
from pathlib import Path

import click

from instruments import catalogue
from readiness.commands._input import refuse
from readiness.commands._output import write

NAMES = (*catalogue.INSTRUMENTS, *catalogue.SELECTIONS)


@click.command
@click.argument("instrument", type=click.Choice(NAMES))
@click.option("--large", is_flag=True, help="In large print: nothing is below 18 points.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the PDF.",
)
def command(instrument: str, *, large: bool, output: Path) -> None:
    """Make a questionnaire to fill in on paper, as PDF."""
    paper, pdf = import_module("reports.paper"), import_module("reports.pdf")
    try:
        made = paper.render(paper.build(instrument), large=large)
    except pdf.RenderError as error:
        refuse([f"The PDF could not be made: {error}"])
    write(output, made)
    click.echo(f"{output} is ready.")
