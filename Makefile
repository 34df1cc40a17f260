# The README's two commands are `make demo` and `make test`; each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
OUT ?= demo-out

.PHONY: demo test lint lock train bench messages clean

demo: $(VENV)/.user
	$(BIN)/assist demo $(OUT)

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy
	$(BIN)/lint-imports

train: $(VENV)/.dev  ## Retrain every model from the corpus, with fixed seeds; needs Debian's wdutch.
	$(BIN)/python -m assist.training --encoder-too

bench: $(VENV)/.dev  ## Speed and memory, as a table.
	$(BIN)/python -m tests.benchmarks

messages: $(VENV)/.dev  ## Collect the Dutch sentences; complete assist/locale/en by hand, then again.
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --omit-header --no-location --sort-output -o build/assist.pot assist
	$(BIN)/pybabel -q update -i build/assist.pot -d assist/locale -D assist -l en --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d assist/locale -D assist
	$(BIN)/pybabel -q compile -d assist/locale -D typer

lock: $(VENV)/.dev  ## Pin every dependency anew.
	$(PIP) install -q uv
	$(BIN)/uv pip compile --quiet --universal --all-extras --python-version 3.11 --no-header --no-annotate --output-file requirements.lock pyproject.toml

$(VENV)/.user: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -q -c requirements.lock -e ".[models]"
	touch $@

$(VENV)/.dev: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -q -c requirements.lock -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) $(OUT) .pytest_cache .mypy_cache .ruff_cache
