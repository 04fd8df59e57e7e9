# peakcrew: the commands of this folder. Needs git, make and Python 3.11, 3.12 or 3.13 with venv; everything else goes into .venv/ and var/.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
ARGS ?=
BENCH ?=
PEAKCREW_BENCH_DATA ?= ../shared

# One thread per process: the tests and the batch run in several processes, and BLAS threads on top only get in each other's way.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

# The first Python on the path that fits; `make PYTHON=/path/to/python3.12 ...` overrules it.
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(FITS)' >/dev/null 2>&1; then echo $$p; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help run plan test check fmt bench words lock clean browser env dev

help: ## show these commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: plan ## plan the sample centre and open the dashboard
	$(VENV)/bin/peakcrew serve $(ARGS)

plan: env ## plan the sample centre, exports in var/exports/
	$(VENV)/bin/peakcrew plan $(ARGS)

test: dev browser ## set up everything the tests need, run them all (ARGS="-k roster" for some)
	$(ONE_THREAD) $(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

check: dev ## formatting, lint, types and the direction of imports
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

fmt: dev ## format and fix what can be fixed by machine
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: dev ## run the benchmarks (BENCH="staffing" for one, data from PEAKCREW_BENCH_DATA)
	PEAKCREW_BENCH_DATA="$(PEAKCREW_BENCH_DATA)" $(ONE_THREAD) $(PY) -m bench $(BENCH)

words: dev ## collect the texts that users read into the catalogues, and compile them
	$(PY) -m tools.catalogue

lock: $(VENV)/.created ## resolve the dependencies anew into the two lock files
	$(PY) -m venv var/lock-tools
	var/lock-tools/bin/python -m pip install --quiet uv
	$(UV_COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(UV_COMPILE) --upgrade -c requirements.lock --extra dev pyproject.toml -o requirements-dev.lock

UV_COMPILE := var/lock-tools/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--no-emit-index-url --no-emit-find-links --no-header

clean: ## remove the environment, tool caches and test tools; plans and exports in var/ stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/test-tools var/lock-tools

browser: dev ## find or get the browser of the tests
	$(PY) -m tools.browser

env: $(VENV)/.installed

dev: $(VENV)/.installed-dev

$(VENV)/.created:
	@if [ -z "$(PYTHON)" ]; then \
		echo "peakcrew needs Python 3.11, 3.12 or 3.13 with its venv module (on Debian and Ubuntu: apt install python3-venv)."; \
		echo "None was found on the path. If you have one elsewhere: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; \
		exit 1; fi
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.created
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps -e .
	@touch $@

# The lock for developers holds the lock for users, so it counts for both.
$(VENV)/.installed-dev: requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/.created
	$(PIP) install --quiet -r requirements-dev.lock
	$(PIP) install --quiet --no-deps -e .
	@touch $(VENV)/.installed $@
