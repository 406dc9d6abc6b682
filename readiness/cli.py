"""The command `readiness`: finds its subcommands in `readiness/commands/`.

Each module there has one click command called `command`, and is imported when it is
asked for, so that checking a file does not wait for the web.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

_FOLDER: Final = Path(__file__).with_name("commands")

SECTIONS: Final = {
    "Files": ("check", "score", "report", "paper"),
    "The service": ("serve", "worker", "migrate", "doctor", "demo"),
    "Looking after it": (
        *("backup-key", "backup", "restore", "read-only", "purge", "move", "verify-log"),
        *("add-organization", "import", "way-back", "lessons-review"),
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are the modules of a folder."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- what a command returns
        """Run a command; what an operator can mend is told in words, without a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            # Only here, so that checking a file does not wait for the database's library.
            from readiness.troubles import in_words  # noqa: PLC0415

            words = in_words(error)
            if words is None:
                raise
            raise click.ClickException(words) from error

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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what they are for, each with its whole first sentence."""
        named = {name for names in SECTIONS.values() for name in names}
        more = tuple(name for name in self.list_commands(ctx) if name not in named)
        for title, names in {**SECTIONS, "More": more}.items():
            rows = [
                (name, (command.help or "").split("\n\n", 1)[0])
                for name in names
                if (command := self.get_command(ctx, name)) is not None
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def _is_there(self, module: str) -> bool:
        is_name = module.isidentifier() and not module.startswith("_")
        return is_name and (_FOLDER / f"{module}.py").is_file()


@click.group(cls=LazyGroup, epilog="More on one of them: readiness COMMAND --help")
@click.version_option(package_name="readiness", message="%(version)s")
def main() -> None:
    """Find out what needs to be in place before people join a peer-led support group."""
