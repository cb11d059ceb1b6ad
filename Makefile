# make run: set everything up and open the program.   make test: set everything up and check it.
.PHONY: help run test lint types imports unit bench torture installer installer-test audit setup setup-dev setup-installer clean

PYTHON ?=
export PYTHON

help:
	@echo "make run     set up and open the program (without a screen: train in the terminal, save a picture)"
	@echo "make test    set up and run every check: lint, types, import rules, tests"
	@echo "make lint | types | imports | unit    one of them"
	@echo "make bench   ours beside others, into tests/bench/RESULTS.md (ten minutes)"
	@echo "make torture long trials by a seeded robot: kills, files from others, random hands (hours)"
	@echo "make installer   the .deb and the .run for Linux, into dist/ (a quarter of an hour)"
	@echo "make installer-test   the installers on bare Debian systems, and pip's wheel (as root; half an hour)"
	@echo "make audit   known vulnerabilities of the pinned versions (asks the network)"
	@echo "make clean   remove .venv and caches"

run: setup
	@sh packaging/run.sh

test: lint types imports unit

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: setup-dev
	.venv/bin/mypy

imports: setup-dev
	.venv/bin/lint-imports

# Two workers: what the smallest machine we test on has.
unit: setup-dev
	.venv/bin/python -m pytest -n 2 --dist worksteal

# BENCH="--only steps start": these parts alone. One bench by itself: python -m pytest tests/bench/test_window.py --benchmark-only
bench: setup-dev
	.venv/bin/python -m tests.bench.results $(BENCH)

# TORTURE="monkey --actions 1000 --seed 7": one trial, as one wants it.
torture: setup-dev
	.venv/bin/python -m tests.torture $(TORTURE)

# OPTIONS="--level 1": packed quickly, to try something.
installer: setup-installer
	.venv/bin/python packaging/build.py $(OPTIONS)

# INSTALLER="debian12 pip": these parts alone. The installers themselves lie in dist/ before: make installer.
installer-test: setup-dev
	.venv/bin/python -m tests.installer $(INSTALLER)

audit: setup
	.venv/bin/python packaging/audit.py

setup:
	@sh packaging/setup.sh run

setup-dev:
	@sh packaging/setup.sh dev

setup-installer:
	@sh packaging/setup.sh installer

clean:
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .benchmarks build dist *.egg-info
