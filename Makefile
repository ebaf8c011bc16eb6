# The plain commands behind these stand in README.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help setup site serve demo test test-lowest test-latest coverage lint soak schemas golden docs clean

help:
	@echo "make setup  set up for all of these, and no more"
	@echo "make site   set up, then build the showcase into site/"
	@echo "make serve  build, serve at http://127.0.0.1:8000/ and rebuild on change"
	@echo "make demo   build a showcase of made-up servers into site/"
	@echo "make test   set up, then run all checks and tests"
	@echo "make test-lowest  the tests with the lowest versions that pyproject.toml allows"
	@echo "make test-latest  with the newest; both leave out the browser and what is of one version alone"
	@echo "make coverage  the tests but the browser's, and which branches they go through"
	@echo "make soak   try for MINUTES (10) what docs/reliability.md promises, by chance"
	@echo "make lint   ruff, mypy and the linters of the workflows alone"
	@echo "make schemas  write schemas/ anew, after a change to the fields of entries"
	@echo "make golden write tests/golden/ anew: pages as people read them, after a change to words or templates"
	@echo "make docs   write the tables of the documents anew, after a change to what they list"

$(BIN)/mkdocs: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(BIN)/pytest: $(BIN)/mkdocs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

setup: $(BIN)/pytest

site: $(BIN)/mkdocs
	$(BIN)/mkdocs build

serve: $(BIN)/mkdocs
	$(BIN)/mkdocs serve

demo: $(BIN)/mkdocs
	$(BIN)/showcase demo

test: $(BIN)/pytest
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

# Each makes a virtual environment of its own, anew, with PYTHON.
test-lowest: RESOLUTION := lowest-direct
test-latest: RESOLUTION := highest
test-lowest test-latest: test-%:
	$(PYTHON) -m venv --clear .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check uv
	.venv-$*/bin/uv pip install --quiet --python .venv-$* --resolution $(RESOLUTION) --editable '.[test]'
	.venv-$*/bin/python -m pytest --numprocesses auto --dist loadgroup -m "not browser and not pinned"

coverage: $(BIN)/pytest
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup -m "not browser and not untraced" \
		--cov --cov-report term-missing:skip-covered

MINUTES ?= 10
soak: $(BIN)/pytest
	$(BIN)/python tests/soak.py --minutes $(MINUTES)

lint: $(BIN)/pytest
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest -q tests/test_quality.py -k "zizmor or actionlint or schemas"

schemas: $(BIN)/mkdocs
	$(BIN)/python tests/schemas.py

golden: $(BIN)/pytest
	$(BIN)/python tests/golden.py

docs: $(BIN)/pytest
	$(BIN)/python tests/documents.py

clean:
	rm -rf $(VENV) .venv-lowest .venv-latest .coverage* site .cache
