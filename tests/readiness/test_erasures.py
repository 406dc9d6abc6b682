"""The list of what was erased names nobody, outlives the database, and is applied again."""

import datetime as dt
import stat

from sqlalchemy import select

from readiness import erasures
from readiness.models import Assessment, Membership, Organization, User
from tests.factories import make_assessment, make_membership, make_user

TODAY = dt.date(2026, 11, 25)


def test_list_holds_a_hash_and_no_id(tmp_path):
    erasures.note(tmp_path, "organization", ["the-id"], today=TODAY)

    text = (tmp_path / "erased").read_text()
    assert text.startswith("2026-11-25 organization ")
    assert "the-id" not in text
    assert stat.S_IMODE((tmp_path / "erased").stat().st_mode) == 0o600


def test_list_grows_and_is_never_begun_anew(tmp_path):
    erasures.note(tmp_path, "organization", ["a", "b"], today=TODAY)
    erasures.note(tmp_path, "person", ["a"], today=TODAY)
    erasures.note(tmp_path, "person", [], today=TODAY)

    assert len(erasures.noted(tmp_path)) == 3


def test_nothing_erased_makes_no_file(tmp_path):
    erasures.note(tmp_path, "person", [], today=TODAY)

    assert list(tmp_path.iterdir()) == []
    assert erasures.noted(tmp_path) == set()


def test_damaged_lines_are_passed_over(tmp_path):
    erasures.note(tmp_path, "person", ["a"], today=TODAY)
    with (tmp_path / "erased").open("ab") as file:
        file.write(b"\xff\xfe half a line\n2026-11-25 audit_event abc\n\n2026")

    assert len(erasures.noted(tmp_path)) == 1


def test_restored_rows_are_erased_again_and_no_others(engine, dbsession, tmp_path):
    gone, stays = make_membership(dbsession), make_membership(dbsession)
    make_assessment(dbsession, gone.organization)
    alone = make_user(dbsession)
    dbsession.commit()
    names = (gone.organization_id, stays.organization_id, gone.user_id, stays.user_id, alone.id)
    erasures.note(tmp_path, "organization", [names[0], "never here"], today=TODAY)
    erasures.note(tmp_path, "person", [names[4], names[1]], today=TODAY)

    assert erasures.erase_again(engine, tmp_path) == 2
    assert erasures.erase_again(engine, tmp_path) == 0

    dbsession.commit()
    assert dbsession.scalars(select(Organization.id)).all() == [names[1]]
    assert set(dbsession.scalars(select(User.id))) == {names[2], names[3]}
    assert dbsession.scalars(select(Membership.user_id)).all() == [names[3]]
    assert dbsession.scalars(select(Assessment)).all() == []
