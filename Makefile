# make demo | test | check | fmt | bench — each fetches uv by itself when the machine has none.
# ARGS passes options on: make test ARGS="-k import -x"

SHELL := /bin/bash
UV := $(shell command -v uv || echo .data/uv/bin/uv)
ARGS ?=
export PORT ?= 8000

.PHONY: demo test check fmt bench install
.DEFAULT_GOAL := demo

.data/uv/bin/uv:
	python3 -m venv .data/uv && .data/uv/bin/pip install --quiet uv \
	|| python3 -m pip install --quiet --target .data/uv uv

install: | $(UV)
	@$(UV) sync --quiet --locked

demo: | $(UV)
	@$(UV) sync --quiet --locked --no-dev --inexact
	@exec .venv/bin/python manage.py demo

test: install
	@.venv/bin/pytest -n 2 $(ARGS)

check: install
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy .
	.venv/bin/lint-imports --no-cache
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(head -c 48 /dev/urandom | base64) ALLOWED_HOSTS=choso.example.vn \
	DATABASE_URL=postgresql://choso@db/choso REDIS_URL=redis://broker/0 NOTIFY_SMS=esms PORTAL_URL=https://choso.example.vn \
	.venv/bin/python manage.py check --deploy --tag security --tag caches --tag files --tag templates --tag urls \
	--fail-level WARNING --settings portal.settings.base

fmt: install
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: install
	@.venv/bin/python -m benchmarks $(ARGS)
