# `make` on its own says what there is. Everything runs from .venv, made on the first use.
VENV := .venv/bin
STAMP := .venv/.ready
CLIENTS := tests/clients/.node/.ready
BROWSER := tests/browser/.chromium/.ready
PAGES := gateway/web/pages/node_modules/.ready
# run apart from the others: a file that has no "test_" is not found by itself
BROWSER_TESTS := \
	stories/clause_read.py \
	stories/escalation.py \
	stories/lapsed.py \
	stories/misclick.py \
	stories/never_synced.py \
	stories/paid.py \
	stories/partner.py \
	stories/strange_login.py \
	stories/stricter_clause.py \
	stories/takeover.py \
	stored/fields_tried.py \
	stored/shown.py \
	accounts.py \
	claims.py \
	console.py \
	contacts.py \
	desk.py \
	desk_pages.py \
	explorer.py \
	links.py \
	long_queue.py \
	pages.py \
	passkeys.py \
	plans.py \
	reach.py \
	sent_messages.py \
	staff.py \
	stopped.py
PEERS := tests/bench/gateways/peers/node_modules/.ready

# wherever that is turned off: each process of a system would compile all that it imports again
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run run-one trace doctor test test-clients typed-client test-deploy test-browser web check-web soak check lock demo bench chaos pictures clean

help: ## What there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(STAMP) ## The whole system on this machine, until Ctrl-C
	@exec $(VENV)/python -m infra.dev run

run-one: $(STAMP) ## The same with all roles in one process, the worker beside it
	@exec $(VENV)/python -m infra.dev run --one

trace: $(STAMP) ## A trace of what runs here as text: make trace ID=…, or without ID the latest
	@$(VENV)/python -m infra.dev.collector $(ID)

doctor: $(STAMP) ## Examines the deployment that the environment names (LANGUAGE=zh-CN)
	@$(VENV)/python -m services doctor --language $(or $(LANGUAGE),en)

test: $(STAMP) ## Every test, in two processes
	@$(VENV)/python -m pytest -n 2

test-clients: $(STAMP) $(CLIENTS) ## Libraries and generated clients of others, against a running system
	@$(VENV)/python -m pytest tests/clients/*_clients.py

typed-client: $(STAMP) $(CLIENTS) ## Write tests/typed/graph anew, from the schema and tests/typed/operations
	@PYTHONPATH=tests/clients/.node $(VENV)/python -m ariadne_codegen client --config tests/typed/ariadne.toml >/dev/null

test-deploy: $(STAMP) ## Alert rules, tried by Prometheus's own promtool
	@$(VENV)/python -m pytest tests/deploy/promtool.py

test-browser: $(STAMP) $(BROWSER) $(PAGES) ## The pages, the Explorer, and passkeys, in a headless Chromium, against a running system
	@$(VENV)/python -m pytest $(addprefix tests/browser/, $(BROWSER_TESTS))

web: $(STAMP) $(PAGES) ## Build the pages anew: gateway/web/built, from gateway/web/pages
	@sh gateway/web/pages/build.sh

check-web: $(STAMP) $(PAGES) ## Format, lint and types of the pages; that they are built of what is there
	@sh gateway/web/pages/build.sh --check
	@git diff --exit-code --stat -- gateway/web || (echo "run make web, and commit what it wrote" >&2; exit 1)
	@test -z "$$(git ls-files --others --exclude-standard gateway/web)" || (echo "commit what make web wrote in gateway/web/built" >&2; exit 1)

soak: $(STAMP) ## The properties of histories with 2,000 examples each (minutes)
	@HYPOTHESIS_PROFILE=soak $(VENV)/python -m pytest -n 2 -m soak --timeout 3600

check: $(STAMP) ## Format, lint, types, imports, committed GraphQL schema
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(VENV)/python -m mypy --strict
	@$(VENV)/lint-imports --no-cache
	@$(VENV)/python -m gateway.schema --check

demo: $(STAMP) ## The story of a lost membership, told in under a minute
	@$(VENV)/python -m tests.demo

bench: $(STAMP) $(PEERS) ## Measure, also beside gateways of others, in Node.js
	@$(VENV)/python -m tests.bench

chaos: $(STAMP) ## Kill processes while statuses change, partners follow, 100,000 members are told, remedies are granted, an incident is put right, secrets turn, people sign up and come back, and an SMS provider dies, then count
	@$(VENV)/python -m tests.chaos

pictures: $(STAMP) ## Photograph the pages, and an SMS of every template, for docs (needs Chromium)
	@$(VENV)/python -m tests.pictures

lock: ## Exact versions, with hashes, of what pyproject.toml names (needs uv)
	@sh infra/dev/lock.sh

clean: ## Remove what was made here: .venv, caches, and the data in var/
	@rm -rf .venv var tests/clients/.node tests/clients/node_modules tests/browser/.chromium tests/browser/node_modules gateway/web/pages/node_modules tests/bench/gateways/peers/node_modules .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CLIENTS): tests/clients/requirements.lock tests/clients/package-lock.json
	@sh tests/clients/install.sh

$(BROWSER): tests/browser/package-lock.json $(CLIENTS)
	@sh tests/browser/install.sh

$(PAGES): gateway/web/pages/package-lock.json $(CLIENTS)
	@sh gateway/web/pages/install.sh

$(PEERS): tests/bench/gateways/peers/package-lock.json $(CLIENTS)
	@sh tests/bench/gateways/peers/install.sh

$(STAMP): requirements.lock
	@sh infra/dev/install.sh
