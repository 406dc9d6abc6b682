"""Where a person may be sent after signing in: somewhere on this service, nowhere else."""

import re
from typing import Final

# One slash, then printable ASCII without backslash: browsers read "//" and "/\" as the start
# of another host, and drop tabs and line breaks before they look.
LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
LONGEST: Final = 2_000


def local_path(path: str | None) -> str | None:
    """Return the path when it stays here, None otherwise."""
    if not path or len(path) > LONGEST or not LOCAL.fullmatch(path):
        return None
    return None if "//" in path.partition("?")[0] or "\\" in path else path
