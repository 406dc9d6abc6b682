"""Every setting of the service: read once, checked at the start, frozen.

The environment (`READINESS_PORT`) wins over the ini file (`readiness.port`), which wins over
the default. `docs/settings.md` lists them all; a test compares that table with this class.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SECRET_LENGTH: Final = 32
SAMPLE_SECRET: Final = "change-me-change-me-change-me-change-me"  # noqa: S105 -- refused below
MODES: Final = ("development", "production")
JOBS: Final = ("inline", "queue")
FROM_FILES: Final = ("secret", "database_password", "smtp_password")
"""What may stand in a file instead, which READINESS_..._FILE names."""
OWASP_MEMORY_KIB: Final = 19_456
LEAST: Final = dict.fromkeys(
    ("port", "workers", "threads", "idle_minutes", "absolute_hours", "hash_rounds", "smtp_port"), 1
)
"""Where 0 would stand for nothing at all: a server that never answers, or a session of no time."""
HIGHEST_PORT: Final = 65_535


class SettingsError(Exception):
    """A setting is missing or cannot be right; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings, as `docs/settings.md` explains them to the operator."""

    mode: str = "production"
    """`development` shows demo sign-ins and writes mail to a folder."""
    data: Path = Path("var")
    """The folder that holds the database, mail, jobs and rendered files."""
    host: str = "127.0.0.1"
    port: int = 6543
    base_url: str = ""
    """The address in mails; never taken from a request. Empty: http://localhost:port."""
    database_url: str = ""
    """Empty: SQLite in the data folder. PostgreSQL: postgresql+psycopg://..."""
    database_password: str = ""
    """PostgreSQL's, where it is to stand in no address."""
    secret: str = ""
    """Signs form tokens. In development one is made and kept in the data folder."""
    jobs: str = "queue"
    """`queue` leaves slow work to `readiness worker`; `inline` does it after the commit."""
    idle_minutes: int = 30
    absolute_hours: int = 12
    hash_memory_kib: int = 65_536
    hash_rounds: int = 3
    smtp_host: str = ""
    """Empty: mail is written to the folder `mail` in the data folder."""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = "readiness@localhost"
    log_format: str = "json"
    """`json` for machines, `console` for people."""
    free_disk_mb: int = 500
    """Below this much free space `/readyz` reports a problem."""
    backup_folder: str = ""
    """Where the worker puts a backup each night; empty: it makes none."""
    backup_recipient: str = ""
    """A public key; backups are sealed for it. `readiness backup-key` makes one."""
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    """Where numbers for a monitor are told, apart from the pages; 0 tells none."""
    workers: int = 2
    threads: int = 4
    trusted_proxy: str = "127.0.0.1"
    """The only address whose X-Forwarded-* headers are believed."""

    @classmethod
    def read(cls, ini: Mapping[str, object], environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read ini and environment, fill what follows from other settings, and check.

        What only a server needs, such as the secret, is checked by `check_serving`.
        Raises `SettingsError` naming the setting and what to do about it.
        """
        given = {field.name: _given(field.name, ini, environ) for field in fields(cls)}
        values = {
            field.name: _convert(field.name, text, field.default)
            for field in fields(cls)
            if (text := given[field.name]) is not None
        }
        return _checked(_filled(cls(**values)))  # type: ignore[arg-type] # _convert keeps the type of the default

    def check_serving(self) -> None:
        """Check what a server needs beyond the commands; raises `SettingsError`."""
        _check_secret(self.secret)
        if self.mode == "production":
            self._check_production()

    def _check_production(self) -> None:
        address = urlsplit(self.base_url)
        if address.scheme != "https" and address.hostname not in {"localhost", "127.0.0.1"}:
            raise SettingsError(
                f"{_place('base_url')} must start with https:// in production, so that "
                "cookies and answers travel encrypted."
            )
        if self.hash_memory_kib < OWASP_MEMORY_KIB:
            raise SettingsError(
                f"{_place('hash_memory_kib')} must be at least {OWASP_MEMORY_KIB} in production."
            )

    @property
    def development(self) -> bool:
        """Whether this is a developer's server, with demo sign-ins."""
        return self.mode == "development"

    @property
    def secure(self) -> bool:
        """Whether people reach the service by https."""
        return self.base_url.startswith("https://")

    @property
    def sqlite(self) -> bool:
        """Whether the database is the SQLite file."""
        return self.database_url.startswith("sqlite")

    def key(self, purpose: str) -> bytes:
        """Derive a key of 32 bytes for one purpose, so that no two uses share one."""
        return hmac.digest(self.secret.encode(), purpose.encode(), "sha256")

    def for_pyramid(self, ini: Mapping[str, object]) -> dict[str, object]:
        """Return what Pyramid and its parts read from their own settings."""
        return {
            **ini,
            "readiness.idle_seconds": self.idle_minutes * 60,
            # Loading the person is the business of views that need it, not of every request.
            "tm.annotate_user": "false",
            "tm.manager_hook": "pyramid_tm.explicit_manager",
            # A save that met a locked row or a newer version runs again before anyone sees it.
            "retry.attempts": 3,
            "retry.activate_hook": "readiness.security.ingress.attempts",
        }


def _filled(settings: Settings) -> Settings:
    data = settings.data.absolute()
    base_url = (settings.base_url or f"http://localhost:{settings.port}").rstrip("/")
    url = settings.database_url or f"sqlite:///{data / 'readiness.sqlite'}"
    if settings.database_password:
        url = _with_password(url, settings.database_password)
    secret = settings.secret
    if not secret and settings.mode == "development":
        secret = _kept_secret(data)
    return _replace(settings, data=data, base_url=base_url, database_url=url, secret=secret)


def _with_password(url: str, password: str) -> str:
    try:
        return make_url(url).set(password=password).render_as_string(hide_password=False)
    except ArgumentError:
        # Refused below, in words that name the setting.
        return url


def _checked(settings: Settings) -> Settings:
    for name, allowed in (
        ("mode", MODES),
        ("jobs", JOBS),
        ("log_format", ("json", "console")),
    ):
        if getattr(settings, name) not in allowed:
            raise SettingsError(f"{_place(name)} must be one of: {', '.join(allowed)}.")
    _check_database(settings.database_url)
    return settings


def _replace(settings: Settings, **changes: object) -> Settings:
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return Settings(**{**values, **changes})


def _place(name: str) -> str:
    return f"READINESS_{name.upper()} (readiness.{name} in the ini file)"


def _given(name: str, ini: Mapping[str, object], environ: Mapping[str, str]) -> str | None:
    variable = f"READINESS_{name.upper()}"
    if variable in environ:
        return environ[variable]
    if name in FROM_FILES and f"{variable}_FILE" in environ:
        return _read_secret(f"{variable}_FILE", Path(environ[f"{variable}_FILE"]))
    value = ini.get(f"readiness.{name}")
    return None if value is None else str(value)


def _read_secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{name}: {path} cannot be read. It must be a text file that the user who runs the "
            "service may read."
        ) from error


