"""The operator's commands, as they are typed."""

import socket

import pytest
from click.testing import CliRunner
from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy.orm import Session

from readiness.cli import main
from readiness.commands._production import Server, options
from readiness.db import make_engine
from readiness.migrations import run
from readiness.serving import PatientWorker
from readiness.settings import Settings
from tests.factories import make_user
from tests.readiness.commands.test_serve import free_port


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call `readiness` on a data folder of its own."""
    for name in ("MODE", "DATABASE_URL", "SECRET", "PORT"):
        monkeypatch.delenv(f"READINESS_{name}", raising=False)
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("READINESS_HASH_MEMORY_KIB", "8")

    def called(*arguments):
        result = CliRunner().invoke(main, [str(one) for one in arguments])
        return result.exit_code, result.output.strip().splitlines()

    return called


def for_production(monkeypatch):
    monkeypatch.setenv("READINESS_SECRET", "s" * 40)
    monkeypatch.setenv("READINESS_BASE_URL", "https://a.example")
    monkeypatch.delenv("READINESS_HASH_MEMORY_KIB")


def test_migrate_makes_the_database_and_then_leaves_it(call):
    assert call("migrate") == (0, ["The database has been migrated."])
    assert call("migrate") == (0, ["The database is up to date."])


def test_migrate_backs_an_older_database_up(call, tmp_path, monkeypatch):
    call("migrate")
    monkeypatch.setattr(run, "head", lambda: "newer")

    code, lines = call("migrate")

    (folder,) = (tmp_path / "data" / "backups").iterdir()
    assert code == 0
    assert lines[0] == f"Backed up to {folder}."
    assert (folder / "manifest.json").exists()


def test_demo_loads_the_samples_once(call):
    assert call("demo") == (
        0,
        ["The samples are loaded. Every sample person's password is demo-readiness."],
    )
    assert call("demo") == (0, ["The samples are loaded already."])


def test_demo_is_not_for_production(call, monkeypatch):
    monkeypatch.setenv("READINESS_MODE", "production")

    code, lines = call("demo")

    assert (code, lines) == (
        1,
        ["Error: The samples are for development: their password is public."],
    )


def test_backup_and_restore_bring_everything_back(call, tmp_path, monkeypatch):
    call("migrate")
    with Session(make_engine(Settings.read({}))) as session:
        make_user(session, email="a@example.org")

    assert call("backup", tmp_path / "backup") == (
        0,
        [f"Backed up to {tmp_path / 'backup'}. Keep it as safe as the database itself."],
    )
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "elsewhere"))
    assert call("restore", tmp_path / "backup") == (
        0,
        [
            "Restored and checked. The service only reads for now.",
            (
                "No list of what was erased is here. If the old data folder has a file named "
                f"erased, begin again with it in {tmp_path / 'elsewhere'}."
            ),
            "Look at it (readiness doctor), then run: readiness read-only off",
        ],
    )
    assert call("migrate") == (0, ["The database is up to date."])


def test_restore_of_an_older_version_says_to_migrate(call, tmp_path, monkeypatch):
    call("migrate")
    call("backup", tmp_path / "backup")
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(run, "head", lambda: "newer")

    code, lines = call("restore", tmp_path / "backup")

    assert (code, lines[2]) == (0, "It is of an older version. Run: readiness migrate")


def test_backup_of_nothing_is_an_error(call, tmp_path):
    code, lines = call("backup", tmp_path / "backup")

    assert (code, lines) == (1, ["Error: There is no database to back up yet."])


def test_restore_of_nothing_is_an_error(call, tmp_path):
    code, lines = call("restore", tmp_path / "none")

    assert code == 1
    assert lines == [
        f"Error: {tmp_path / 'none'} does not hold a whole backup. Name the folder of one backup."
    ]


def test_purge_says_what_it_deletes(call):
    call("migrate")

    assert call("purge", "--dry-run") == (
        0,
        [
            "would delete: 0 sessions",
            "would delete: 0 sign-ups never confirmed",
            "would delete: 0 invitations",
            "would delete: 0 password links",
            "would delete: 0 papers nobody keys in any more",
            "would delete: 0 files of many reports",
            "would delete: 0 failed sign-ins",
            "would delete: 0 organizations whose time had come",
        ],
    )
    assert call("purge")[1][0] == "deleted: 0 sessions"


def test_wrong_setting_is_an_error_that_names_it(call, monkeypatch):
    monkeypatch.setenv("READINESS_PORT", "many")

    code, lines = call("migrate")

    assert code == 1
    assert lines[0].startswith("Error: READINESS_PORT")


def test_ini_file_is_read(call, tmp_path, monkeypatch):
    monkeypatch.delenv("READINESS_DATA")
    ini = tmp_path / "own.ini"
    ini.write_text(f"[app:main]\nreadiness.data = {tmp_path / 'own'}\n")

    assert call("migrate", "--ini", ini)[0] == 0
    assert (tmp_path / "own" / "readiness.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"no ini", b"\xff\xfe"])
def test_ini_file_that_is_none_is_an_error(call, tmp_path, content):
    ini = tmp_path / "own.ini"
    ini.write_bytes(content)

    code, lines = call("migrate", "--ini", ini)

    assert (code, lines) == (1, [f"Error: {ini} is no ini file with a part [app:main]."])


def test_serving_without_a_secret_is_an_error(call):
    code, lines = call("serve")

    assert code == 1
    assert lines[0].startswith("Error: READINESS_SECRET")


def test_serving_an_old_database_is_an_error(call, monkeypatch):
    monkeypatch.setenv("READINESS_SECRET", "s" * 40)
    monkeypatch.setenv("READINESS_HASH_MEMORY_KIB", "65536")

    assert call("serve") == (
        1,
        ["Error: The database is not up to date. Run: readiness migrate"],
    )


def test_production_server_finishes_what_it_has_begun():
    server = Server(Settings(workers=3, threads=5, host="0.0.0.0", port=80), {})  # noqa: S104

    assert server.cfg.worker_class is PatientWorker
    assert issubclass(PatientWorker, ThreadWorker)
    assert (server.cfg.workers, server.cfg.threads) == (3, 5)
    assert server.cfg.bind == ["0.0.0.0:80"]
    assert server.cfg.graceful_timeout == 60
    assert options(Settings())["forwarded_allow_ips"] == "127.0.0.1"
    assert server.cfg.accesslog is None
    assert server.cfg.control_socket_disable is True


@pytest.mark.parametrize("taken", ["PORT", "METRICS_PORT"])
def test_port_that_is_taken_is_told_with_its_setting(call, monkeypatch, taken):
    call("migrate")
    for_production(monkeypatch)
    monkeypatch.setattr(Server, "run", lambda _self: pytest.fail("It began to serve."))
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        monkeypatch.setenv("READINESS_PORT", str(free_port()))
        monkeypatch.setenv(f"READINESS_{taken}", str(port))

        code, lines = call("serve")

    assert code == 1
    assert lines[0].startswith(
        f"Error: READINESS_{taken}: 127.0.0.1, port {port}, cannot be used (Address already in use)"
    )


@pytest.mark.parametrize("command", ["migrate", "purge", "verify-log", "worker", "doctor"])
def test_folder_that_cannot_be_made_is_told_without_a_traceback(
    call, tmp_path, monkeypatch, command
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "file" / "data"))

    code, lines = call(command)

    assert code == 1
    assert "Not a directory" in " ".join(lines) or command == "doctor"
    assert str(tmp_path / "file" / "data") in " ".join(lines)


@pytest.mark.parametrize("command", ["migrate", "serve", "worker", "backup", "purge", "verify-log"])
def test_database_that_is_away_is_told(call, tmp_path, monkeypatch, command):
    for_production(monkeypatch)
    monkeypatch.setenv("READINESS_DATABASE_URL", "postgresql+psycopg://a:pass-word@127.0.0.1:1/a")

    code, lines = call(command, *([tmp_path / "copy"] if command == "backup" else []))

    assert code == 1
    assert lines[0].startswith("Error: The database could not be used: connection failed")
    assert lines[-1].endswith("Start it, or mend READINESS_DATABASE_URL.")
    assert "pass-word" not in " ".join(lines)


def test_mistake_of_ours_is_not_put_into_words(call, monkeypatch):
    call("migrate")

    def broken(*_):
        raise ValueError("a mistake")

    monkeypatch.setattr(run, "current", broken)

    with pytest.raises(ValueError, match="a mistake"):
        CliRunner().invoke(main, ["migrate"], catch_exceptions=False)


def test_doctor_says_what_to_do_and_ends_with_one_when_something_is_wrong(call, monkeypatch):
    call("migrate")
    monkeypatch.setenv("READINESS_PORT", str(free_port()))

    code, lines = call("doctor")

    assert code == 1
    assert any(line.startswith(" look  pages: nobody answers at 127.0.0.1") for line in lines)
    assert any(line.startswith("WRONG  settings: a server would not start.") for line in lines)
    assert any(line.startswith("WRONG  worker: it has never been there") for line in lines)
    assert lines[-1] == "2 to mend."


def test_doctor_is_content_when_all_is_well(call, monkeypatch):
    call("migrate")
    monkeypatch.setenv("READINESS_JOBS", "inline")
    monkeypatch.setenv("READINESS_MODE", "development")

    code, lines = call("doctor")

    assert (code, lines[-1]) == (0, "Everything is in order.")
