"""What the commands that read answers files share."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

from instruments import answers
from instruments.answers import AnswersFile
from instruments.problems import Problem, ProblemsError

MOST_LINES: Final = 200


def read_all(paths: Sequence[Path]) -> list[AnswersFile]:
    """Return the answers of files; print every problem of all of them and exit 1.

    Warnings go to standard error, too, and stop nothing.
    """
    files: list[AnswersFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files.append(answers.read(path))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        refuse(problems)
    for path, file in zip(paths, files, strict=True):
        for warning in file.warnings:
            click.echo(f"{path}: {warning}", err=True)
    return files


def refuse(problems: Iterable[object]) -> NoReturn:
    """Print one line a problem to standard error and exit 1."""
    lines = [str(problem) for problem in problems]
    for line in lines[:MOST_LINES]:
        click.echo(line, err=True)
    if len(lines) > MOST_LINES:
        click.echo(f"... and {len(lines) - MOST_LINES} more problems.", err=True)
    raise SystemExit(1)
