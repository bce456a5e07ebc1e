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
## evaluate and draw each Nth epoch and the last
EVERY = 10
## how long fuzz feeds each parser
SECONDS = 60
## the Swift command
SWIFT = swift
## where the release binaries are built, and started from
BIN = .build/release

data-option = $(if $(DATA),--data $(DATA))
run-option = $(if $(RUN),--run $(RUN))

# Single commands, which make starts without a shell: a SIGTERM to make reaches the stage.
run-ingest = $(BIN)/ingest $(SOURCE) $(if $(DATA),--output $(DATA))
run-train = $(BIN)/train --recipe $(RECIPE) $(run-option) $(data-option)
run-evaluate = $(BIN)/evaluate --every $(EVERY) $(run-option) $(data-option)
render-real = $(BIN)/render real $(run-option) $(data-option)
render-grids = $(BIN)/render grid --every $(EVERY) $(run-option)
render-progress = $(BIN)/render progress $(run-option)

.PHONY: setup build all ingest train evaluate render demo test lint bench bench-peers fuzz torture \
  clean distclean help
.DEFAULT_GOAL := help

all: | build ## train the 100 epochs of pipeline/mnist.yaml, or go on with them, evaluate, draw
demo: | build ## the same for 3 epochs, in runs/demo
demo: RUN = runs/demo
demo: RECIPE = pipeline/demo.yaml
demo: EVERY = 1
all demo:
	$(run-ingest)
	$(run-train)
	$(run-evaluate)
	$(render-real)
	$(render-grids)
	$(render-progress)

ingest: | build ## read SOURCE, write the tensor store
	$(run-ingest)

train: | build ## train by RECIPE, one checkpoint an epoch
	$(run-train)

evaluate: | build ## judge every 10th checkpoint and the last (EVERY=10)
	$(run-evaluate)

render: | build ## draw the data, the grids of these checkpoints, the progress of all
	$(render-real)
	$(render-grids)
	$(render-progress)

setup: ## install the system packages that are missing
	@tools/setup

build: | setup ## build the release binaries
	$(SWIFT) build -c release

test: | setup ## build and run the tests
	$(SWIFT) test --parallel

lint: ## check formatting, scripts, and that no machine's paths are in tracked files
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	tools/lint

bench: | build ## measure the training step
	tools/bench

bench-peers: | build ## measure other frameworks on the same step
	Benchmarks/bench-peers

fuzz: | setup ## feed damaged files to every parser, each for SECONDS=60
	tools/fuzz $(SECONDS)

torture: | build ## kill, fill, cut and collide, and check that nothing is lost
	tools/torture

clean: ## remove what was built
	$(SWIFT) package clean

distclean: ## remove also the tensor stores and all runs, after asking
	tools/distclean

help: ## print this list
	@echo 'rules, given as `make RULE`:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'variables, given as `make RULE NAME=VALUE`:'
	@awk '/^## / { text = substr($$0, 4) } /^[A-Z]+ =/ { value = substr($$0, length($$1) + 4); \
	  printf "  %-14s%s%s\n", $$1, text, value == "" ? "" : " (default: " value ")" }' $(MAKEFILE_LIST)
