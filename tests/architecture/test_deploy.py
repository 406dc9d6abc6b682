"""The files of the set-ups keep what the guide promises of them."""

import os
import re
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from readiness.settings import FROM_FILES, Settings

TOP = Path(__file__).parents[2]
DEPLOY = TOP / "deploy"
IMAGE = (DEPLOY / "container" / "Containerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
GUIDE = (TOP / "docs" / "operating.md").read_text()
IN_CONTAINERS = GUIDE.partition("\n## In containers")[2].partition("\n## ")[0]
UNITS = sorted((DEPLOY / "one-machine").glob("*.service"))
SETTINGS = {f"READINESS_{name.upper()}" for name in Settings.__dataclass_fields__} | {
    f"READINESS_{name.upper()}_FILE" for name in FROM_FILES
}


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
    conf = (DEPLOY / "one-machine" / "settings.conf").read_text()

    assert "READINESS_BACKUP_FOLDER=/var/lib/readiness/backups" in conf
    assert SERVICES["worker"]["environment"]["READINESS_BACKUP_FOLDER"]
    # The worker does the work of the night: nothing is left for a timer that may be forgotten.
    assert list(DEPLOY.rglob("*.timer")) == []


def test_container_s_tools_are_not_older_than_its_database():
    tools = {"bookworm": 15, "trixie": 17}[re.search(r"FROM \S+-slim-(\w+)", IMAGE)[1]]

    assert int(SERVICES["database"]["image"].rpartition(":")[2]) <= tools


def test_password_of_the_database_is_in_a_file_that_libpq_does_not_read():
    """It ignores a file of passwords that others may read, and in containers all may."""
    environment = SERVICES["web"]["environment"]

    assert "passfile" not in environment["READINESS_DATABASE_URL"]
    assert environment["READINESS_DATABASE_PASSWORD_FILE"] == "/run/secrets/database"


def test_database_counts_as_ready_only_when_the_network_reaches_it():
    """While it is set up it answers on its socket, and was called healthy too early."""
    asked = SERVICES["database"]["healthcheck"]["test"]

    assert asked[asked.index("-h") + 1] == "127.0.0.1"


def test_container_s_data_folder_is_closed_to_others():
    """Without a mode it was open to read, and `doctor` called that wrong."""
    assert "install -d -o readiness -g readiness -m 750 /var/lib/readiness" in IMAGE
    assert "install -d -m 750 -o 10001 -g 10001 /var/lib/readiness" in IN_CONTAINERS


def test_containers_start_on_engines_that_keep_no_conditions():
    """Migrating once, before the database answered, ended badly, and the server never started.

    podman-compose 1.0 passes over conditions; 1.3 waits for ever on a podman without them.
    """
    assert set(SERVICES) == {"database", "web", "worker"}
    assert SERVICES["web"]["command"] == [
        "sh",
        "-c",
        "readiness migrate && exec readiness serve",
    ]
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"] == ["database"]


@pytest.mark.parametrize("name", ["database", "web", "worker"])
def test_containers_come_back_after_the_machine_and_stop_in_their_own_time(name):
    """podman's unit starts only what is `always`; an engine kills after ten seconds unless told."""
    assert SERVICES[name]["restart"] == "always"
    assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > 60
    assert "systemctl enable podman-restart" in IN_CONTAINERS


def test_only_the_container_that_answers_is_asked_for_its_health():
    """podman drops what an image says of it, and other engines called the worker unwell."""
    assert "HEALTHCHECK" not in IMAGE
    assert "healthcheck" not in SERVICES["worker"]
    # As one text: podman-compose 1.0 takes the quotes off a list whose parts have spaces.
    assert "/healthz" in str(SERVICES["web"]["healthcheck"]["test"])
    assert isinstance(SERVICES["web"]["healthcheck"]["test"], str)


def test_container_believes_the_proxy_of_its_own_machine():
    """Engines choose a network by themselves: beside another one, its gateway was not this one."""
    [network] = COMPOSE["networks"]["default"]["ipam"]["config"]

    assert SERVICES["web"]["environment"]["READINESS_TRUSTED_PROXY"] == network["gateway"]
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])


