"""`readiness report`: makes a report file from an answers file."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from readiness.commands._input import read_all, refuse
from readiness.commands._output import write

if TYPE_CHECKING:
    from reports.model import Report


def _html(report: "Report") -> bytes:
    document: str = import_module("reports.html").document(report)
    return document.encode()


def _json(report: "Report") -> bytes:
    return report.to_json().encode() + b"\n"


def _pdf(report: "Report") -> bytes:
    pdf = import_module("reports.pdf")
    try:
        made: bytes = pdf.render(report)
    except pdf.RenderError as error:
        refuse([f"The PDF could not be made: {error} The other formats do not need Pango."])
    return made


def _rendered(module: str) -> Callable[["Report"], bytes]:
    # Each format brings a library of its own; only the one that is asked for is loaded.
    def render(report: "Report") -> bytes:
        made: bytes = import_module(module).render(report)
        return made

    return render


_FORMATS: Final[Mapping[str, Callable[["Report"], bytes]]] = {
    ".pdf": _pdf,
    ".html": _html,
    ".json": _json,
    ".docx": _rendered("reports.docx"),
    ".xlsx": _rendered("reports.xlsx"),
}


def _output(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    if path.suffix.lower() not in _FORMATS:
        raise click.BadParameter(f"The name must end in one of: {', '.join(_FORMATS)}.")
    return path


@click.command
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_output,
    help="Where to write; the ending says the format: pdf, html, json, docx or xlsx.",
)
def command(file: Path, output: Path) -> None:
    """Make a report from an answers file (YAML or JSON)."""
    (answers,) = read_all([file])
    assess = import_module("instruments.assess").assess
    report = import_module("reports.build").build(assess(answers))
    write(output, _FORMATS[output.suffix.lower()](report))
    click.echo(f"{output} is ready.")
