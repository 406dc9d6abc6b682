"""Files that a command is given to read."""

import os
from pathlib import Path

import click


class GivenFile(click.Path):
    """A file that is there; one that is hidden from the user at work is not called missing.

    The operator's command works as the service's own user: what lies in root's folder is not
    to be seen for it.
    """

    def __init__(self) -> None:
        super().__init__(path_type=Path, exists=True, dir_okay=False)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Return the path; raises `click.BadParameter` that says what to do."""
        path = Path(value).absolute()
        # From the top: below a closed folder nothing can be looked at.
        folders = [one for one in reversed(path.parents) if os.path.isdir(one)]  # noqa: PTH112
        shut = next((one for one in folders if not os.access(one, os.X_OK)), None)
        if shut is not None:
            self.fail(
                f"{shut} is closed to the user that runs this command. Copy the file into a folder "
                "that this user may enter, and give it to the user.",
                param,
                ctx,
            )
        return super().convert(value, param, ctx)
