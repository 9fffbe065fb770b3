# FlowVerdict: `make demo` shows it at work, `make test` checks it. Both install what is missing.

# Whether ISA-L decompresses instead of zlib: `yes`, `no`, or where it is installed if empty.
ISAL ?=
# What the program may use of the processor, and so needs: `baseline`, `avx2`, `avx512`, or if empty what this
# machine has.
PROCESSOR ?=
# Prints the path of `swift`, after seeing to it that all is there that building needs.
set_up := ISAL=$(ISAL) Scripts/set-up.sh
# To be asked after setting up, which may have installed ISA-L.
traits := $$(ISAL=$(ISAL) PROCESSOR=$(PROCESSOR) Scripts/choose-traits.sh)
linking := $$(Scripts/choose-linking.sh "$$swift")
# Scratch folders of their own, so that several kinds of build do not undo each other.
suffix := $(if $(filter no,$(ISAL)),-libz)$(addprefix -,$(PROCESSOR))
# Warnings in our sources are errors; SwiftPM keeps those of dependencies quiet.
strict := --scratch-path .build/strict$(suffix) -Xswiftc -warnings-as-errors
relaxed := $(if $(suffix),--scratch-path .build/relaxed$(suffix))
# Where that, or the strict build, puts what it builds.
scratch = $(if $(STRICT),.build/strict$(suffix),$(if $(suffix),.build/relaxed$(suffix),.build))
strict_benchmarks := --scratch-path Benchmarks/.build/strict$(suffix) -Xswiftc -warnings-as-errors
# Links in Benchmarks/Sources to the rooms are not followed; its own sources alone are meant.
formatted := --configuration .swift-format --recursive Sources Tests Examples Package.swift \
	Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks \
	Fuzzing/Package.swift Fuzzing/Sources
# Where `make install` puts things, below DESTDIR.
PREFIX ?= /usr/local
DESTDIR ?=
# What else `swift build` and `swift test` are to be told, such as OPTIONS="--filter GzipInputTests".
OPTIONS ?=
# Not empty: `make test` runs on the build that `make lint` made.
STRICT ?=

.DEFAULT_GOAL := help
.PHONY: help build install demo test lint format clean microbench lookups bench-compare instructions instructions-compare \
	reference documentation fuzz sanitize sbom limits soak

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):[a-z ]* ## \(.*\)/make \1\t\2/p' Makefile | expand -t 28

build: ## Build the program in release mode: .build/release/flowverdict
	@swift=$$($(set_up)) && "$$swift" build -c release --product flowverdict $(traits) $(linking) $(OPTIONS)

# The manual is made by the command line's own library, out of the help that the
# program tells.
install: build ## Install the program, its manual pages and shell completions; PREFIX=/usr/local
	@swift=$$($(set_up)) && "$$swift" build $(traits) --scratch-path .build/manual --product generate-manual
	@Scripts/install-program.sh "$(DESTDIR)$(PREFIX)" .build/release/flowverdict .build/manual/debug/generate-manual

demo: ## Install what is missing, build, and judge the sample logs by the sample rules
	@swift=$$($(set_up)) && "$$swift" build -c release --product flowverdict $(traits) $(linking)
	@.build/release/flowverdict evaluate --rules Samples/rules Samples/logs

# Built first, as lint does: swift test would build all of it anew for itself.
test: ## Install what is missing and run every test
	@swift=$$($(set_up)) && "$$swift" build --build-tests $(traits) $(if $(STRICT),$(strict),$(relaxed)) && \
		"$$swift" test --skip-build $(traits) $(if $(STRICT),$(strict),$(relaxed)) $(OPTIONS)

lint: ## Check formatting, and that our sources build without a warning
	@swift=$$($(set_up)) && "$$swift" format lint --strict $(formatted) && \
		"$$swift" build --build-tests $(traits) $(strict) && \
		"$$swift" build --package-path Benchmarks $(traits) $(strict_benchmarks)

format: ## Format the sources in place
	@swift=$$($(set_up)) && "$$swift" format --in-place $(formatted)

