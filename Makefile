# `make demo` and `make test` are all a newcomer needs; each sets up what it uses.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SAM_VENV := .venv-sam
SAM := SAM_CLI_TELEMETRY=0 $(SAM_VENV)/bin/sam
ARCHITECTURE ?= x86_64
BUILD_WITH := PYTHON=$(CURDIR)/$(BIN)/python ARCHITECTURE=$(ARCHITECTURE)
# validation needs some region's resource types; nothing is sent there
REGION ?= eu-central-1

.PHONY: help setup models demo serve test lint openapi bench layers sam ci clean

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
	$(PIP) -e '.[build]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) -e '.[train,evaluate,dev]'
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
	$(BIN)/cfn-lint template.yaml infra/aws/stacks/*.yaml infra/aws/training/template.yaml

openapi: $(VENV)/.dev  ## write docs/openapi.json from the code
	$(BIN)/python -m infra.local.openapi

$(VENV)/.bench: $(VENV)/.dev
	$(PIP) -e '.[train,evaluate,dev,bench]'
	@touch $@

bench: $(VENV)/.bench models  ## measure quality and speed beside a peer (needs the benchmark data)
	$(BIN)/python -m tests.benchmarks.cold_start
	$(BIN)/python -m tests.benchmarks.latency
	$(BIN)/python tests/benchmarks/import_memory.py --rows 20000 500000
	$(BIN)/python -m tests.benchmarks.search_quality

$(SAM_VENV)/.done: infra/aws/sam-requirements.txt
	@echo "Installing the SAM command line (its own virtual environment, 342 MB) ..."
	$(PYTHON) -m venv $(SAM_VENV)
	$(SAM_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

layers: $(VENV)/.dev  ## the layers of wheels alone, under build/layers
	rm -rf build/layers
	@for layer in BaseLayer ServingLayer GenerationLayer; do \
	  $(MAKE) --no-print-directory -C layers/runtime build-$$layer $(BUILD_WITH) \
	    ARTIFACTS_DIR=$(CURDIR)/build/layers/$$layer || exit 1; \
	done
	@du -sh build/layers/*

sam: $(VENV)/.dev $(SAM_VENV)/.done  ## check and build what SAM deploys, and print its sizes
	$(SAM) validate --lint --region $(REGION)
	$(BUILD_WITH) $(SAM) build --parameter-overrides Architecture=$(ARCHITECTURE)
	$(BIN)/python -m infra.aws.package_size

# one after the other, whatever -j says, so that the last lines are those of pytest
ci:  ## everything that must pass before a change lands
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory sam
	@$(MAKE) --no-print-directory test

clean:  ## remove what was built here (not the model cache)
	rm -rf $(VENV) $(SAM_VENV) .aws-sam build
