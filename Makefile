# The pipeline, for GNU make 3.81 and later. `make help` prints the rules.
SWIFT ?= swift

.PHONY: setup lint test help
.DEFAULT_GOAL := help

setup: ## install the system packages that are missing
	@pipeline/setup

test: setup ## build and run the tests
	$(SWIFT) test

lint: ## check the format of the Swift sources
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 16
