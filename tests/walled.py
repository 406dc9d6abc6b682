"""The service as a plain role of PostgreSQL: superusers, as which tests connect, pass any wall."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Connection, Engine, event, text

EXISTS = text("SELECT count(*) FROM pg_roles WHERE rolname = 'plain'")


@contextmanager
def as_plain_role(engine: Engine) -> Iterator[None]:
    """Let everything that uses the engine work as a role that may use every table, no more."""
    with engine.begin() as connection:
        if not connection.scalar(EXISTS):
            connection.execute(text("CREATE ROLE plain NOLOGIN NOSUPERUSER NOBYPASSRLS"))
        for what in ("TABLES", "SEQUENCES"):
            connection.execute(text(f"GRANT ALL ON ALL {what} IN SCHEMA public TO plain"))

    def become(connection: Connection) -> None:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute("SET LOCAL ROLE plain")

    event.listen(engine, "begin", become)
    try:
        yield
    finally:
        event.remove(engine, "begin", become)
