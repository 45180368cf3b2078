# `make` lists the targets. Each does its own set-up; what is up to date is not done again.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

target := $(or $(CARGO_TARGET_DIR),target)
marquee := $(target)/release/marquee
rehearsed := $(target)/rehearsal/marquee
web_sources := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/tests -prune -o -type f -print)

listen ?= 127.0.0.1:8080
house ?= .demo
# What to measure, all of it by default: `make bench bench=origin`, `bench='--smoke publishing'`.
bench ?=

# Both builders write to the same target folder, so what one has built the other does not build again.
nextest := $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)

.PHONY: help setup web build demo test test-rust test-asr test-browser in-browser lint bench accessibility showing fmt clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Fetch the media engine, the demo's films and the browser for tests
	@scripts/setup

# The stamp is as new as the newest script it came from.
.engine/ready: $(wildcard scripts/*)
	@scripts/setup
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json
	@echo "== Fetching the pages' parts" >&2
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/manifest.json: web/node_modules/.ready $(web_sources)
	cd web && npm run --silent build
	@touch $@

web: web/dist/manifest.json ## Build the pages' styles and scripts

build: .engine/ready web/dist/manifest.json ## Build target/release/marquee
	cargo build --release --locked --package marquee

demo: build ## Take two real films through the house and serve them at http://127.0.0.1:8080
	@$(marquee) demo --listen $(listen) --house $(house)

# What is not optimised needs more room on its stack.
test test-rust: export RUST_MIN_STACK ?= 16777216

# The tests of the crates build the program too, by the profile `rehearsal`: the browser gets that one, or it would be
# compiled twice.
test: test-rust ## Run every test
	@$(MAKE) --no-print-directory in-browser marquee=$(rehearsed)

test-rust: .engine/ready web/dist/manifest.json ## Run the tests of the crates
	@scripts/install-servers
ifeq ($(nextest),yes)
	cargo nextest run --cargo-profile rehearsal --locked --workspace --no-fail-fast
else
	cargo test --profile rehearsal --locked --workspace --no-fail-fast
endif

# From an empty target folder candle takes minutes: these are not part of `make test`.
test-asr: .engine/ready web/dist/manifest.json ## Run the tests of hearing words (fetches a small model, 75 MB)
	@scripts/setup-speech
	cargo test --profile rehearsal --locked --package marquee-speech --features asr
	cargo test --profile rehearsal --locked --package marquee --features asr --test house words_of

test-browser: build ## Run the tests in chromium
	@$(MAKE) --no-print-directory in-browser

in-browser:
	@if command -v chromium >/dev/null; then \
		cd web && MARQUEE=$(abspath $(marquee)) npm test --silent; \
	else scripts/install-browser; echo "Left out without chromium: the tests in the browser." >&2; fi

lint: .engine/ready web/dist/manifest.json ## Look for faults without running anything
	cargo fmt --all --check
	cargo clippy --profile rehearsal --locked --workspace --all-targets -- -D warnings
	cargo check --release --locked --no-default-features --manifest-path fuzz/Cargo.toml --target-dir $(target)/fuzz
	cd web && npm run --silent check

bench/node_modules/.ready: bench/package.json bench/package-lock.json
	cd bench && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

bench: build bench/node_modules/.ready ## Measure against other programs (minutes; figures for the README)
	cargo run --release --locked --package marquee-bench -- $(bench)

accessibility: build bench/node_modules/.ready ## Lighthouse's accessibility score of every page of Studio
	cd bench && MARQUEE=$(abspath $(marquee)) node accessibility.mjs

showing: build ## How far apart eight pages of a showing are on bad lines
	MARQUEE=$(abspath $(marquee)) node bench/showing.mjs

fmt: ## Lay the code out
	cargo fmt --all

clean: ## Remove what was built and fetched, and the demo's house
	cargo clean
	rm -rf web/node_modules web/dist .engine .demo
