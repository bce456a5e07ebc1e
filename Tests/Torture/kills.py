"""Rows 1 to 4 and 23: processes that die, stop or lose their streams."""
import json
import os
import re
import shutil
import signal
import subprocess
import time

import archives
from harness import case, expect
from lab import digest, read

SHIM = "faults"


@case("01-kill-at-random")
def kill_at_random(lab, trial):
    """SIGKILL at random moments, each followed by a resume; every stage"""
    for round_number in range(lab.count(5, 1)):
        kill_one_run(lab, trial, kills=lab.count(200, 20), name=f"run{round_number}")
    for stage in ("ingest", "evaluate", "render"):
        kill_stage(lab, trial, stage, lab.count(100, 5))


def kill_one_run(lab, trial, kills, name):
    run, announced, landed = lab.path(name), 0, 0
    span = calibrate(lab)
    for number in range(kills):
        with trial.state(f"{name}, kill {number}"):
            process = lab.start(lab.train_command(
                run, 100000, "--log-format", "json", threads=2))
            time.sleep(lab.random.uniform(0, span))
            lab.send(process)
            result = lab.finish(process)
            result.expect(137)
            landed += 1
            told = [json.loads(line)["epoch"] for line in result.err.splitlines(True)
                    if line.endswith("}\n") and '"epoch"' in line]
            announced = max([announced] + told)
            count = lab.whole_epochs(run) if number % 20 == 0 else listed_epochs(run)
            expect(count >= announced, f"{announced} epochs were announced, {count} are there")
    with trial.state(f"{name}, the end"):
        last = listed_epochs(run) + 1
        lab.train(run, last).expect(0)
        expect(lab.whole_epochs(run) == last, "an epoch is lost")
        lab.expect_same(run, last)
        log = [json.loads(line)["epoch"] for line in read(f"{run}/train.jsonl").splitlines()]
        expect(log == list(range(1, last + 1)), f"the log has the epochs {log}")
        trial.note(f"{landed} kills to {last} epochs")
    shutil.rmtree(run)


def calibrate(lab):
    """Seconds from the start to a little behind the first epoch's end."""
    run = lab.path("calibration")
    seconds = [lab.train(run, epochs, "--quiet").expect(0).seconds for epochs in (1, 2, 3)]
    shutil.rmtree(run)
    return 1.3 * sorted(seconds)[1]


def listed_epochs(run):
    """The epochs of an archive, without comparing digests."""
    path = f"{run}/checkpoints.tar"
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return 0
    return len(archives.epoch_ends(path))


def stages(lab, run):
    """The arguments of the other stages, and the files that each of them makes."""
    return {
        "ingest": (["ingest", f"{lab.root}/idx", "--output", f"{run}/store"], ["store"]),
        "evaluate": (["evaluate", "--run", run, "--data", lab.store, "--checkpoint", "all"],
                     ["evaluation.jsonl"]),
        "render": (["render", "progress", "--run", run],
                   ["images/progress.apng"] + [f"frames/frame_e{n:03}.png" for n in (1, 2, 3)]),
    }


def kill_stage(lab, trial, stage, kills):
    run = lab.copy(3, "stage")
    arguments, names = stages(lab, run)[stage]
    seconds = lab.run(*arguments).expect(0).seconds
    made = {name: digest(f"{run}/{name}") for name in outputs(run)}
    archive = digest(f"{run}/checkpoints.tar")
    for number in range(kills):
        with trial.state(f"{stage}, kill {number}"):
            for name in outputs(run):
                os.remove(f"{run}/{name}")
            process = lab.start(lab.command(*arguments))
            time.sleep(lab.random.uniform(0, 1.2 * seconds))
            lab.send(process)
            lab.finish(process).expect(0, 137)
            for name in outputs(run):
                known = digest(f"{run}/{name}") == made[name]
                expect(known or stage == "evaluate", f"{name} is neither absent nor whole")
            lab.run(*arguments).expect(0)
            expect({name: digest(f"{run}/{name}") for name in outputs(run)} == made,
                   "the outputs differ from those of an uninterrupted stage")
            expect(digest(f"{run}/checkpoints.tar") == archive, "the archive changed")
            for folder in [run] + [f"{run}/{name}" for name in ("images", "frames")
                                   if os.path.isdir(f"{run}/{name}")]:
                lab.expect_no_temporaries(folder)


