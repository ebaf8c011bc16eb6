# The plain commands behind these stand in README.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help site serve demo test lint clean

help:
	@echo "make site   set up, then build the showcase into site/"
	@echo "make serve  build, serve at http://127.0.0.1:8000/ and rebuild on change"
	@echo "make demo   build a showcase of made-up servers into site/"
	@echo "make test   set up, then run all checks and tests"
	@echo "make lint   ruff, mypy and zizmor alone"

$(BIN)/mkdocs: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(BIN)/pytest: $(BIN)/mkdocs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

site: $(BIN)/mkdocs
	$(BIN)/mkdocs build

serve: $(BIN)/mkdocs
	$(BIN)/mkdocs serve

demo: $(BIN)/mkdocs
	$(BIN)/showcase demo

test: $(BIN)/pytest
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest

lint: $(BIN)/pytest
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	env -u GH_TOKEN $(BIN)/zizmor --offline --persona=auditor .github/

clean:
	rm -rf $(VENV) site .cache
