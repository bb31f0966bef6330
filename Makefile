# `make plan` and `make test` are all a newcomer needs: they set up .venv on first use. Needs Python 3.11+, git, make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.planner-installed
DESIGN ?= examples/bookshop.yaml
OUT ?= out/$(basename $(notdir $(DESIGN)))
WORKERS ?= 2
FUZZ_INPUTS ?= 100000
FUZZ_SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup plan test lint format types contracts check cover because fuzz judges judge judge-all bench golden catalogs pages docs wheel clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("planner needs Python 3.11 or later, this is " + sys.version.split()[0] + "; say make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,verify]' -c constraints.txt
	@touch $@

setup: $(STAMP) ## the virtual environment, once

plan: $(STAMP) ## plan DESIGN (the bookshop) into out/
	$(BIN)/planner plan $(DESIGN) -o $(OUT)

test: $(STAMP) ## the tests; the outside judges have a target of their own
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m 'not judge'

lint: $(STAMP) ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(STAMP) ## lay the code out as lint wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMP) ## mypy, strict, on planner/
	$(BIN)/mypy

contracts: $(STAMP) ## imports point down only
	$(BIN)/lint-imports

check: lint types contracts ## everything that reads the code without running it

cover: $(STAMP) ## coverage of planner/, at least 95 %
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m 'not judge' --cov --cov-report=term

because: $(STAMP) ## takes every cited line out of every case: what cites it must change
	BECAUSE=all $(BIN)/python -m pytest -q -n $(WORKERS) tests/properties/test_because.py

fuzz: $(STAMP) ## FUZZ_INPUTS broken designs through the reader
	$(BIN)/python tests/fuzz/fuzz_reader.py --inputs $(FUZZ_INPUTS) --seed $(FUZZ_SEED)

judges: ## installs the outside judges into .judges/ (2 GB), or uses those of JUDGES
	tests/interop/setup.sh

judge: $(STAMP) judges ## all judges on the examples, linters on the archetypes, a few designs out of thin air
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/interop -m "judge and not slow"

judge-all: $(STAMP) judges ## mocks and code generators on every archetype too: an hour
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/interop -m judge

bench: $(STAMP) ## CPU and memory beside the floor and the peers
	benchmarks/peers.sh
	$(BIN)/python benchmarks/run.py --sizes 10,100,1000,10000
	$(BIN)/python benchmarks/judgement.py

golden: $(STAMP) ## writes the expected files of tests/cases anew; read the diff before committing
	GOLDEN=write $(BIN)/python -m pytest tests/cases

catalogs: $(STAMP) ## planner/precompiled/ anew from the YAML of catalogs/
	$(BIN)/python -m planner.rules.precompile

pages: $(STAMP) ## planner/emit/pages.py anew from templates/
	$(BIN)/python -m planner.emit.precompile

docs: $(STAMP) ## docs/reference/ and docs/catalog/ anew from codes, commands, schemas and catalogs
	$(BIN)/python docs/build.py

wheel: $(STAMP) ## dist/*.whl
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## what the tools left behind; .venv stays
	rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* .import_linter_cache
