# Everything that is done with this project, by name.

GO ?= go
GOLANGCI = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.13.2
FUZZTIME ?= 20s

.PHONY: build fakehub release rename-module test test-all race torture lint golden fuzz bench bench-scale bugs

build: ## the program, as ./accredit
	$(GO) build -trimpath -o accredit ./cmd/accredit

fakehub: ## the fake HubSpot for trials, as ./fakehub; it is no part of accredit
	$(GO) build -trimpath -o fakehub ./cmd/fakehub

release: ## everything that is published, into OUT; VERSION=v1.2.3; PLATFORMS=linux/amd64,... makes less
	$(GO) build -C .ci/publish -o $(CURDIR)/.release .
	./.release -version "$(VERSION)" -out "$(or $(OUT),dist)" -platforms "$(PLATFORMS)" -base-url "$(BASE_URL)"

rename-module: ## MODULE in place of the module path, so that go install finds the programs
	@test -n "$(MODULE)" || { echo "Say MODULE=..., like MODULE=github.com/northwind/accredit." >&2; exit 1; }
	@old=$$($(GO) list -m) && $(GO) mod edit -module "$(MODULE)" && $(GO) -C .ci/publish mod edit -module "$(MODULE)/release" && \
	  find . -name '*.go' -not -path './.git/*' -exec perl -pi -e "s{\"\Q$$old\E/}{\"$(MODULE)/}g" {} + && \
	  gofmt -w $$($(GO) list -f '{{.Dir}}' ./...) .ci/publish

test: ## all tests, the large ones on a sample that is the same in every run
	$(GO) test -shuffle=on ./...

# Each shard has a limit of its own, and go runs its packages side by side.
test-all: ## all tests in full: every small world, every byte flipped, every seed
	ACCREDIT_ALL=1 $(GO) test -timeout 30m ./config/... ./engine/...
	ACCREDIT_ALL=1 $(GO) test -timeout 30m ./state/...
	ACCREDIT_ALL=1 $(GO) test -timeout 40m -run '^TestCachedPlan' ./cmd/accredit
	ACCREDIT_ALL=1 $(GO) test -timeout 40m -run '^Test(Killed|Failed)' ./cmd/accredit
	ACCREDIT_ALL=1 $(GO) test -timeout 40m -skip '^Test(CachedPlan|Killed|Failed)' ./cmd/...

# Without the option each of the many programs that the tests run sleeps for a
# second before it ends. What a page does in a browser, and the server behind a
# pooler, are other programs, in which the detector sees nothing.
race: ## the same as test with the race detector, without browser, pooler, and other processes that are killed, whose order it cannot see
	GORACE="atexit_sleep_ms=0 $$GORACE" $(GO) test -timeout 40m -race -shuffle=on -skip '^(TestPlanPage|TestPagesInBrowser|TestBrowser|TestPooler|TestKilledAtEvery)' ./...

torture: ## every fault at every call, full counts; SEED=n repeats a run
	ACCREDIT_ALL=1 ACCREDIT_SEED=$(SEED) $(GO) test -count=1 -timeout 120m -shuffle=on ./cmd/accredit ./state/...

lint:
	test -z "$$(gofmt -l .)"
	$(GO) vet ./...
	$(GOLANGCI) run ./...

golden: ## rewrite the expected outputs; review the diff
	$(GO) test ./config ./engine/render ./engine/planfile ./cmd/accredit -update

fuzz: ## every fuzz target for FUZZTIME
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "== $$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg; \
	  done; done

bench: ## the figures of load, plan and apply, and of both backends beside their floors; compare runs with benchstat
	$(GO) test -run '^$$' -bench . -benchmem -timeout 60m ./cmd/accredit ./state/...

bench-scale: ## the program as a whole over books of up to a million grants, beside its floors; SCALE="-sizes 1000,10000 -runs 1" takes a minute
	mkdir -p docs
	$(GO) run ./cmd/accredit/internal/scale $(SCALE) > docs/performance.md.new
	mv docs/performance.md.new docs/performance.md

bugs: ## seed each kept bug and show that the suite catches it
	.ci/bugs