def outputs(run):
    """What stages other than `train` made in a run folder."""
    ours = ("checkpoints.tar", "state.safetensors", "train.jsonl", "config.yaml")
    found = []
    for folder, _, names in os.walk(run):
        found += [os.path.relpath(f"{folder}/{name}", run) for name in names]
    return sorted(name for name in found if name not in ours and "lock" not in name
                  and ".tmp-" not in name)


@case("02-kill-at-every-write")
def kill_at_every_write(lab, trial):
    """death before, after and within every call that writes, until the command gets through"""
    for label, epochs, prepare in situations(lab):
        for action in ("kill", "after", "half"):
            number = 1
            while True:
                run = prepare()
                env = {**lab.shim(SHIM), "FAULT_AT": str(number), "FAULT_DO": action}
                result = lab.train(run, epochs, env=env)
                if result.code == 0:
                    break
                with trial.state(f"{label}, {action} at call {number}"):
                    result.expect(137)
                    lab.whole_epochs(run)
                    lab.train(run, epochs, "--quiet").expect(0)
                    lab.expect_same(run, epochs)
                number += 1 if not lab.quick else 9
    for stage in ("ingest", "evaluate", "render"):
        kill_stage_at_every_write(lab, trial, stage)
    strace_every_write(lab, trial)


def situations(lab):
    """Runs to go on with: new, whole, torn, behind and ahead of their archive."""

    def new():
        shutil.rmtree(lab.path("run"), ignore_errors=True)
        return lab.path("run")

    def torn():
        run = lab.copy(1, "run")
        end = archives.epoch_ends(f"{run}/checkpoints.tar")[-1]
        with open(f"{run}/checkpoints.tar", "r+b") as file:
            file.seek(end + 512)
            file.write(b"torn" * 5000)
        return run

    def behind():
        run = lab.copy(2, "run")
        shutil.copy(f"{lab.fresh(1)}/checkpoints.tar", f"{run}/checkpoints.tar")
        return run

    def ahead():
        run = lab.copy(2, "run")
        shutil.copy(f"{lab.fresh(1)}/state.safetensors", f"{run}/state.safetensors")
        return run

    return [
        ("new", 2, new), ("continued", 2, lambda: lab.copy(1, "run")), ("torn", 2, torn),
        ("archive behind", 2, behind), ("archive ahead", 2, ahead),
    ]


def kill_stage_at_every_write(lab, trial, stage):
    run = lab.copy(3, "stage")
    arguments, _ = stages(lab, run)[stage]
    lab.run(*arguments).expect(0)
    made = {name: digest(f"{run}/{name}") for name in outputs(run)}
    for action in ("kill", "after", "half"):
        number = 1
        while True:
            for name in outputs(run):
                os.remove(f"{run}/{name}")
            env = {**lab.shim(SHIM), "FAULT_AT": str(number), "FAULT_DO": action}
            result = lab.run(*arguments, env=env)
            if result.code == 0:
                break
            with trial.state(f"{stage}, {action} at call {number}"):
                result.expect(137)
                lab.run(*arguments).expect(0)
                expect({name: digest(f"{run}/{name}") for name in outputs(run)} == made,
                       "the outputs differ from those of an uninterrupted stage")
                lab.expect_no_temporaries(run)
            number += 1 if not lab.quick else 9


def strace_every_write(lab, trial):
    """The same below the C library, where the kernel sees the call."""
    strace = lab.need("strace")
    for call in ("pwrite64", "write", "fsync", "rename", "ftruncate"):
        for number in range(1, 1000):
            run = lab.copy(1, "run")
            command = [
                strace, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                f"inject={call}:signal=KILL:when={number}"]
            result = lab.finish(lab.start(command + lab.train_command(run, 2)))
            if result.code == 0:
                break
            with trial.state(f"strace, {call} {number}"):
                expect(result.code == 137, f"exit {result.code}: {result.err}")
                lab.train(run, 2, "--quiet").expect(0)
                lab.expect_same(run, 2)
            if lab.quick and number == 2:
                break


