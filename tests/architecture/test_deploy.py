"""The files of the set-ups keep what the guide promises of them."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from readiness.settings import FROM_FILES, Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "one-machine").glob("*.service"))
SETTINGS = {f"READINESS_{name.upper()}" for name in Settings.__dataclass_fields__} | {
    f"READINESS_{name.upper()}_FILE" for name in FROM_FILES
}


GUIDE = Path(__file__).parents[2] / "docs" / "operating.md"


def named(text):
    return set(re.findall(r"READINESS_[A-Z_]+", text))


@pytest.mark.parametrize(
    "path", [path for path in DEPLOY.rglob("*") if path.is_file()], ids=lambda path: path.name
)
def test_every_setting_that_is_named_exists(path):
    assert named(path.read_text()) <= SETTINGS


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_services_run_without_rights_and_with_the_secret_in_a_file(unit):
    text = unit.read_text()

    assert "User=readiness" in text
    assert "NoNewPrivileges=yes" in text
    assert "LoadCredential=secret:" in text
    assert "READINESS_SECRET=" not in text


def test_server_is_given_time_to_finish_requests():
    text = (DEPLOY / "one-machine" / "readiness.service").read_text()

    # gunicorn's own patience is 60 seconds.
    assert int(re.search(r"TimeoutStopSec=(\d+)", text)[1]) > 60


def test_proxies_log_no_address_and_take_no_large_body():
    for path in DEPLOY.rglob("nginx.conf"):
        text = path.read_text()
        quiet = re.search(r"log_format readiness_quiet '([^']+)'", text)[1]
        assert "remote_addr" not in quiet
        assert "request_uri" not in quiet
        assert "client_max_body_size 1m;" in text


def test_every_set_up_makes_backups_at_night():
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    conf = (DEPLOY / "one-machine" / "settings.conf").read_text()

    assert "READINESS_BACKUP_FOLDER=/var/lib/readiness/backups" in conf
    assert compose["services"]["worker"]["environment"]["READINESS_BACKUP_FOLDER"]
    # The worker does the work of the night: nothing is left for a timer that may be forgotten.
    assert list(DEPLOY.rglob("*.timer")) == []


def test_container_s_tools_are_not_older_than_its_database():
    image = (DEPLOY / "container" / "Containerfile").read_text()
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    tools = {"bookworm": 15, "trixie": 17}[re.search(r"FROM \S+-slim-(\w+)", image)[1]]

    assert int(compose["services"]["database"]["image"].rpartition(":")[2]) <= tools


def test_password_of_the_database_is_in_a_file_that_libpq_does_not_read():
    """It ignores a file of passwords that others may read, and in containers all may."""
    text = (DEPLOY / "container" / "compose.yaml").read_text()

    assert "passfile" not in text
    assert "READINESS_DATABASE_PASSWORD_FILE: /run/secrets/database" in text


def test_database_counts_as_ready_only_when_the_network_reaches_it():
    """While it is set up it answers on its socket: migrating then failed, and nothing started."""
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    asked = compose["services"]["database"]["healthcheck"]["test"]

    assert asked[asked.index("-h") + 1] == "127.0.0.1"


def test_container_s_data_folder_is_closed_to_others():
    """Without a mode it was open to read, and `doctor` called that wrong."""
    image = (DEPLOY / "container" / "Containerfile").read_text()

    assert "chmod 750 /var/lib/readiness" in image


def test_proxies_say_in_our_words_that_the_service_is_away():
    for path in DEPLOY.rglob("nginx.conf"):
        text = path.read_text()
        # The page's own words for 503 pass through: only what the proxy itself would say is ours.
        assert "proxy_intercept_errors" not in text
        assert "error_page 502 504 =503 @sorry;" in text
        assert "Please try again in a moment" in text


def test_containers_run_without_rights_and_hold_no_secret():
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    image = (DEPLOY / "container" / "Containerfile").read_text()

    for name in ("web", "worker", "migrate"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "READINESS_SECRET" not in service["environment"]
    assert "USER 10001" in image
    assert "--require-hashes" in image


def test_every_file_that_the_guide_names_is_there():
    named = set(re.findall(r"deploy/[a-z-]+(?:/[\w.*-]+)?", GUIDE.read_text()))

    assert named
    assert [name for name in named if not list(DEPLOY.parent.glob(name))] == []


@pytest.fixture
def command(tmp_path):
    """Call the operator's command with settings of its own and a systemd that notes its words."""
    settings = tmp_path / "etc"
    settings.mkdir()
    for name in ("settings.conf", "secret"):
        (settings / name).write_text("something\n")
        (settings / name).chmod(0o600)
    script = tmp_path / "readiness"
    text = (DEPLOY / "one-machine" / "readiness").read_text()
    script.write_text(text.replace("/etc/readiness", str(settings)))
    systemd = tmp_path / "bin" / "systemd-run"
    systemd.parent.mkdir()

    def called(*arguments, ends=0):
        systemd.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@"\nexit {ends}\n')
        systemd.chmod(0o755)
        return subprocess.run(
            ("sh", str(script), *arguments),
            env={"PATH": f"{systemd.parent}:{os.environ['PATH']}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    called.settings = settings
    return called


def test_operator_s_command_can_be_run():
    assert os.access(DEPLOY / "one-machine" / "readiness", os.X_OK)


def test_operator_s_command_begins_in_any_folder(command, tmp_path):
    """In root's own folder, where everyone is who has just signed in, it ended without a word."""
    done = command("report", "a file.yaml")

    said = done.stdout.splitlines()
    assert f"WorkingDirectory=-{tmp_path}" in said
    assert said[-2:] == ["report", "a file.yaml"]
    assert (done.returncode, done.stderr) == (0, "")


def test_operator_s_command_makes_no_file_that_others_can_read(command):
    """A backup by hand, or a database that was migrated by hand, could be read by everyone."""
    unit = (DEPLOY / "one-machine" / "readiness.service").read_text()

    (mask,) = re.findall(r"UMask=\d+", unit)
    assert mask in command("backup", "there").stdout.splitlines()


def test_operator_s_command_never_ends_without_a_word(command):
    assert "could not be started (243)" in command("doctor", ends=243).stderr
    assert command("doctor", ends=1).returncode == 1

    (command.settings / "secret").chmod(0o644)
    assert "every user of this machine may read" in command("doctor").stderr

    (command.settings / "secret").write_text("")
    done = command("doctor")
    assert done.returncode == 1
    assert f"{command.settings / 'secret'} is missing or empty" in done.stderr


def test_server_counts_as_started_when_it_listens_and_may_migrate_for_long():
    """A backup and a migration of more than 90 seconds were cut off, and begun anew."""
    text = (DEPLOY / "one-machine" / "readiness.service").read_text()

    assert "Type=notify" in text
    assert "TimeoutStartSec=infinity" in text


def test_proxies_log_nothing_of_those_who_come_by_http():
    """One had no part for them: the machine's own log took their address, page and query."""
    for path in DEPLOY.rglob("nginx.conf"):
        parts = re.findall(r"^server \{.*?^\}", path.read_text(), re.MULTILINE | re.DOTALL)
        (plain,) = [part for part in parts if "listen 80;" in part]
        assert "access_log off;" in plain
        assert "return 301 https://" in plain


def test_no_server_is_left_out_and_no_connection_kept_for_later():
    """Both servers were left out after both were restarted; a save into a kept one was lost."""
    text = (DEPLOY / "several-servers" / "nginx.conf").read_text()

    servers = re.findall(r"^    server (\S+) (.*);$", text, re.MULTILINE)
    assert len(servers) == 2
    assert {how for _, how in servers} == {"max_fails=0"}
    assert not re.search(r"^\s*keepalive", text, re.MULTILINE)
    assert "non_idempotent" not in text
