#!/bin/sh
# The whole test run: static checks, the suite on SQLite with coverage, the suite on PostgreSQL.
set -eu
cd "$(dirname "$0")/.."
workers=${WORKERS:-2}
CHROMIUM=$(sh scripts/chromium.sh)
export CHROMIUM

.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
# Each worker writes its own coverage; pytest-cov joins them and applies the gate.
.venv/bin/python -m pytest -m "not long" -n "$workers" --dist loadgroup \
  --cov --cov-report=term:skip-covered --cov-fail-under=95 -q
# What does not touch the database is proved above and is left out (tests/conftest.py).
READINESS_TEST_DATABASE=postgresql .venv/bin/python -m pytest -m "not long and not browser" \
  -n "$workers" --dist loadgroup -q tests/readiness tests/functional tests/security tests/reliability
