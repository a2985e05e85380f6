# Needs make and Python 3.11 or newer; everything else is installed into .venv by bootstrap.sh.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

BIN := .venv/bin
LOCK := .tools/bin/uv -q pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
UNIT := OCOP_TEST_DATABASE_URL=sqlite:///:memory: $(BIN)/python -m pytest -q -n auto --dist loadgroup --no-loadscope-reorder -m "not browser and not postgres and not bench"

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf 'make %-12s %s\n' "$$name" "$$text"; done

.PHONY: setup
setup: ## install what running needs into .venv
	@./bootstrap.sh

.PHONY: setup-dev
setup-dev: ## install what developing needs into .venv
	@./bootstrap.sh dev

.PHONY: demo
demo: setup ## build the demonstration and serve it (PORT=8000)
	@$(BIN)/ocop demo $(if $(PORT),--port $(PORT))

.PHONY: test
test: setup-dev checks ## check and test everything
	@failed=0; $(UNIT) --note-sent || failed=1; UNSENT=1 PAGES=$(PAGES) tools/test_postgres.sh || failed=1; \
	tools/test_browser.sh || failed=1; exit $$failed

# Types take one core for half a minute; the other checks go on beside them.
.PHONY: checks
checks: setup-dev
	@$(BIN)/mypy > .mypy.log 2>&1 & types=$$!; status=0; \
	$(MAKE) --keep-going lint imports migrations catalogues || status=1; \
	wait $$types || { status=1; cat .mypy.log; }; rm -f .mypy.log; exit $$status

.PHONY: test-quick
test-quick: setup-dev checks ## check, and test the law and a tenth of the rest on SQLite, nothing slow
	@HYPOTHESIS_PROFILE=brief $(UNIT) --quick $(ARGS)

.PHONY: lint
lint: setup-dev ## style and likely mistakes
	@$(BIN)/ruff check -q --output-format concise .
	@$(BIN)/ruff format -q --check .

.PHONY: types
types: setup-dev ## static types
	@$(BIN)/mypy

.PHONY: imports
imports: setup-dev ## which room may import which
	@$(BIN)/lint-imports

.PHONY: migrations
migrations: setup-dev ## every model change has its migration
	@DJANGO_SETTINGS_MODULE=ocop.config.settings $(BIN)/python -W error -m django makemigrations --check --dry-run

.PHONY: catalogues
catalogues: setup-dev ## every string is translated, with its placeholders
	@$(BIN)/python hatch_build.py --check
	@$(BIN)/python -m tools.strings --check

.PHONY: unit
unit: setup-dev ## the tests on SQLite (ARGS= for pytest)
	@$(UNIT) $(ARGS)

.PHONY: postgres
postgres: setup-dev ## the tests on PostgreSQL, when one answers (PAGES=1: pages too)
	@PAGES=$(PAGES) tools/test_postgres.sh $(ARGS)

.PHONY: browser
browser: setup-dev ## the tests in Chromium, when there is one
	@tools/test_browser.sh $(ARGS)

.PHONY: sitting
sitting: setup-dev ## a council's day in Chromium: forty dossiers, nine members (SIZE=8x5 for less)
	@OCOP_SITTING=$(or $(SIZE),40x9) tools/test_browser.sh -n 0 tests/walk/test_the_sitting.py

.PHONY: accessible
accessible: setup-dev ## every page by axe and keyboard in Chromium, at three widths, in light and dark
	@OCOP_ACCESSIBLE=1 tools/test_browser.sh tests/permissions/test_pages_browser.py $(ARGS)

.PHONY: bench
bench: setup-dev ## measure scoring, loading and pages
	@$(BIN)/python tools/bench.py

.PHONY: fmt
fmt: setup-dev ## format, and repair what can be repaired
	@$(BIN)/ruff check -q --fix-only .
	@$(BIN)/ruff format -q .

.PHONY: messages
messages: setup ## compile the translations
	@$(BIN)/python hatch_build.py

.PHONY: strings
strings: setup-dev ## add newly marked strings to the catalogues, to be translated by hand
	@$(BIN)/python -m tools.strings

.PHONY: lock
lock: setup-dev ## renew the locked requirements from pyproject.toml (UPGRADE=1 takes newer releases)
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group pyproject.toml:tools -o requirements-tools.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group build pyproject.toml -o requirements.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@! grep -nE 'https?:|^-| @ ' requirements*.lock

.PHONY: clean
clean: ## remove .venv, caches and compiled files; var/ with its database stays
	@rm -rf .venv .tools .bootstrap.log .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find src tests tools \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +
