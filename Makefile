# The commands of Snug. Nothing else is needed on a machine with Python 3.11+, git and make.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check lint bench bench-ejabberd bench-pages bench-reminders faults soak soak-reminders tour messages stop clean

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := community groups messaging moderation

help:
	@echo "make run     start Snug with its demo brand on http://localhost:8000 (PORT=… for another port)"
	@echo "make stop    stop what 'make run' of this checkout has started"
	@echo "make test    everything that must be green: linters, types, import floors, tests"
	@echo "make check   linters, types and Django's own checks, without the tests"
	@echo "make messages   brings the words of every language in line with the code and says what is not translated"
	@echo "make bench   the room test beside other servers; bench/README.md says what it counts"
	@echo "make bench-ejabberd   installs ejabberd for it (root, Debian); ROUNDS=… SECONDS=… SYSTEMS=… SHAPES=… PARTS=… narrow 'make bench'"
	@echo "make bench-pages   the pages at a thousand groups and two million messages (FRESH=1 seeds anew)"
	@echo "make faults  every fault against a private stack, for MINUTES=10; the table goes to docs/reliability.md"
	@echo "make tour    two people go through all of messaging in a real browser; what each saw is in var/tour/index.html"
	@echo "make soak    all seeded bugs, then half an hour of faults"
	@echo "make soak-reminders   10,000 reminders (COUNT=…) come due under every fault, for MINUTES at least"
	@echo "make bench-reminders  a tick of the reminders' clock over 10,000 rows and a thousand groups"
	@echo "make clean   stop, then remove var/ (all data of this checkout) and .venv/"

# ---- environment -------------------------------------------------------------------------------------------------
# A stamp per requirements file: packages are installed again only when the pins change.

$(VENV)/.runtime: requirements.txt
	@sh community/environment.sh requirements.txt $@

$(VENV)/.development: requirements.txt requirements-dev.txt
	@sh community/environment.sh requirements-dev.txt $@
	@touch $(VENV)/.runtime

# ---- daily -------------------------------------------------------------------------------------------------------

run: $(VENV)/.runtime
	@exec $(BIN)/python -m community.run

stop:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m community.run --stop; fi

# A SNUG_VAR elsewhere may hold more than ours: only what Snug has made there goes.
clean: stop
	@rm -rf var $(VENV)
	@if [ -n "$$SNUG_VAR" ] && [ -d "$$SNUG_VAR" ]; then \
	    (cd "$$SNUG_VAR" && rm -rf postgres valkey run log media outbox static demo.people demo.talk demo.push vapid.pem); \
	    rmdir "$$SNUG_VAR" 2>/dev/null || echo "Left in $$SNUG_VAR: $$(ls "$$SNUG_VAR" | tr '\n' ' ')"; \
	fi
	@echo "Removed all data and $(VENV)."

# ---- speed -------------------------------------------------------------------------------------------------------

ROUNDS ?= 3
SECONDS ?= 5
SYSTEMS ?=
PARTS ?=
SHAPES ?=

$(VENV)/.bench: requirements.txt bench/requirements.txt
	@sh community/environment.sh bench/requirements.txt $@

bench: $(VENV)/.runtime $(VENV)/.bench
	@exec $(BIN)/python -m bench --rounds $(ROUNDS) --seconds $(SECONDS) --systems "$(SYSTEMS)" --shapes "$(SHAPES)" --parts "$(PARTS)"

bench-ejabberd:
	@sh bench/ejabberd.sh

# ---- size --------------------------------------------------------------------------------------------------------

FRESH ?=

bench-pages: $(VENV)/.runtime
	@exec $(BIN)/python -m bench.pages $(if $(FRESH),--fresh)

bench-reminders: $(VENV)/.runtime
	@exec $(BIN)/python -m bench.reminders

# ---- quality -----------------------------------------------------------------------------------------------------

lint: $(VENV)/.development
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/djlint --lint --quiet $(PACKAGES)
	$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > $(VENV)/.floors 2>&1 || { cat $(VENV)/.floors; exit 1; }

check: lint
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

# Needs none of the gettext programs; docs/languages.md says how words are kept.
messages: $(VENV)/.development
	@$(BIN)/python manage.py messages

# pytest comes last, so that its closing line is the last line of a green run. Three at a time, each with servers of its
# own: two cores hold them, for much of a test is waiting.
test: lint
	@$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder

MINUTES ?= 10
faults: $(VENV)/.development
	@$(BIN)/python -m tests.faults.run --minutes $(MINUTES)

soak: $(VENV)/.development
	@$(BIN)/pytest -q -n 0 -m soak
	@$(BIN)/python -m tests.faults.run --minutes 30

tour: $(VENV)/.development
	@$(BIN)/pytest -q -n 0 -m soak tests/browser/tour

COUNT ?= 10000
soak-reminders: $(VENV)/.development
	@$(BIN)/python -m tests.reminders.run --count $(COUNT) $(if $(filter command environment,$(origin MINUTES)),--minutes $(MINUTES))
