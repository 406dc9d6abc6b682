"""The marks of the levels and the box to tick: small pictures that differ in shape and in grey."""

from typing import Final

from reports.colors import TEAL

SCHEME: Final = "mark:"
_RING: Final = f'<circle cx="12" cy="12" r="10" fill="none" stroke="{TEAL}" stroke-width="2.4"'
_DISC: Final = f'<circle cx="12" cy="12" r="11" fill="{TEAL}"/>'
_SHAPES: Final = {
    "0": f'{_RING} stroke-dasharray="3.6 2.68"/>',
    "1": f'{_RING}/><path d="M2 12a10 10 0 0 0 20 0z" fill="{TEAL}"/>',
    "2": _DISC,
    "3": (
        f"{_DISC}"
        '<path d="M6.5 12.4l3.8 3.8L17.6 8.2" fill="none" stroke="#fff" stroke-width="2.8"/>'
    ),
    "unknown": (
        f'<g fill="none" stroke="{TEAL}" stroke-width="2.4">'
        '<rect x="2" y="2" width="20" height="20" rx="3" stroke-dasharray="3.6 2.7"/>'
        '<path d="M9 9.3c.2-1.7 1.4-2.7 3.1-2.7 1.8 0 3 1 3 2.6 0 2.2-2.9 2.3-2.9 4.4"/>'
        '<path d="M12.2 16.2v1.8"/>'
        "</g>"
    ),
    "box": '<path d="M1.5 1.5h21v21h-21z" fill="#fff" stroke="#4a5a5c" stroke-width="2.6"/>',
    "not-applicable": f'<path d="M4 12h16" stroke="{TEAL}" stroke-width="2.4"/>',
}


def read(address: str) -> bytes:
    """Return the picture of a mark at its private address, such as "mark:2".

    Raises:
        KeyError: there is no such mark, or the address is of another kind.

    """
    shape = _SHAPES[address.removeprefix(SCHEME)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{shape}</svg>').encode()
