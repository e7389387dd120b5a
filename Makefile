# make run opens the app; make test runs every test. Both make their own environment first. See README.md for Windows.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
ADDRESS ?= localhost
REAL_DATA ?= ../shared/real-data
OUT ?= build/west-kent
# One worker a processor, two to four.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -lt 2 ] && n=2; [ $$n -gt 4 ] && n=4; echo $$n)
# Python 3.11 by name where there is one; else python3, if it is 3.11 or later.
PYTHON ?= $(shell command -v python3.11 || command -v python3)

.PHONY: help run test lint bench west-kent demo clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and no python3 was found: install it and try again." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older. Name another one: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "The environment could not be made. On Debian or Ubuntu install the package python3-venv, then try again." >&2; exit 1; }

# The project is compiled once too, so that no start is slow where Python may not keep what it compiles.
$(VENV)/.run: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the app needs (once; a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m compileall -q prioritise || true
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the tests need (once; a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/python -m compileall -q prioritise || true
	@touch $@ $(VENV)/.run

run: $(VENV)/.run ## open the app on the demo case (PORT=8501, ADDRESS=localhost)
	$(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

test: $(VENV)/.dev ## run every test, the browser's too
	@$(BIN)/python -m tests.browser.ensure_chromium
	@$(BIN)/python -m tests.record.ensure_libreoffice
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: $(VENV)/.dev ## check style, layout, types and the boundaries between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.run ## what the optimiser promises, `rank` beside a plain baseline, England by size, registrations
	$(BIN)/python -m benchmarks.accept
	$(BIN)/python -m benchmarks
	@if [ -d "$(REAL_DATA)" ]; then $(BIN)/python -m benchmarks.england --from "$(REAL_DATA)" && $(BIN)/python -m benchmarks.overlap --from "$(REAL_DATA)"; else echo "The official files are not in $(REAL_DATA), so England was not timed, nor how well registrations are told measured: make bench REAL_DATA=folder"; fi

west-kent: $(VENV)/.run ## build the West Kent case from official files (REAL_DATA=folder, OUT=folder)
	$(BIN)/python -m prioritise west-kent --from $(REAL_DATA) --out $(OUT)

demo: $(VENV)/.run ## make data/demo again (it is committed, and comes out the same)
	$(BIN)/python -m prioritise demo --out data/demo

clean: ## remove the environment and everything made
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
