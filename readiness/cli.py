"""The command `readiness`: finds its subcommands in `readiness/commands/`.

Each module there has one click command called `command`, and is imported when it is
asked for, so that checking a file does not wait for the web.
"""

from importlib import import_module
from pathlib import Path
from typing import Final

import click

_FOLDER: Final = Path(__file__).with_name("commands")


class LazyGroup(click.Group):
    """A group whose commands are the modules of a folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        own = (path.stem for path in _FOLDER.glob("[!_]*.py"))
        return sorted({*super().list_commands(ctx), *(name.replace("_", "-") for name in own)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None when there is none of this name."""
        module = cmd_name.replace("-", "_")
        if self._is_there(module):
            command: click.Command = import_module(f"readiness.commands.{module}").command
            return command
        return super().get_command(ctx, cmd_name)

    def _is_there(self, module: str) -> bool:
        is_name = module.isidentifier() and not module.startswith("_")
        return is_name and (_FOLDER / f"{module}.py").is_file()


@click.group(cls=LazyGroup)
def main() -> None:
    """Find out what needs to be in place before people join a peer-led support group."""
