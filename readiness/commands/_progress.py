"""How far a long command is: told on a terminal, and nowhere else.

In a log or a pipe there is nobody who waits, so nothing is written there.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


def watched() -> bool:
    """Whether somebody sees what is written to standard error."""
    return sys.stderr.isatty()


@contextmanager
def bar(label: str, length: int) -> Iterator[Callable[[int], object]]:
    """Show a bar; what is given is told how many more have been dealt with."""
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not watched()
    ) as shown:
        yield shown.update


def step(what: str) -> None:
    """Say what is being done now."""
    if watched():
        click.echo(f"{what} ...", err=True)
