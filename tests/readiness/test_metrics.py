"""Numbers for the monitor: routes and states, and nothing else."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection

import pytest
from prometheus_client import REGISTRY

from readiness import metrics
from readiness.settings import Settings
from tests.readiness.commands.test_serve import PROGRAM, free_port, get, wait_for


def count(**labels):
    return REGISTRY.get_sample_value("readiness_requests_total", labels) or 0


def test_request_is_counted_by_its_route_and_state(testapp):
    before = count(route="landing", method="GET", status="2xx")

    testapp.get("/")

    assert count(route="landing", method="GET", status="2xx") == before + 1


def test_address_that_is_no_route_leaves_no_name(testapp):
    testapp.get("/CANARY-address", status=404)

    assert "CANARY" not in str([metric.samples for metric in REGISTRY.collect()])


def test_nothing_is_told_unless_the_settings_say_where(tmp_path):
    assert metrics.serve(Settings(data=tmp_path)) is None


@pytest.fixture
def production(tmp_path):
    """A production server of two processes, with its numbers on a port of their own."""
    pages, numbers = free_port(), free_port()
    environ = {
        **{name: text for name, text in os.environ.items() if not name.startswith("READINESS_")},
        "READINESS_DATA": str(tmp_path / "data"),
        "READINESS_PORT": str(pages),
        "READINESS_METRICS_PORT": str(numbers),
        "READINESS_SECRET": "s" * 40,
        "READINESS_MODE": "production",
    }
    subprocess.run([sys.executable, "-c", PROGRAM, "migrate"], env=environ, check=True)
    with subprocess.Popen([sys.executable, "-c", PROGRAM, "serve"], env=environ) as server:
        assert wait_for(lambda: get(pages, "/healthz")[0] == 200)
        yield pages, numbers
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=70)


def test_production_server_tells_the_sum_of_its_processes(production):
    pages, numbers = production
    for _ in range(20):
        get(pages, "/about")

    with closing(HTTPConnection("127.0.0.1", numbers, timeout=10)) as connection:
        connection.request("GET", "/metrics")
        told = connection.getresponse().read().decode()

    line = 'readiness_requests_total{method="GET",route="about",status="2xx"} 20.0'
    assert line in told
    assert get(pages, "/metrics")[0] == 404
