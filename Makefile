# FlowVerdict: `make demo` shows it at work, `make test` checks it. Both install what is missing.

# Prints the path of `swift`, after seeing to it that all is there that building needs.
set_up := Scripts/set-up.sh
# Warnings in our sources are errors; SwiftPM keeps those of dependencies quiet. A scratch folder of
# its own, so that the two kinds of build do not undo each other.
strict := --scratch-path .build/strict -Xswiftc -warnings-as-errors
strict_benchmarks := --scratch-path Benchmarks/.build/strict -Xswiftc -warnings-as-errors
# Links in Benchmarks/Sources to the rooms are not followed; its own sources alone are meant.
formatted := --configuration .swift-format --recursive Sources Tests Package.swift \
	Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks
# What else `swift build` and `swift test` are to be told, such as OPTIONS="--filter GzipInputTests".
OPTIONS ?=
# Not empty: `make test` runs on the build that `make lint` made.
STRICT ?=

.DEFAULT_GOAL := help
.PHONY: help build demo test lint format microbench lookups clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\): ## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

build: ## Build the program in release mode: .build/release/flowverdict
	@swift=$$($(set_up)) && "$$swift" build -c release --product flowverdict $(OPTIONS)

demo: ## Install what is missing, build, and judge the sample logs by the sample rules
	@swift=$$($(set_up)) && "$$swift" build -c release --product flowverdict
	@.build/release/flowverdict evaluate --rules Samples/rules Samples/logs

test: ## Install what is missing and run every test
	@swift=$$($(set_up)) && "$$swift" test $(if $(STRICT),$(strict)) $(OPTIONS)

lint: ## Check formatting, and that our sources build without a warning
	@swift=$$($(set_up)) && "$$swift" format lint --strict $(formatted) && \
		"$$swift" build --build-tests $(strict) && \
		"$$swift" build --package-path Benchmarks $(strict_benchmarks)

format: ## Format the sources in place
	@swift=$$($(set_up)) && "$$swift" format --in-place $(formatted)

microbench: ## Time each stage of the data path by itself; OPTIONS="--filter verdicts"
	@swift=$$($(set_up)) && "$$swift" package --package-path Benchmarks benchmark --no-progress $(OPTIONS)

lookups: ## Time look-ups beside other ways to do them; OPTIONS="--kind firewall --rules 60 1000"
	@swift=$$($(set_up)) && "$$swift" build --package-path Benchmarks -c release --product lookup
	@Benchmarks/.build/release/lookup compare $(OPTIONS)

clean: ## Remove everything that was built
	@rm -rf .build Benchmarks/.build
