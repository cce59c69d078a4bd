# make run, make test, make test-slow, make bench, make pictures, make evidence; CONTRIBUTING.md says what they do.
# Another interpreter: make run PYTHON=python3.12   More options: make run ARGS="--replications 100"

.DEFAULT_GOAL := help
.PHONY: help run test test-slow bench pictures evidence evidence-full lint clean

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# With the pinned setuptools at hand a build needs no network.
ISOLATION = $(shell $(BIN)/python -c 'import setuptools as s; \
	print("--no-build-isolation" if int(s.__version__.split(".")[0]) >= 77 else "")' 2>/dev/null)
PYTEST := $(BIN)/python -m pytest
# Two processes; each takes from the other's end of the list when its own is done.
PARALLEL := -n 2 --dist worksteal

# A .venv whose interpreter has gone is made again.
$(shell test -x $(BIN)/python || rm -f .venv/pyvenv.cfg)

help:
	@echo "make run        install and compare the strategies on the default territory"
	@echo "make test       format, lint, types, import contracts and tests"
	@echo "make test-slow  the tests that take longer"
	@echo "make bench      the speed table"
	@echo "make pictures   the README's pictures of the dashboard"
	@echo "make evidence   the findings made again (make evidence-full: all of them, half an hour)"
	@echo "make clean      remove what was built, but not results/"

.venv/pyvenv.cfg:
	@.ci/venv .venv "$(PYTHON)"

.venv/installed: pyproject.toml constraints.txt .venv/pyvenv.cfg
	@echo "installing relsim into .venv (a minute or two, once)"
	@$(INSTALL) -e .
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt .venv/pyvenv.cfg
	@echo "installing relsim and its development tools into .venv (a minute or two, once)"
	@$(INSTALL) -e '.[dev]'
	@touch .venv/installed $@

run: .venv/installed
	@$(BIN)/relsim compare $(ARGS)

# The mapped packages (relsim.experiments) exist only where relsim is installed, so types and
# contracts are checked on an installed copy. build/ goes first: setuptools would take deleted
# modules from it.
lint: .venv/installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	@rm -rf build
	@$(INSTALL) --no-deps $(ISOLATION) --target build/lint .
	cd build/lint && ../../$(BIN)/lint-imports --no-cache --config ../../pyproject.toml
	cd build/lint && ../../$(BIN)/mypy --config-file ../../pyproject.toml \
		--cache-dir ../../.mypy_cache -p relsim

test: lint
	@.ci/browser
	$(PYTEST) $(PARALLEL) $(ARGS)
	@.ci/other-mesa

# pytest ends with 5 when no test is marked slow; that is no failure, but it is said.
test-slow: .venv/installed-dev
	@.ci/browser
	@$(PYTEST) -m slow $(ARGS) || { status=$$?; test $$status -eq 5 || exit $$status; \
		echo "test-slow: no test is marked slow, nothing was run"; }

# The dashboard is timed in a browser; where there is none the rest is still measured.
bench: .venv/installed-dev
	@.ci/browser
	@$(BIN)/python -m relsim.bench $(ARGS)

pictures: .venv/installed-dev
	@.ci/browser
	@$(BIN)/python -m relsim.dashboards.picturing $(ARGS)

evidence: .venv/installed-dev
	@.ci/browser
	@$(BIN)/python -m relsim.evidencing $(ARGS)

evidence-full: .venv/installed-dev
	@.ci/browser
	@$(BIN)/python -m relsim.evidencing --full $(ARGS)

clean:
	rm -rf .venv .venv-mesa* build *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find relsim experiments tests -name __pycache__ -prune -exec rm -rf {} +
