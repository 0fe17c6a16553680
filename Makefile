# Everything a developer runs. `make` alone lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# Runs on any Python, to say which one is needed before something else fails for want of it.
NEWER  := import sys; sys.exit(sys.version_info < (3, 11) and "Isthmus needs Python 3.11 or newer, and %s is %d.%d. %s" % ((sys.executable,) + sys.version_info[:2] + (sys.argv[1],)))

.DEFAULT_GOAL := help
.PHONY: help build run test lint bench bench-leaks soak models lock clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c '$(NEWER)' 'Install one and name it: make run PYTHON=python3.11'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c '$(NEWER)' 'Remove $(VENV), and name a newer one: make run PYTHON=python3.11'
	@echo "Installing into $(VENV): once, about a minute ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@ISTHMUS_INTERPRETED=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

build: $(STAMP) ## compile what every request goes through (what changed of it), as `run` and `test` do
	@test -d build || echo "Compiling what every request goes through: once, half a minute ..."
	@$(BIN)/python setup.py --quiet build_ext --inplace --parallel 2

run: build ## set up, show the main job, then keep serving (ONCE=1 ends after the table)
	@$(BIN)/isthmus demo $(if $(ONCE),--once)

test: build lint ## set up and pass every test
	@command -v strace >/dev/null || sh tools/install_strace.sh
	@$(BIN)/python -m pytest

lint: $(STAMP) ## types, style, import contracts, dead code, dependencies
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache | tail -n 4
	@$(BIN)/vulture
	@$(BIN)/deptry src

bench: build ## measure beside a bare pass-through and LiteLLM (short)
	@$(BIN)/python -m bench --quick

bench-leaks: build ## what a benchmark of others says of leaks (pii-leak-benchmark, both profiles)
	@$(BIN)/python -m bench.leaks

soak: build ## the full size of every campaign (an hour or so)
	@$(BIN)/python -m pytest -m soak -v

models: .models-venv/.installed ## train the model of names anew (DATA= the folder with ner_open/ and wnut17/)
	@test -n "$(DATA)" || { echo "make models DATA=DIR: the folder that holds ner_open/ and wnut17/"; exit 2; }
	@PYTHONPATH=src:. .models-venv/bin/python -m tools.names --data $(DATA) --out src/isthmus/detect/names/names.onnx

.models-venv/.installed: tools/names/requirements.lock
	@$(PYTHON) -m venv --clear .models-venv
	@.models-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock: ## renew the lock file
	@$(PYTHON) -m venv .lock-venv && .lock-venv/bin/pip install --quiet pip-tools
	@.lock-venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-header \
		--extra onnx --extra train --extra prices --extra dev -o requirements.lock pyproject.toml
	@rm -rf .lock-venv

clean: ## forget the environment
	@find src -name '*.so' -delete
	@rm -rf build $(VENV) .models-venv .mypy_cache .ruff_cache .pytest_cache