def test_containers_listen_on_their_own_machine_alone():
    """The numbers could be reached from nowhere at all."""
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:6543:6543", "127.0.0.1:9464:9464"]
    }
    assert SERVICES["web"]["environment"]["READINESS_METRICS_HOST"] == "0.0.0.0"  # noqa: S104 -- inside
    assert "READINESS_METRICS_PORT=9464" in GUIDE


def test_what_an_operator_sets_stands_outside_of_what_an_update_replaces():
    """The address and the mail server had to be written into a file that `git pull` changes."""
    given = named((DEPLOY / "container" / "settings.conf").read_text())
    fixed = set(SERVICES["web"]["environment"])
    secrets = {name: secret["file"] for name, secret in COMPOSE["secrets"].items()}

    assert {"READINESS_BASE_URL", "READINESS_SMTP_HOST", "READINESS_SMTP_USER"} <= given
    # What compose.yaml says wins: a setting in both would be changed in vain.
    assert not given & fixed
    assert "example.org" not in (DEPLOY / "container" / "compose.yaml").read_text()
    assert SERVICES["web"]["env_file"] == "/etc/readiness/settings.conf"
    for name, file in secrets.items():
        assert file == f"/etc/readiness/{name}"
        assert re.search(rf"(> |touch )/etc/readiness/{name}\b", IN_CONTAINERS)


def test_files_have_one_name_inside_the_container_and_outside():
    """A key or a backup that a command wrote could not be found, or could not be written."""
    for name in ("web", "worker"):
        assert SERVICES[name]["volumes"] == ["/var/lib/readiness:/var/lib/readiness"]
    assert re.findall(r"^WORKDIR (\S+)", IMAGE, re.MULTILINE)[-1] == "/var/lib/readiness"
    assert "--no-create-home" in IMAGE


def test_containers_and_their_volume_have_one_name_with_every_engine():
    """Older engines name them after the folder: with a newer one the database was an empty one."""
    called = (DEPLOY / "container" / "readiness-compose").read_text()

    assert f"podman-compose -p {COMPOSE['name']} -f " in called
    assert "podman-compose -" not in IN_CONTAINERS


@pytest.mark.parametrize("running", ["true", "false"])
def test_operator_s_command_begins_where_the_server_is_or_beside_it(tmp_path, running):
    """A container of its own cannot see whether pages are served; one that is down runs nothing."""
    for name in ("podman", "readiness-compose"):
        (tmp_path / name).write_text(
            f'#!/bin/sh\nif [ "$1" = inspect ]; then echo {running}; else echo {name} "$@"; fi\n'
        )
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        (DEPLOY / "container" / "readiness", "backup", "by hand"),
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (
        done.stdout.strip()
        == {
            "true": "podman exec --interactive readiness_web_1 readiness backup by hand",
            "false": "readiness-compose run --rm --no-deps -T web readiness backup by hand",
        }[running]
    )


def test_proxies_say_in_our_words_that_the_service_is_away():
    for path in DEPLOY.rglob("nginx.conf"):
        text = path.read_text()
        # The page's own words for 503 pass through: only what the proxy itself would say is ours.
        assert "proxy_intercept_errors" not in text
        assert "error_page 502 504 =503 @sorry;" in text
        assert "Please try again in a moment" in text


def test_containers_run_without_rights_and_hold_no_secret():
    for name in ("web", "worker"):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not {"READINESS_SECRET", "READINESS_SMTP_PASSWORD"} & set(service["environment"])
    assert "PASSWORD" not in (DEPLOY / "container" / "settings.conf").read_text()
    assert "USER 10001" in IMAGE
    assert "useradd --uid 10001" in IMAGE
    assert "--require-hashes" in IMAGE


def test_every_file_that_the_guide_names_is_there():
    named = set(re.findall(r"deploy/[a-z-]+(?:/[\w.*-]+)?", GUIDE))

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
