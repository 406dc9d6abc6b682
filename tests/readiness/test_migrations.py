"""Migrations lead from nothing to the models, once, and only forward."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from readiness.db import make_engine
from readiness.migrations import run
from readiness.models import Base
from readiness.settings import Settings


@pytest.fixture
def fresh(tmp_path):
    settings = Settings.read({"readiness.data": str(tmp_path)}, {})
    engine = make_engine(settings)
    yield engine
    engine.dispose()


def test_migrations_make_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_migrated_database_is_at_the_newest_revision(engine):
    assert run.current(engine) == run.head()


def test_migrations_follow_one_another_in_one_line():
    script = ScriptDirectory.from_config(run.config())

    assert len(script.get_heads()) == 1
    assert [one.down_revision for one in script.walk_revisions()][-1] is None


def test_empty_database_has_no_revision(fresh):
    assert run.current(fresh) is None


def test_migrating_twice_changes_nothing(fresh):
    run.upgrade(fresh)
    run.upgrade(fresh)

    assert run.current(fresh) == run.head()


def test_migration_that_fails_leaves_nothing_behind(fresh):
    with fresh.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE snapshot (id TEXT)")

    with pytest.raises(Exception, match="snapshot already exists"):
        run.upgrade(fresh)

    assert run.current(fresh) is None
    with fresh.connect() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).scalars()
        assert list(tables) == ["snapshot"]


def test_migrations_do_not_go_back(fresh):
    run.upgrade(fresh)

    config = run.config()

    with fresh.begin() as connection:
        config.attributes["connection"] = connection
        with pytest.raises(NotImplementedError, match="backup"):
            command.downgrade(config, "base")

    assert run.current(fresh) == run.head()


def test_alembic_works_by_itself_from_the_ini_file(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    monkeypatch.setenv("READINESS_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")

    command.upgrade(Config("development.ini"), "head")

    engine = create_engine(f"sqlite:///{tmp_path / 'own.sqlite'}")
    assert run.current(engine) == run.head()
    engine.dispose()