def _convert(name: str, text: str, default: object) -> object:
    if isinstance(default, Path):
        return Path(text)
    if not isinstance(default, int):
        return text.strip()
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < LEAST.get(name, 0):
        least = f" of at least {LEAST[name]}" if name in LEAST else ""
        raise SettingsError(f"{_place(name)} must be a whole number{least}, not {text!r}.")
    if name.endswith("port") and number > HIGHEST_PORT:
        raise SettingsError(f"{_place(name)} must be at most {HIGHEST_PORT}, not {text!r}.")
    return number


def _kept_secret(data: Path) -> str:
    path = data / "secret"
    if not path.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _check_secret(secret: str) -> None:
    advice = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if not secret:
        raise SettingsError(f"{_place('secret')} is missing; {advice}")
    if secret == SAMPLE_SECRET:
        raise SettingsError(f"{_place('secret')} is still the sample one; {advice}")
    if len(secret) < SECRET_LENGTH:
        raise SettingsError(
            f"{_place('secret')} must have at least {SECRET_LENGTH} characters; {advice}"
        )


def _check_database(url: str) -> None:
    try:
        name = make_url(url).drivername
    except ArgumentError:
        name = ""
    if name not in {"sqlite", "postgresql+psycopg"}:
        raise SettingsError(
            f"{_place('database_url')} must start with sqlite:/// or postgresql+psycopg://"
        )
