# `make demo` and `make test` are all a newcomer needs; each sets up what it uses.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help setup models demo serve test lint ci bench layers sam clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "ShopGuide needs Python 3.11 or newer: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing ShopGuide and what it needs to build models (about a minute) ..."
	@# torch alone and pinned first: a resolver that may choose takes gigabytes of CUDA
	$(PIP) torch==2.13.0
	$(PIP) -e '.[train]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) -e '.[train,dev]'
	@touch $@

setup: $(VENV)/.dev  ## virtual environment with pinned dependencies

models: $(VENV)/.run  ## build the model bundles (cached)
	$(BIN)/shopguide models build

demo: models  ## the sample shop, end to end, over HTTP
	$(BIN)/python -m infra.local.demo

serve: models  ## the one-machine server on ./shopguide-data, port 8080
	$(BIN)/shopguide serve --data shopguide-data --port 8080

test: $(VENV)/.dev models  ## all tests
	$(BIN)/python -m pytest

lint: $(VENV)/.dev  ## style, types, architecture, template
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cfn-lint template.yaml

clean:  ## remove what was built here (not the model cache)
	rm -rf $(VENV) .venv-sam .aws-sam build
