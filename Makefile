# Everything there is to do with Moot's source, for people and for CI. `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Go's own installer puts it here without touching PATH.
export PATH := $(PATH):/usr/local/go/bin

# One set of tags and flags for every command below: another set would compile Fyne again (a minute or four).
# gles,x11 compiles in 63 s where the default takes 3 m 47 s, and needs no Wayland or EGL headers.
ifeq ($(shell uname -s),Linux)
TAGS := gles,x11
else
TAGS :=
endif
FLAGS := -tags=$(TAGS)
# No path of this machine in a binary; no failure where git distrusts the owner of the clone.
export GOFLAGS := $(strip $(filter-out -trimpath -buildvcs=%,$(GOFLAGS)) -trimpath -buildvcs=false)

# The release and the commit. app/FyneApp.toml is the one place that says which release this is.
VERSION := $(shell sed -n 's/^ *Version = "\(.*\)"/\1/p' app/FyneApp.toml)
REVISION := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)

# Where `make install` puts Moot; DESTDIR, as packagers use it, goes before it.
PREFIX ?= /usr/local
DESTDIR ?=
FOLDER = build/moot-$(VERSION)-linux-$(shell go env GOARCH)

# Packages that run on every platform Go has, without C; and those that share memory between goroutines: in the pure
# packages under store there are none (TestLayers), and those of store are let loose on what they give.
PORTABLE := ./store/... ./sync/...
RACED := ./store ./store/doc ./sync/... ./app/cli/...
BENCHED := $(addprefix ./,$(wildcard store store/count store/doc store/forum store/forum/ring sync app))

ARGS ?=
E2E ?=
FUZZTIME ?= 30s
SOAKROUNDS ?= 1000
ROLLROUNDS ?= 1000
MONKEYSTEPS ?= 3000
BENCHTIME ?= 1s

.PHONY: help run build folder install package test setup lint format vet staticcheck modules unit race portable android-check \
	windows-check e2e phone screens goldens fuzz soak rolls crash mutations monkey bench clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup build ## install what is missing, build, open the window (ARGS="serve" runs without one)
	./build/moot $(ARGS)

build: ## build the program as build/moot
	@mkdir -p build
	go build $(FLAGS) -ldflags '-X main.revision=$(REVISION)' -o build/moot ./app

# What is handed on: without symbols, and without Go's build ID, which tells where the modules lay on the machine that built it.
folder:
	@rm -rf $(FOLDER) && mkdir -p $(FOLDER)
	go build $(FLAGS) -ldflags '-s -w -buildid= -X main.revision=$(REVISION)' -o $(FOLDER)/moot ./app
	@cp assets/linux/{install,moot.desktop,moot.xml} assets/icon.png $(FOLDER)
	@.ci/notices $(FLAGS) > $(FOLDER)/copyright

install: folder ## build, and put Moot among the programs of PREFIX (PREFIX=$HOME/.local: for you alone)
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' $(FOLDER)/install

package: setup folder ## make the packages for Linux in dist/: a .deb, and an archive with its install script
	@.ci/package $(VERSION) $(FOLDER)

test: setup ## install what is missing, then every check and test (E2E=1 also drives real windows)
	@$(MAKE) --no-print-directory lint unit race portable $(if $(E2E),e2e)
	@echo "Everything passed."

setup: ## install what is missing to build Moot
	@.ci/setup $(if $(E2E),--window-tests)

lint: format vet staticcheck modules ## check formatting, vet, staticcheck and go.mod

format:
	@echo "== gofmt"
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "run gofmt -w on:" $$unformatted >&2; exit 1; fi

vet:
	@echo "== go vet"
	@go vet $(FLAGS) ./...

staticcheck:
	@echo "== staticcheck"
	@go tool -modfile=.ci/tools.mod staticcheck $(FLAGS) ./...

modules:
	@echo "== modules"
	@.ci/modules

# `make vet` has looked. Three packages at a time keep two cores busy: those that talk to one another mostly wait.
unit: ## run the tests
	@echo "== go test"
	@go test $(FLAGS) -vet=off -p 3 -timeout 10m ./...

race: ## run the tests of packages without screens under the race detector, long ones shortened
	@echo "== go test -race"
	@.ci/raced $(FLAGS) -vet=off -short -timeout 10m $(RACED)

# What these compile is thrown away, so they spend no time on making it fast.
UNOPTIMISED := -gcflags=all='-N -l'

portable: android-check windows-check

android-check: ## compile store and sync for Android, without C
	@echo "== build for Android"
	@CGO_ENABLED=0 GOOS=android GOARCH=arm64 go build $(UNOPTIMISED) $(PORTABLE)

windows-check: ## compile store and sync for Windows, without C
	@echo "== build for Windows"
	@CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build $(UNOPTIMISED) $(PORTABLE)

e2e: E2E := 1
e2e: setup ## drive real windows under Xvfb
	MOOT_E2E=1 .ci/suite TestWindow ./app -- $(FLAGS) -timeout 20m

phone: E2E := 1
phone: setup ## drive the build for phones, which the toolkit simulates in a window
	MOOT_E2E=1 .ci/suite TestWindowPhone ./app -- -tags=$(TAGS),mobile -timeout 20m

screens: ## draw every screen into screens/
	@mkdir -p screens
	MOOT_SCREENS=$(CURDIR)/screens go test $(FLAGS) -count=1 ./app/ui
	@ls screens/*.png

goldens: ## write the layout and small picture of every screen anew, when a change of them is meant
	rm -rf app/ui/testdata/screens
	MOOT_GOLDEN=update go test $(FLAGS) -count=1 ./app/ui

fuzz: ## run every fuzz target for FUZZTIME each
	.ci/fuzz $(FUZZTIME) $(FLAGS)

soak: ## hand entries round in SOAKROUNDS random orders and compare what every device shows
	MOOT_CONVERGE=$(SOAKROUNDS) .ci/suite TestConvergence ./store -- $(FLAGS) -timeout 0

rolls: ## make up ROLLROUNDS stories about who belongs, and play every scene in more orders
	MOOT_ROLLFUZZ=$(ROLLROUNDS) .ci/suite TestStoriesMadeUp ./store/forum -- $(FLAGS) -timeout 0
	MOOT_SCENES=200 .ci/suite TestScenes ./store/forum -- $(FLAGS) -timeout 0
	MOOT_SCENES=12 .ci/suite TestScenes ./store -- $(FLAGS) -timeout 0

crash: ## kill the program at random instants, 200 times
	MOOT_CRASH_ROUNDS=200 .ci/suite TestCrash ./app/... -- $(FLAGS) -timeout 60m

mutations: ## put a million damaged changes through the parser, and a million through the gate
	MOOT_MUTATIONS=1000000 .ci/suite TestMutations ./store/doc -- $(FLAGS) -timeout 60m
	MOOT_MUTATIONS=1000000 .ci/suite TestGateMutations ./store -- $(FLAGS) -timeout 60m

monkey: ## click and type at random in the window, MONKEYSTEPS times, while a neighbour's changes come in
	MOOT_MONKEY=$(MONKEYSTEPS) .ci/suite TestMonkey ./app/ui -- $(FLAGS) -timeout 60m

bench: ## run the benchmarks for BENCHTIME each
	go test $(FLAGS) -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) -timeout 60m $(BENCHED)

clean: ## remove what was built
	rm -rf build dist screens
