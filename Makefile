# What a fresh machine needs: Python 3.11 or newer, make, and a package index. See README.md.

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
IN_VENV := $(VENV)/bin/python
PARTS := bot handlers assistant fulfillment support store locales sandbox tests

# uv works in this very environment, with the Python that is here, and only by the lock file.
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
unexport PYTHONHOME
# Bytecode is kept: without it every process that starts compiles the shop and its libraries for seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check eval bench torture format clean

help: ## Show what there is to make.
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST)

setup: $(VENV)/.developing ## Make the environment, with everything a developer needs.

run: $(VENV)/.running ## Start the shop; without TELEGRAM_BOT_TOKEN, its sandbox.
	@exec $(IN_VENV) -m bot $(ARGS)

test: $(VENV)/.developing ## Run every test.
	$(IN_VENV) -m pytest -n auto -m "not torture" $(ARGS)

check: $(VENV)/.developing ## Format, lint, types, walls, and known holes in dependencies.
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m mypy
	@$(IN_VENV) -c "from importlinter.cli import lint_imports_command as lint; lint(prog_name='lint-imports')"
	$(IN_VENV) .ci/audit.py

bench: $(VENV)/.developing ## Measure how many updates a second the shop handles.
	$(IN_VENV) -m tests.bench $(ARGS)

eval: $(VENV)/.developing ## Ask what nobody taught the shop, and count how well it answers.
	$(IN_VENV) -m tests.evaluation $(ARGS)

torture: $(VENV)/.developing ## Kill and starve the shop for long, and count what is lost.
	$(IN_VENV) -m pytest -m torture $(ARGS)

format: $(VENV)/.developing ## Format the code, and mend what the linter can mend.
	$(IN_VENV) -m ruff format .
	$(IN_VENV) -m ruff check --fix .

clean: ## Remove the environment and every cache; data/ stays.
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage* artifacts
	find $(PARTS) -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.running: pyproject.toml uv.lock $(VENV)/.uv-$(UV_VERSION)
	.ci/install $(IN_VENV) --no-dev
	@touch $@

$(VENV)/.developing: pyproject.toml uv.lock $(VENV)/.uv-$(UV_VERSION)
	.ci/install $(IN_VENV)
	@touch $@ $(VENV)/.running

$(VENV)/.uv-$(UV_VERSION):
	@PYTHON="$(PYTHON)" .ci/make-environment $(VENV)
	$(IN_VENV) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