microbench: ## Time each stage of the data path by itself; OPTIONS="--filter verdicts"
	@swift=$$($(set_up)) && "$$swift" package --package-path Benchmarks $(traits) benchmark --no-progress $(OPTIONS)

lookups: ## Time look-ups beside other ways to do them; OPTIONS="--kind firewall --rules 60 1000"
	@swift=$$($(set_up)) && "$$swift" build --package-path Benchmarks -c release --product lookup $(traits)
	@Benchmarks/.build/release/lookup compare $(OPTIONS)

bench-compare: ## Measure beside igzip, libz, DuckDB, rte_acl: writes Benchmarks/RESULTS.md
	@python3 -B Benchmarks/Compare/compare.py $(OPTIONS)

# Valgrind emulates no AVX-512 and reads no DWARF 5 of C, so that what is counted is a build without them.
counted := $(MAKE) --silent build PROCESSOR=avx2 \
		OPTIONS="--scratch-path .build/counted$(suffix) -Xcc -gdwarf-4" && \
	python3 -B Benchmarks/Instructions/count.py --program .build/counted$(suffix)/release/flowverdict

instructions: ## Count the instructions a record takes, by stage, and keep the counts
	@$(counted)

instructions-compare: ## Count them, and print them beside those that are kept
	@$(counted) --compare

# As wide as pages are: the width of a terminal is none of theirs.
reference: ## Write Documentation/reference.md anew, out of the program's own help
	@swift=$$($(set_up)) && "$$swift" build --product flowverdict $(traits) $(if $(STRICT),$(strict),$(relaxed)) && \
		Scripts/write-reference.sh $(scratch)/debug/flowverdict >Documentation/.reference.partial && \
		mv Documentation/.reference.partial Documentation/reference.md

documentation: ## Make the library's own documentation, for browsers: .build/documentation
	@swift=$$($(set_up)) && "$$swift" build --product EmbeddingExample $(traits) $(if $(STRICT),$(strict),$(relaxed)) && \
		Scripts/make-documentation.sh "$$swift" $(scratch) .build/documentation

# One after the other; ADDRESS=no leaves the address sanitizer out and is several times as fast.
fuzz: ## Fuzz every reader for SECONDS (60) each; HARNESSES="lines rules", ADDRESS=no
	@SECONDS_EACH=$(or $(SECONDS),60) ADDRESS=$(or $(ADDRESS),yes) ISAL=$(ISAL) PROCESSOR=$(PROCESSOR) \
		Fuzzing/fuzz.sh $(HARNESSES)

# Each needs a build of its own. XCTest itself leaks, for which every run would fail. The thread sanitizer sees no
# synchronisation in libraries that it was not built into.
sanitize: ## Run the tests under the address and the thread sanitizer; OPTIONS="--filter FlowLogsTests"
	@swift=$$($(set_up)) && for sanitizer in address thread; do \
		ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Reliability/thread-sanitizer.supp \
			"$$swift" test --sanitize $$sanitizer $(traits) --scratch-path .build/$$sanitizer $(OPTIONS) || exit 1; \
	done

# SwiftPM prints on standard output alone what is asked for.
sbom: build ## Write what the program is made of, as CycloneDX has it: .build/flowverdict.cdx.json
	@swift=$$($(set_up)) && "$$swift" package $(traits) show-dependencies --format json 2>/dev/null | \
		Scripts/make-sbom.py .build/release/flowverdict \
			"$$(.build/release/flowverdict --version | cut -d' ' -f1)" \
			"$$("$$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p')" \
			>.build/.flowverdict.cdx.partial && \
		mv .build/.flowverdict.cdx.partial .build/flowverdict.cdx.json && echo .build/flowverdict.cdx.json

# Writes some gigabytes of hostile inputs below .build, and removes them.
limits: build ## Give the program inputs without bounds, and check that its memory has some
	@python3 -B Tests/Reliability/limits.py .build/release/flowverdict $(OPTIONS)

soak: build ## Judge generated archives for SECONDS (60), and check that nothing grows
	@python3 -B Tests/Reliability/soak.py .build/release/flowverdict --seconds $(or $(SECONDS),60) $(OPTIONS)

clean: ## Remove everything that was built
	@rm -rf .build Benchmarks/.build Fuzzing/.build
