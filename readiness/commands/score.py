"""`readiness score`: scores answers files."""

import json
from pathlib import Path

import click

from instruments.assess import assess
from instruments.score_json import score_json
from readiness.commands._input import read_all
from readiness.commands._summary import summary


@click.command
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON; a list for several files.")
def command(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Score answers files (YAML or JSON) and print what the answers mean."""
    snapshots = [assess(file) for file in read_all(files)]
    if as_json:
        objects = [score_json(snapshot) for snapshot in snapshots]
        shown = objects[0] if len(objects) == 1 else objects
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join(summary(snapshot) for snapshot in snapshots))
