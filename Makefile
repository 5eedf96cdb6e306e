# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_TEST := $(VENV)/.installed-test
SOURCES := pyproject.toml constraints.txt hatch_build.py web-src/package-lock.json
# Tests run in one process per core, a file at a time; `make test PARALLEL=` runs them one after the other.
PARALLEL := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: verifiers demo test check lint soak bench web messages constraints browser clean

demo: $(INSTALLED)
	$(BIN)/kawal demo

test: lint web browser verifiers
	$(BIN)/python -m pytest tests $(PARALLEL)

check: lint
	$(BIN)/python -m pytest tests $(PARALLEL) -m "not browser and not slow"

lint: $(INSTALLED_TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(INSTALLED_TEST)
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest tests $(PARALLEL) -m "not browser"

bench: $(INSTALLED_TEST)
	for script in benchmarks/*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

web: $(INSTALLED)
	$(BIN)/python hatch_build.py

# Texts: collect the Indonesian ones from the code into the English catalogue; what is new stands there untranslated.
messages: $(INSTALLED_TEST)
	$(BIN)/python -m tests.support.messages update

# Reproducible versions with hashes, for every platform, naming no registry.
constraints: $(INSTALLED)
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --generate-hashes \
	  --group lint --group test pyproject.toml --output-file constraints.txt

# A Chromium that is there, else the system's package, else one clear sentence.
browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	  { command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  { echo "make test needs Chromium for the browser tests: install the package 'chromium' and try again" >&2; exit 1; }

# Go's own log packages, which check our receipts in one test; without them that test says that it is skipped.
verifiers:
	@[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] || \
	  { command -v apt-get >/dev/null && apt-get update -qq && \
	    apt-get install -y -qq golang-go golang-golang-x-mod-dev >/dev/null; } || \
	  echo "no Go here: its check of receipts is skipped"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kawal needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# uv installs in seconds; where it cannot be had, pip does the same in minutes (it takes hashes only without -e).
$(INSTALLED): $(BIN)/python $(SOURCES)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || echo "no uv, going on with pip"
	@if [ -x $(BIN)/uv ]; then \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable . ; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement constraints.txt && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . ; \
	fi
	touch $@

$(INSTALLED_TEST): $(INSTALLED)
	@if [ -x $(BIN)/uv ]; then \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --group lint --group test ; \
	fi
	touch $@

clean:
	rm -rf $(VENV) build dist src/kawal/web/dist web-src/node_modules
