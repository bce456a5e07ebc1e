# The pipeline, for GNU make 3.81 and later; `make help` prints the rules and the variables.
#
# The stages decide themselves whether there is something to do: by the digests recorded in their
# outputs, not by the times of files. So every rule here is phony, and nothing that was trained is
# ever deleted or made again because of a date.

# What may be given on the command line, such as `make train RECIPE=my.yaml RUN=runs/my`; the line
# above each is its help.

## what ingest reads: the .npz, or a folder of idx files
SOURCE = data/mnist.npz
## the tensor store; else $GAN_DATA, else data/mnist.safetensors
DATA =
## the run folder; else $GAN_RUN, else runs/mnist
RUN =
## what train is told
RECIPE = pipeline/mnist.yaml
## whole epochs in all; else what RECIPE says
EPOCHS =
## evaluate and draw each Nth epoch and the last
EVERY = 10
## how long fuzz feeds each parser
SECONDS = 60
## the Swift command
SWIFT = swift
## more for every build by it, the tests' too
FLAGS =
## where the release binaries are built, and started from
BIN = .build/release

# A name that is none of these was meant as one: `make train EPOCH=3` would train all epochs.
given := $(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name)))
ifneq ($(strip $(given)),)
known := $(shell sed -n 's/^\([A-Z]*\) =.*/\1/p' $(firstword $(MAKEFILE_LIST)))
unknown := $(filter-out $(known) MAKEFLAGS SHELL,$(given))
ifneq ($(strip $(unknown)),)
$(error unknown variable $(unknown); there are $(known), see make help)
endif
endif

# A value as one word of a command, whatever is in it.
quoted = '$(subst ','\'',$(1))'
option = $(if $(2),$(1) $(call quoted,$(2)))
data-option = $(call option,--data,$(DATA))
run-option = $(call option,--run,$(RUN))

# It is needed after hours of training only.
ifneq ($(shell expr $(call quoted,$(EVERY)) : '[1-9][0-9]*$$' >/dev/null && echo number),number)
$(error EVERY is '$(EVERY)'; it must be a whole number from 1)
endif

# Single commands, which make starts without a shell: a SIGTERM to make reaches the stage.
bin = $(call quoted,$(BIN))
run-ingest = $(bin)/ingest $(call quoted,$(SOURCE)) $(call option,--output,$(DATA))
run-train = $(bin)/train --recipe $(call quoted,$(RECIPE)) $(call option,--epochs,$(EPOCHS)) \
  $(run-option) $(data-option)
run-judge = $(bin)/evaluate judge $(data-option)
run-evaluate = $(bin)/evaluate --every $(EVERY) $(run-option) $(data-option)
render-real = $(bin)/render real $(run-option) $(data-option)
render-grids = $(bin)/render grid --every $(EVERY) $(run-option)
render-compare = $(bin)/render compare $(run-option)
render-progress = $(bin)/render progress $(run-option)
render-interpolate = $(bin)/render interpolate $(run-option)
render-explore = $(bin)/render explore $(run-option) $(data-option)
render-curves = $(bin)/render curves $(run-option) $(data-option)
render-report = $(bin)/render report $(run-option) $(data-option)
# Where make looks for the run when RUN is empty, as the stages do.
run-folder = $(or $(RUN),$(GAN_RUN),runs/mnist)

# On a terminal the compiler gets a flag more, for colours, and takes all files for changed.
plain = --no-color-diagnostics

.PHONY: setup build all ingest judge train evaluate render report explore demo test test-kernels \
  test-arm64 test-browser test-exports lint bench bench-peers fuzz torture clean distclean help
.DEFAULT_GOAL := help

all: | build ## train the 100 epochs of pipeline/mnist.yaml, or go on with them, draw, evaluate
demo: | build ## the same for 3 epochs, in runs/demo
demo: RUN = runs/demo
demo: RECIPE = pipeline/demo.yaml
demo: EVERY = 1
# What evaluate cannot judge would be found after hours of training: no test images, and with the judge
# no labels.
all demo:
	$(run-ingest) --require-test
	$(run-judge)
	$(run-train)
	$(render-real)
	$(render-grids)
	$(render-compare)
	$(render-progress)
	$(render-interpolate)
	$(run-evaluate)
	$(render-curves)
	$(render-report)
	$(render-explore)
	@echo 'open in a browser:'
	@echo ' ' $(call quoted,$(run-folder)/images/report.html) all that there is to see of the run
	@echo ' ' $(call quoted,$(run-folder)/images/explore.html) its networks, to play with

ingest: | build ## read SOURCE, write the tensor store
	$(run-ingest)

judge: | build ## make the judge of the store, once
	$(run-judge)

train: | build ## train by RECIPE, one checkpoint an epoch
	$(run-train)

evaluate: | build ## judge every 10th checkpoint and the last (EVERY=10)
	$(run-evaluate)

render: | build ## draw the data, these checkpoints, the progress of all, a walk of latents, the curves
	$(render-real)
	$(render-grids)
	$(render-compare)
	$(render-progress)
	$(render-interpolate)
	$(render-curves)

report: | build ## make a page of one file that shows all there is to see of the run
	$(render-report)

explore: | build ## make a page in which the networks of the last checkpoint run
	$(render-explore)

setup: ## install the system packages that are missing
	@tools/setup

build: | setup ## build the release binaries
	$(SWIFT) build -c release $(FLAGS) $(plain)

test: | setup ## build and run the tests
	$(SWIFT) test --parallel $(FLAGS) $(plain)

lint: ## check formatting, scripts, and that no machine's paths are in tracked files
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	tools/lint

bench: | build ## measure the training step
	tools/bench

bench-peers: | build ## measure other frameworks on the same step
	Benchmarks/bench-peers

fuzz: | setup ## feed damaged files to every parser, each for SECONDS=60
	tools/fuzz $(SECONDS)

test-kernels: ## compare the kernels alone with plain loops, built without Swift
	tools/test-kernels

test-arm64: ## the same for arm64 under an emulator; tools/setup --arm64 installs it
	tools/test-arm64

test-browser: | build ## use the pages of runs/demo in a headless Chromium, where there is one
	tools/test-browser

test-exports: | build ## open the models and logs of runs/demo in the tools they are for
	tools/test-exports runs/demo

torture: | build ## kill, fill, cut and collide, and check that nothing is lost
	tools/torture

clean: ## remove what was built
	$(SWIFT) package clean

distclean: ## remove also the tensor stores, judges and all runs, after asking
	tools/distclean

help: ## print this list
	@echo 'rules, given as `make RULE`:'
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'variables, given as `make RULE NAME=VALUE`:'
	@awk '/^## / { text = substr($$0, 4) } /^[A-Z]+ =/ { value = substr($$0, length($$1) + 4); \
	  printf "  %-14s%s%s\n", $$1, text, value == "" ? "" : " (default: " value ")" }' $(MAKEFILE_LIST)
