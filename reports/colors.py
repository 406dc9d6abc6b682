"""The colors of pictures that carry their own, as `styles/` has them for everything else."""

from typing import Final

INK: Final = "#16282b"
TEAL: Final = "#0f5257"
CLAY: Final = "#9a4420"
LINE: Final = "#b9ad99"