@case("03-stop-by-signal")
def stop_by_signal(lab, trial):
    """SIGTERM, SIGINT and SIGHUP stop within 2 s and resume bit for bit; a second one stops at once"""
    span, slowest = calibrate(lab), 0.0
    for number in range(lab.count(60, 6)):
        run = lab.path("run")
        which = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[number % 3]
        with trial.state(f"signal {number}"):
            process = lab.start(lab.train_command(run, 100000))
            # Before the handler is there, a signal ends the process as it does any other.
            time.sleep(lab.random.uniform(0.05, span))
            sent = time.monotonic()
            lab.send(process, which)
            if number % 10 == 9:
                lab.send(process, which)
            result = lab.finish(process)
            seconds = time.monotonic() - sent
            slowest = max(slowest, seconds)
            result.expect(128 + which)
            expect(seconds < 2 or result.cpu_seconds < 2, f"it took {seconds:.1f} s")
            if number % 10 != 9 and os.path.isdir(run):
                lab.expect_no_temporaries(run)
        if number % 6 == 5:
            with trial.state(f"resume after signal {number}"):
                last = listed_epochs(run) + 1
                lab.train(run, last).expect(0)
                lab.expect_same(run, last)
            shutil.rmtree(run)
    trial.note(f"slowest stop {slowest:.2f} s")
    for number in range(lab.count(10, 1)):
        with trial.state(f"signal {number} to make"):
            stop_make(lab, (signal.SIGTERM, signal.SIGINT)[number % 2], span)


def stop_make(lab, which, span):
    """A signal to `make all` reaches the stage, and no other stage follows."""
    run = lab.path("made")
    shutil.rmtree(run, ignore_errors=True)
    command = lab.make_command("all", run, epochs=1000)
    process = lab.start(command, env={"GAN_THREADS": "1"}, start_new_session=True)
    while not os.path.exists(f"{run}/config.yaml"):
        expect(lab.is_running(process), "make ended by itself")
        time.sleep(0.01)
    time.sleep(lab.random.uniform(0, span))
    # What a terminal sends goes to all of the group, what `kill` sends to make alone.
    os.killpg(process.pid, which) if which == signal.SIGINT else lab.send(process, which)
    result = lab.finish(process)
    expect(result.code in (2, 128 + which), f"exit {result.code}: {result.err}")
    expect(not os.path.exists(f"{run}/evaluation.jsonl"), "the next stage was run")
    last = listed_epochs(run) + 1
    lab.train(run, last).expect(0)
    lab.expect_same(run, last)


@case("04-closed-streams", tests=["ClosedStreamTests"])
def closed_streams(lab, trial):
    """no reader of the output, or no streams at all"""
    train = " ".join(lab.train_command(lab.path("run"), 2))
    for line in ("{} --json | head -n 1", "{} | true", "{} --json >&-", "{} 2>&-",
                 "{} --json <&- >&- 2>&-", "{} 2>&1 | head -c 1"):
        with trial.state(line.format("train")):
            shutil.rmtree(lab.path("run"), ignore_errors=True)
            script = f"set -o pipefail; {line.format(train)}"
            result = subprocess.run(["bash", "-c", script], capture_output=True, text=True,
                                    env={"PATH": os.environ["PATH"]}, timeout=180)
            expect(result.returncode == 0, f"exit {result.returncode}: {result.stderr}")
            lab.expect_same(lab.path("run"), 2)
    if os.path.exists("/dev/full"):
        with trial.state("train --json >/dev/full"):
            shutil.rmtree(lab.path("run"), ignore_errors=True)
            with open("/dev/full", "w") as full:
                lab.train(lab.path("run"), 2, "--json", stdout=full).expect(74)
            lab.train(lab.path("run"), 2).expect(0)
            lab.expect_same(lab.path("run"), 2)


@case("23-lock-left-over", tests=["FolderLockTests", "RunFolderTests"])
def lock_left_over(lab, trial):
    """a lock file without a holder has no effect, whatever it says"""
    for content in (b"", b"1\n", b"%d\n" % os.getpid(), b"\xff" * 4096):
        with trial.state(f"lock with {content[:10]}"):
            run = lab.copy(1, "run")
            with open(f"{run}/.lock", "wb") as file:
                file.write(content)
            lab.train(run, 2).expect(0)
            lab.expect_same(run, 2)
    with trial.state("holder killed"):
        run = lab.copy(1, "run")
        holder = lab.start(lab.train_command(run, 100000))
        time.sleep(0.3)
        second = lab.train(run, 2).expect(75)
        expect(re.search(rf"process {holder.pid}\b", second.err), "the holder is not named")
        lab.send(holder)
        lab.finish(holder)
        last = listed_epochs(run) + 1
        lab.train(run, last).expect(0)
        lab.expect_same(run, last)
