# Two commands on a fresh machine: `make demo` and `make test`. See README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCHES := crawl checks growth inventory policy frequencies freshness export history night sizes

.PHONY: demo test lint unit bench soak lock clean help

help:
	@echo "make demo | test | lint | unit | bench | bench-NAME ($(BENCHES)) | soak | lock | clean"

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "portalaudit needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.run
	$(BIN)/portalaudit demo

test: $(VENV)/.dev
	@sh tests/needs.sh
	@$(MAKE) --no-print-directory lint unit

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

unit: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist loadgroup

bench: $(addprefix bench-,$(BENCHES))

bench-%: $(VENV)/.dev
	$(BIN)/python -m bench.$*

# A process cut off from its database for a minute, and 200 nights in which something is killed: `make soak`, `make soak NIGHTS=20`.
NIGHTS ?= 200
soak: $(VENV)/.dev
	PORTALAUDIT_CUT_SECONDS=60 $(BIN)/pytest -q tests/faults/test_cut_off.py
	$(BIN)/python -m tests.soak --nights $(NIGHTS)

lock:
	uv pip compile -q pyproject.toml --group build --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements.lock
	uv pip compile -q pyproject.toml --group build --group dev -c requirements.lock --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .demo
