# `make` lists the targets. Needed: Python 3.11 or newer and make; everything else is installed into .venv.
# Options for a command go into ARGS: make test ARGS="-k words", make eval ARGS=--check, make serve ARGS="--port 8000".

.DEFAULT_GOAL := help
.PHONY: help install install-llm index serve test check eval bench train train-check lock clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
TRAIN_VENV ?= .venv-train
DATA ?= ../shared/data
TRAIN ?= ../shared/train
ARGS ?=
RUN ?= evidence

BIN := $(VENV)/bin
# A stamp's name holds a checksum of what was installed: nothing is installed again until one of those files changes.
sum = $(shell cat pyproject.toml $(1) | cksum | cut -d ' ' -f 1)
RUN_STAMP := $(VENV)/.run-$(call sum,requirements.lock)
TEST_STAMP := $(VENV)/.test-$(call sum,requirements.lock requirements-test.lock)
# A step frees and takes again the same large blocks: kept by malloc, it is a third shorter.
TRAIN_ENV := MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=20000000000 MALLOC_TOP_PAD_=268435456
LLM_STAMP := $(VENV)/.llm-$(call sum,requirements-llm.lock)
TRAIN_STAMP := $(TRAIN_VENV)/.train-$(call sum,training/requirements.lock)

define make_venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another: make PYTHON=/path/to/python3.11")'
@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
@$(1)/bin/python -m pip --version >/dev/null 2>&1 || $(1)/bin/python -m ensurepip
endef

define install_project
@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
endef

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(RUN_STAMP) ## make .venv and install the locked packages and the `advisor` command

$(RUN_STAMP): pyproject.toml requirements.lock
	$(call make_venv,$(VENV))
	@echo "Installing the locked packages into $(VENV): one to five minutes, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(call install_project,$(VENV))
	@rm -f $(VENV)/.run-* $(VENV)/.test-* && touch $@

$(TEST_STAMP): pyproject.toml requirements.lock requirements-test.lock
	$(call make_venv,$(VENV))
	@echo "Installing the locked packages and the test tools into $(VENV): one to five minutes, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(call install_project,$(VENV))
	@rm -f $(VENV)/.run-* $(VENV)/.test-* && touch $(RUN_STAMP) $@

$(TRAIN_STAMP): pyproject.toml training/requirements.lock
	$(call make_venv,$(TRAIN_VENV))
	@echo "Installing the locked training packages into $(TRAIN_VENV): a few minutes, once."
	@$(TRAIN_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.lock
	$(call install_project,$(TRAIN_VENV))
	@rm -f $(TRAIN_VENV)/.train-* && touch $@

install-llm: $(LLM_STAMP) ## add the language models, with the embedded one (1.1 GB, downloaded once)
	@$(BIN)/python -m advisor.llm.embedded

$(LLM_STAMP): $(RUN_STAMP) requirements-llm.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-llm.lock
	@rm -f $(VENV)/.llm-* && touch $@

index: $(RUN_STAMP) ## build the index of corpus/, or bring it up to date
	@$(BIN)/advisor index $(ARGS)

serve: $(RUN_STAMP) ## open the chat page on http://127.0.0.1:7860 (installs and indexes first, if needed)
	@$(BIN)/advisor index || echo "The index was not brought up to date (see above); serving what is there." >&2
	@exec $(BIN)/advisor serve $(ARGS)

test: $(TEST_STAMP) ## run the tests
	@$(BIN)/python -m pytest $(ARGS)

check: $(TEST_STAMP) ## run ruff and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || (echo "Not formatted; run: $(BIN)/ruff format ." >&2; $(BIN)/ruff format --check .; exit 1)
	@$(BIN)/mypy

eval: $(RUN_STAMP) ## ask the evaluation set and write the reports to evals/out
	@$(BIN)/advisor index
	@$(BIN)/advisor eval $(ARGS)

bench: $(RUN_STAMP) ## measure speed, memory and retrieval: medians, all in one run
	@$(BIN)/python -m benchmarks.bench $(ARGS)

train: $(TRAIN_STAMP) ## train the evidence model (own .venv-train with torch, at most 90 minutes on two cores)
	@$(TRAIN_ENV) $(TRAIN_VENV)/bin/python -m training.train --data $(DATA) --train $(TRAIN) --run $(RUN) $(ARGS)
	@$(TRAIN_VENV)/bin/python -m training.finish --data $(DATA) --train $(TRAIN) --run $(RUN)

train-check: $(TRAIN_STAMP) ## test the training code and the hub models: twenty steps, no data needed
	@$(TRAIN_VENV)/bin/python -m pytest training/tests tests/test_embed.py $(ARGS)

lock: ## renew the lock files (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		--group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		--group build --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		--group build --extra llm -c requirements.lock pyproject.toml -o requirements-llm.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --custom-compile-command "make lock" --no-annotate \
		--group build --extra test --extra hub --extra train -c requirements-test.lock pyproject.toml -o training/requirements.lock
	@# What torch needs on a graphics card is left to torch: its processor-only wheel needs none of it.
	@grep -vE '^(cuda-|nvidia-|triton)' training/requirements.lock > training/requirements.lock.new
	@mv training/requirements.lock.new training/requirements.lock

clean: ## remove the index, reports and caches (not .venv)
	@find index -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	@rm -rf evals/out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +
