# make run · test · bench · lint · translations · pictures · soak · clean. Each sets up what it needs first;
# ARGS="..." goes on to the program.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test bench lint translations pictures soak clean .venv

run: $(READY)
	@sh tools/system_libraries.sh run
	@$(BIN)/python main.py $(ARGS)

test: $(READY)
	@sh tools/system_libraries.sh test
	$(BIN)/python -m pytest -q -n logical --maxprocesses 4 --dist worksteal $(ARGS)

bench: $(READY)
	@sh tools/system_libraries.sh run
	$(BIN)/python -m tests.benchmarks $(ARGS)

soak: $(READY)
	@sh tools/system_libraries.sh test
	$(BIN)/python -m pytest -m soak $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/translations.py --check

translations: $(READY)
	$(BIN)/python tools/translations.py

pictures: $(READY)
	@sh tools/system_libraries.sh run
	$(BIN)/python tools/pictures.py $(ARGS)

.venv: $(READY)

# No stamp: the last installation was cut short (or was not ours), so begin again from nothing.
# An old stamp: bring the environment up to date; the stamp is away meanwhile.
$(READY): pyproject.toml constraints.txt
	@test -e $@ || $(PYTHON) -m venv --clear .venv
	@rm -f $@
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[dev]' >&2
	@touch $@

clean:
	rm -rf .venv .venv-core .venv-lowest .venv-newest .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist
	find explorer tests -name __pycache__ -prune -exec rm -rf {} +
