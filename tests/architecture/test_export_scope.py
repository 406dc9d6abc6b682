"""Every table and column is exported, or left out on purpose."""

import pytest

from readiness.models import Base
from readiness.services.export_scope import LEFT_OUT, TAKEN

TABLES = Base.metadata.tables


def test_every_table_is_taken_or_left_out_on_purpose():
    assert set(TAKEN) | set(LEFT_OUT) == set(TABLES)
    assert set(TAKEN) & set(LEFT_OUT) == set()


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_every_column_is_taken_or_left_out_on_purpose(name):
    taken = TAKEN[name]

    assert sorted((*taken.columns, *taken.left_out)) == sorted(TABLES[name].c.keys())


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_nothing_that_names_a_person_or_opens_anything_is_taken(name):
    people = {
        column.name for column in TABLES[name].c for key in column.foreign_keys
        if key.column.table.name == "app_user"
    }  # fmt: skip

    assert people.isdisjoint(TAKEN[name].columns)
    assert not {"token_hash", "password_hash", "email"} & set(TAKEN[name].columns)


def test_what_is_imported_hangs_on_what_is_imported():
    for name, taken in TAKEN.items():
        if taken.imported and taken.by:
            assert TAKEN[taken.by[1]].imported, name
