"""What the service is made of is known, and allowed; the tests talk to no other machine (V21)."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.security import packages


@pytest.mark.parametrize("file", [packages.RUNS, packages.TESTS])
def test_every_pinned_package_stands_on_the_page(file):
    rows = {
        name: version
        for name, version, _ in (
            line.strip("| ").split(" | ")
            for line in packages.PAGE.read_text().splitlines()
            if line.startswith("| ") and not line.startswith(("| package", "| ---"))
        )
    }

    assert {name: rows.get(name) for name in packages.locked(file)} == packages.locked(file)


def test_page_is_as_the_command_writes_it():
    assert packages.PAGE.read_text() == packages.page(), "Run: make licences"


def test_every_licence_is_known_and_allowed():
    assert packages.refused() == []


def test_what_was_looked_up_is_still_needed():
    pinned = packages.locked(packages.RUNS) | packages.locked(packages.TESTS)

    assert sorted(set(packages.LOOKED_UP) - set(pinned)) == []


@pytest.mark.parametrize(
    ("expression", "fine"),
    [
        ("MIT", True),
        ("MIT OR Nonsense-1.0", True),
        ("MIT AND Nonsense-1.0", False),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_licence_that_is_not_on_the_list_is_refused(expression, fine):
    assert packages.allowed(expression) is fine


def test_tests_may_use_what_no_installation_holds():
    assert packages.allowed("AGPL-3.0-only", in_tests=True)


def test_package_that_says_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "locked", lambda _file: {"nobody-knows-this": "1"})

    assert packages.refused() == ["nobody-knows-this: unknown"]


def test_list_of_parts_gets_its_licences():
    bom = {"components": [{"name": "huey", "description": "x"}, {"name": "cryptography"}]}

    packages.add_licences(bom)

    assert bom["components"] == [
        {"name": "huey", "licenses": [{"license": {"id": "MIT"}}]},
        {"name": "cryptography", "licenses": [{"expression": "Apache-2.0 OR BSD-3-Clause"}]},
    ]


def test_no_test_reaches_another_machine():
    # An address that belongs to nobody, so that nobody is asked if this should ever fail.
    # Its warning is an error here, like every other one.
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
