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
CHECK_VENV := .venv-check
ARCHITECTURES := x86_64 arm64
LAYERS := BaseLayer ServingLayer GenerationLayer

.PHONY: help setup models demo serve test lint openapi types bench layers audit sam ci clean ric ministack

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

types: openapi  ## write docs/app/shopguide.d.ts from docs/openapi.json (Node.js)
	cd docs/app && npm ci --silent && npm run --silent types

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

$(CHECK_VENV)/.done: infra/aws/check-requirements.txt
	@echo "Installing checkov and pip-audit (their own virtual environment, 320 MB) ..."
	$(PYTHON) -m venv $(CHECK_VENV)
	$(CHECK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# measuring wants Lambda's own Python
RIC_VENV := .venv-ric

$(RIC_VENV)/.done: infra/aws/ric-requirements.txt infra/aws/lambda-runtime.txt
	$$($(BIN)/python -c 'from infra.aws.build import find_lambda_python as f; print(f())') \
	  -m venv $(RIC_VENV)
	$(RIC_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	$(RIC_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
	  --target $(RIC_VENV)/runtime -r infra/aws/lambda-runtime.txt
	@touch $@

MINISTACK_VENV := .venv-ministack

$(MINISTACK_VENV)/.done: infra/aws/ministack-requirements.txt
	@echo "Installing AWS as ministack plays it (its own virtual environment, 116 MB) ..."
	$$($(BIN)/python -c 'from infra.aws.build import find_lambda_python as f; print(f())') \
	  -m venv $(MINISTACK_VENV)
	$(MINISTACK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

ministack: $(VENV)/.dev  ## AWS on this machine for tests/e2e_aws, where there is Lambda's Python
	@if $(BIN)/python -c 'import sys; from infra.aws.build import find_lambda_python as f; \
	    sys.exit(f() is None)'; \
	then $(MAKE) --no-print-directory $(MINISTACK_VENV)/.done; \
	else echo "There is no Python 3.12 here: the tests that deploy will be skipped."; fi

ric: $(RIC_VENV)/.done  ## what measuring the functions as Lambda runs them needs

layers: $(VENV)/.dev  ## the layers for both architectures, their sizes and what they are made of
	rm -rf build/layers build/sbom
	@for architecture in $(ARCHITECTURES); do \
	  for layer in $(LAYERS); do \
	    $(MAKE) --no-print-directory -C layers/runtime build-$$layer $(BUILD_WITH) \
	      ARCHITECTURE=$$architecture \
	      ARTIFACTS_DIR=$(CURDIR)/build/layers/$$architecture/$$layer || exit 1; \
	  done; \
	  $(MAKE) --no-print-directory -C layers/shopguide build-ShopGuideLayer $(BUILD_WITH) \
	    ARTIFACTS_DIR=$(CURDIR)/build/layers/$$architecture/ShopGuideLayer || exit 1; \
	  $(BIN)/python -m infra.aws.package_size --layers build/layers/$$architecture || exit 1; \
	done
	@$(BIN)/python -m infra.aws.bill_of_materials build/layers build/sbom

audit: $(VENV)/.dev $(CHECK_VENV)/.done  ## ask for known vulnerabilities of every pinned version
	@$(BIN)/python -m infra.aws.audit $(CHECK_VENV)/bin/pip-audit

sam: $(VENV)/.dev $(SAM_VENV)/.done $(CHECK_VENV)/.done  ## check and build what SAM deploys
	$(SAM) validate --lint --region $(REGION)
	$(CHECK_VENV)/bin/checkov --config-file infra/aws/checkov.yaml
	$(BUILD_WITH) $(SAM) build --parameter-overrides Architecture=$(ARCHITECTURE)
	$(BIN)/python -m infra.aws.package_size

# one after the other, whatever -j says, so that the last lines are those of pytest
ci:  ## everything that must pass before a change lands
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory layers
	@$(MAKE) --no-print-directory audit
	@$(MAKE) --no-print-directory sam
	@$(MAKE) --no-print-directory ministack
	@$(MAKE) --no-print-directory test

clean:  ## remove what was built here (not the model cache)
	rm -rf $(VENV) $(SAM_VENV) $(CHECK_VENV) $(MINISTACK_VENV) $(RIC_VENV) .aws-sam build
