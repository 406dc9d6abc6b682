"""Files that only the operator's own key opens, in the age format (age-encryption.org).

The server holds the public half at most: whoever steals it, or a backup, cannot read one.
"""

from pathlib import Path
from typing import Final

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_file, encrypt_file
from pyrage.x25519 import Identity, Recipient

ENDING: Final = ".age"


NO_PUBLIC_KEY: Final = (
    "READINESS_BACKUP_RECIPIENT is no public key. It starts with age1; make one with: "
    "readiness backup-key FILE"
)


class KeyFileError(ValueError):
    """A key cannot be read, or is not the one; the message says what to do."""


def new_key(path: Path) -> str:
    """Write a new key to a file that is not there yet, and return its public half.

    Raises `KeyFileError` when the file is there: an old key may be the only one that opens
    an old backup.
    """
    identity = Identity.generate()
    public = str(identity.to_public())
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise KeyFileError(f"{path} is there already, or cannot be made. Name another.") from error
    path.write_text(f"# public key: {public}\n{identity}\n", encoding="utf-8")
    return public


def is_public(recipient: str) -> bool:
    """Whether this is a public key."""
    try:
        Recipient.from_str(recipient)
    except RecipientError:
        return False
    return True


def seal(plain: Path, sealed: Path, *, recipient: str) -> None:
    """Encrypt a file to a public key; raises `KeyFileError` when it is none."""
    try:
        encrypt_file(str(plain), str(sealed), [Recipient.from_str(recipient)])
    except RecipientError as error:
        raise KeyFileError(NO_PUBLIC_KEY) from error


def unseal(sealed: Path, plain: Path, *, key: Path) -> None:
    """Decrypt a file with the key in another; raises `KeyFileError` when that cannot be done."""
    try:
        lines = key.read_text(encoding="utf-8").split()
        secret = next(line for line in lines if line.startswith("AGE-SECRET-KEY-"))
        plain.touch(mode=0o600)
        decrypt_file(str(sealed), str(plain), [Identity.from_str(secret)])
    except (OSError, UnicodeDecodeError, StopIteration, IdentityError) as error:
        raise KeyFileError(
            f"{key} holds no key. Name the file that `readiness backup-key` wrote."
        ) from error
    except DecryptError as error:
        raise KeyFileError(
            f"{key} does not open this backup. Use the key it was made for."
        ) from error
