# The two commands that matter are `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: run test test-postgresql test-long faults check bench guides audit licences sbom setup lock format help

python := .venv/bin/python
pytest := $(python) -m pytest
workers ?= 2

run: ## Set everything up, load the samples, serve http://localhost:6543
	@sh scripts/setup.sh run
	@exec .venv/bin/readiness serve --development

test: ## Set everything up and pass the tests, on SQLite and then on PostgreSQL
	@sh scripts/setup.sh test
	@sh scripts/test.sh

test-long: ## The longer checks: full fuzzing, long property runs, broken guards
	@sh scripts/setup.sh test
	$(pytest) -m long -n $(workers) --no-cov

faults: ## Break every guard once, in a copy, and see a test go red (part of test-long)
	@sh scripts/setup.sh test
	$(python) -m tests.security.faults --copies $(workers)

check: ## Lint, types and the fast tests
	@sh scripts/setup.sh test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(pytest) tests/architecture tests/instruments -n $(workers) -q

bench: ## Measure speed as ratios against a bare floor in the same run
	@sh scripts/setup.sh test
	$(python) -m tests.benchmarks

guides: ## Take the pictures of docs/guides anew
	@sh scripts/setup.sh test
	READINESS_GUIDES=1 $(pytest) tests/browser/test_guides.py --no-cov -q

audit: .venv-audit/.ready licences ## Look through the code for what bandit knows, and make the list of parts
	.venv-audit/bin/bandit --quiet --recursive --severity-level high instruments reports readiness
	@$(MAKE) --no-print-directory sbom

licences: ## List the pinned packages with their licences in docs/licences.md
	@sh scripts/setup.sh test
	$(python) -m tests.security.packages

sbom: .venv-audit/.ready ## Write sbom.cdx.json, the list of parts in CycloneDX, with hashes and licences
	@sh scripts/setup.sh test
	.venv-audit/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
	  --output-reproducible --output-format JSON --output-file sbom.cdx.json 2>/dev/null
	$(python) -m tests.security.packages --sbom sbom.cdx.json

# The tools of the audit stand apart: neither the service nor its tests need them.
.venv-audit/.ready: requirements-audit.txt
	@sh scripts/setup.sh test
	$(python) -m venv --clear .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-audit.txt
	@touch $@

setup: ## Only the setting up, into .venv
	@sh scripts/setup.sh run

format: ## Lay out the code and mend what the linter can mend
	@sh scripts/setup.sh test
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock: ## Pin the newest allowed packages with their hashes
	@sh scripts/setup.sh test
	$(python) -m pip install --quiet uv
	.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-header pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-header --group pyproject.toml:audit -c requirements-dev.txt -o requirements-audit.txt
	@$(MAKE) --no-print-directory licences

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'
