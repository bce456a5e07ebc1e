"""Row 38: signals that meet threads, and a step that takes long."""
import os
import shutil
import signal
import time

from harness import case, expect
from kills import listed_epochs, outputs, stages
from lab import digest, write_idx_folder

HANG_UP, INTERRUPT, TERMINATE = signal.SIGHUP, signal.SIGINT, signal.SIGTERM


@case("38-signals-and-threads", tests=["WorkerPoolTests", "GivenUpStepTests", "TrainTests"])
def signals_and_threads(lab, trial):
    """SIGHUP, SIGINT and SIGTERM while a file is written by a process of many threads"""
    signals = (HANG_UP, HANG_UP, TERMINATE, INTERRUPT)
    caught = 0
    for number in range(lab.count(60, 8)):
        which = signals[number % len(signals)]
        with trial.state(f"train, {which.name} {number}"):
            run = lab.path("run")
            process = lab.start(lab.train_command(run, 100000, "--quiet", threads=4))
            caught += wait_for_temporary(lab, process, run)
            # As the shell and the kernel send it when a terminal is closed.
            for _ in range(2 if which == HANG_UP else 1):
                lab.send(process, which)
            lab.finish(process).expect(128 + which)
            lab.expect_no_temporaries(run)
            last = listed_epochs(run) + 1
            lab.train(run, last).expect(0)
            lab.expect_same(run, last)
            shutil.rmtree(run)
    trial.note(f"{caught} met a file half written")
    run = lab.copy(3, "stage")
    for stage in ("ingest", "evaluate", "render"):
        arguments, _ = stages(lab, run)[stage]
        if stage != "ingest":
            arguments = [*arguments, "--threads", "4"]
        for name in outputs(run):
            os.remove(f"{run}/{name}")
        seconds = lab.run(*arguments).expect(0).seconds
        made = {name: digest(f"{run}/{name}") for name in outputs(run)}
        for number in range(lab.count(40, 4)):
            which = signals[number % len(signals)]
            with trial.state(f"{stage}, {which.name} {number}"):
                for name in outputs(run):
                    os.remove(f"{run}/{name}")
                process = lab.start(lab.command(*arguments))
                time.sleep(lab.random.uniform(0, seconds))
                lab.send(process, which)
                lab.finish(process).expect(0, 128 + which)
                for folder, _, _ in os.walk(run):
                    lab.expect_no_temporaries(folder)
                lab.run(*arguments).expect(0)
                expect({name: digest(f"{run}/{name}") for name in outputs(run)} == made,
                       "the outputs differ from those of an uninterrupted stage")


def wait_for_temporary(lab, process, run):
    """Whether a file is being written in a run now, within 20 s."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and lab.is_running(process):
        if os.path.isdir(run) and any(".tmp-" in name for name in os.listdir(run)):
            return True
    return False


@case("39-stop-in-a-long-step", tests=["GivenUpStepTests"])
def stop_in_a_long_step(lab, trial):
    """a step of 4096 images is given up within 2 s, and made again from its start"""
    write_idx_folder(lab.path("idx"), 4096, 16)
    store = lab.path("store")
    lab.run("ingest", lab.path("idx"), "--output", store).expect(0)

    def command(run, epochs):
        return lab.command(
            "train", "--data", store, "--run", run, "--latent-dim", 10, "--batch-size", 4096,
            "--threads", 2, "--epochs", epochs, "--quiet")

    whole = lab.path("whole")
    seconds = lab.finish(lab.start(command(whole, 1))).expect(0).seconds
    slowest = 0.0
    for number in range(lab.count(6, 2)):
        with trial.state(f"stop {number}"):
            run = lab.path("run")
            process = lab.start(command(run, 1))
            time.sleep(lab.random.uniform(0.2, 0.9) * seconds)
            sent = time.monotonic()
            lab.send(process, (TERMINATE, HANG_UP)[number % 2])
            result = lab.finish(process)
            took = time.monotonic() - sent
            slowest = max(slowest, took)
            result.expect(0, 143, 129)
            expect(took < 2 or result.cpu_seconds < 2, f"it took {took:.1f} s")
            lab.finish(lab.start(command(run, 1))).expect(0)
            for name in ("checkpoints.tar", "state.safetensors"):
                expect(digest(f"{run}/{name}") == digest(f"{whole}/{name}"), f"{name} differs")
            shutil.rmtree(run)
    trial.note(f"a step of {seconds:.1f} s, slowest stop {slowest:.2f} s")
