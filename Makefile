# The pipeline, for GNU make 3.81 and later; `make help` prints the rules.
#
# The stages decide themselves whether there is something to do: by the digests recorded in their
# outputs, not by the times of files. So every rule here is phony, and nothing that was trained is
# ever deleted or made again because of a date.
SWIFT = swift
BIN = .build/release

# What may be given on the command line, such as `make train RECIPE=my.yaml RUN=runs/my`. Where RUN
# and DATA are empty, GAN_RUN and GAN_DATA of the environment count, then runs/mnist and
# data/mnist.safetensors.
SOURCE = data/mnist.npz
DATA =
RUN =
RECIPE = pipeline/mnist.yaml
EVERY = 10
SECONDS = 60

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
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 16
