# Strideback: `make run` starts it, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install

.DEFAULT_GOAL := run
.PHONY: run test check bench month chaos lock clean

run: .venv/ready  ## the clinic's bot when there is a config.toml, the demo otherwise
	@$(BIN)/strideback start

# One process more than there are cores: many tests wait for processes of their own.
test: .venv/ready-for-tests  ## all tests, with types and lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 3

check: .venv/ready  ## prove the content: conversations, protocols, templates
	@$(BIN)/strideback check

bench: .venv/ready-for-tests  ## the figures, side by side with a bare python-telegram-bot
	$(BIN)/python -m benchmarks

.venv: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-for-tests: requirements-dev.lock .venv/ready
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

month: .venv/ready-for-tests  ## a month of a clinic with forty patients, played from its phones
	$(BIN)/python -m tests.month --to month.md

chaos: .venv/ready-for-tests  ## a broadcast to 5,000 patients, by a bot that is killed twenty times meanwhile
	$(BIN)/python -m tests.chaos

lock:  ## compile both lock files anew; they carry hashes and no addresses
	uv pip compile pyproject.toml --extra postgres --group dev -o requirements-dev.lock $(LOCKING)
	uv pip compile pyproject.toml --group build -c requirements-dev.lock -o requirements.lock $(LOCKING)

LOCKING := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet

clean:
	rm -rf .venv .strideback .mypy_cache .ruff_cache .hypothesis dist
