# Every target makes its own set-up: a fresh machine needs python3 (3.11 or newer), venv and make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# A lock is complete. Left to follow dependencies, older pips take a newer release of a locked package that is
# asked for with an extra, and then refuse it for want of a hash.
LOCKED := --no-deps --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

# What the container image and other servers have beside what a terminal needs.
EXTRAS := --extra azure --extra oauth --extra opentelemetry --extra postgres
VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' bot/__init__.py)

# Three more than there are processors: a test often waits for the other end.
JOBS = $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 3)')

# Compiled modules are kept, whatever the shell says: each worker and each process that a test starts would
# compile them all anew, which takes seconds.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo chat screenshots setup run test coverage test-slow chaos bench mutants check image sbom licences audit soak format lock readme golden composed gazetteer clean

demo: .venv/demo  ## a Slack workspace on this machine with the bot in it; needs no account
	@exec $(BIN)/weather-bot demo

chat: .venv/runtime  ## a conversation in the terminal
	@$(BIN)/weather-bot chat

screenshots: .venv/dev  ## the pictures of the demo in docs/; needs Chromium
	@$(BIN)/python scripts/screenshots.py

setup: .venv/dev  ## all that developers need

run: .venv/runtime  ## the Slack bot, with the settings in .env
	@exec $(BIN)/weather-bot run

test: .venv/dev  ## the test suite
	@$(BIN)/pytest --numprocesses=$(JOBS) --dist=worksteal

coverage: .venv/dev  ## the same, with the branches that it takes; that takes half as long again
	@$(BIN)/pytest --numprocesses=$(JOBS) --dist=worksteal -m 'not slow and not costs' --cov --cov-report=term

test-slow: .venv/dev  ## the long proofs, and twenty times as many examples of what holds for any input
	@$(BIN)/pytest -m slow --numprocesses=2 --timeout=400
	@$(BIN)/pytest -m 'hypothesis and not slow' --hypothesis-profile=thorough --numprocesses=2 --timeout=300

chaos: .venv/dev  ## kill, cut and fail everything: is each question still answered once, in order?
	@$(BIN)/python scripts/chaos.py

bench: .venv/dev  ## start, own time, throughput, memory, growth; beside goals and, if named, REVISION="..."
	@$(BIN)/python scripts/bench.py $(REVISION)

mutants: .venv/dev  ## small changes of meaning that no test sees: in what differs from main, or in MODULES="..."
	@$(BIN)/python scripts/mutants.py $(MODULES)

check: .venv/dev  ## all that can be said without running the code
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/hadolint Containerfile
	$(BIN)/compose-lint compose.yaml
	$(BIN)/kubernetes-validate --quiet --strict deploy/kubernetes/weather-bot.yaml

# By themselves podman and buildah write OCI's format, which has no place for a health check, and drop it.
image:  ## the container image, with podman, docker or buildah, whichever is there; from a mirror's base: BASE="..."
	@engine=$$(command -v podman || command -v docker || command -v buildah) \
	|| { echo "make image needs podman, docker or buildah"; exit 1; }; \
	BUILDAH_FORMAT=docker $$engine build $(if $(BASE),--build-arg BASE="$(BASE)") \
	--file Containerfile --tag weather-bot:$(VERSION) .

sbom: .venv/dev  ## all parts of a server's installation, with hashes and licences: sbom.json (CycloneDX)
	$(BIN)/uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements-deploy.lock --pyproject pyproject.toml --output-reproducible --output-file sbom.json

licences: .venv/dev  ## the licence of every package of a server's installation
	@$(BIN)/python scripts/licences.py

audit: .venv/dev  ## known weaknesses of what is locked; asks the network
	$(BIN)/uv tool run --quiet pip-audit@2.10.1 --strict --requirement requirements-deploy.lock --require-hashes --disable-pip

soak: .venv/dev  ## an hour of questions at five a second: do memory, files and threads stay flat?
	$(BIN)/python scripts/soak.py --minutes 60

format: .venv/dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: .venv/dev  ## pin the newest versions that pyproject.toml allows
	$(COMPILE) --upgrade --group build pyproject.toml -o requirements.lock
	$(COMPILE) --extra demo pyproject.toml -c requirements.lock -o requirements-demo.lock
	$(COMPILE) --group dev --extra demo pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group build $(EXTRAS) pyproject.toml -c requirements-dev.lock -o requirements-deploy.lock

readme: .venv/dev  ## write the settings table, and what the bot knows into manifest.yml
	$(BIN)/python scripts/settings_table.py
	$(BIN)/python scripts/capabilities.py

golden: .venv/dev  ## write the reviewed answers of the offline model anew, and say what differs
	@$(BIN)/python scripts/golden.py

composed: .venv/dev  ## write the digests of what comes of composed cases anew, and say what differs
	@$(BIN)/python scripts/composed.py

gazetteer: .venv/dev  ## build bot/places/gazetteer.sqlite from GeoNames data
	$(BIN)/python scripts/build_gazetteer.py

clean:
	rm -rf .venv .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache

.venv/python:
	@echo "Setting up, which takes about a minute…" >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python requirements.lock pyproject.toml
	@echo "Installing what the bot needs …"
	@$(PIP) $(LOCKED) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/demo: .venv/runtime requirements-demo.lock
	@echo "Installing what the demo's page needs …"
	@$(PIP) $(LOCKED) -r requirements-demo.lock
	@touch $@

.venv/dev: .venv/runtime requirements-dev.lock
	@$(PIP) $(LOCKED) -r requirements-dev.lock
	@# Reads all modules and tests once, and runs one that makes up examples: else each worker of the first run
	@# compiles them all, searches them for constants and sorts all letters, which takes it seconds.
	@$(BIN)/pytest --quiet -k test_what_is_taken_for_slack_s_is_read_so_by_others >/dev/null 2>&1 || true
	@touch $@
