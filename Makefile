# Two commands to begin with:  make demo   and   make test
PYTHON ?= python3
VENV   ?= .venv
CITY   ?= demo
BIN     = $(VENV)/bin
PIP     = $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES = pyproject.toml

.PHONY: demo test lint types suite bench clean help

help:            ## what can be done here
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.core: $(SOURCES)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	$(PIP) install --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.core $(SOURCES)
	$(PIP) install --editable '.[test]'
	$(PIP) install --no-deps sdv==2.0.0  # its Gaussian copula works without torch; pip would bring gigabytes of it
	@touch $@

demo: $(VENV)/.core     ## a simulated city: protect, judge, release, compare, report
	@CITY=$(CITY) PRIVKIT=$(BIN)/privkit sh demo.sh

lint: $(VENV)/.test     ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test    ## types
	$(BIN)/mypy

test: $(VENV)/.test lint  ## everything that must pass
	$(MAKE) --no-print-directory --jobs types suite

suite: $(VENV)/.test    ## the tests alone
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.test    ## ratios against hand-written scripts (slow)
	$(PIP) install polars
	for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

clean:           ## forget the environment and the simulated city
	rm -rf $(VENV) $(CITY)
