"""Rows 5 to 9: disks that are full, limited, broken or slow to take what they are given."""
import os
import resource
import shutil
import subprocess

import archives
from harness import Skipped, case, expect
from kills import SHIM, outputs, situations
from lab import digest, read

MIB = 1 << 20


class SmallDisk:
    """A tmpfs of a given size."""

    def __init__(self, lab, size):
        lab.need_root()
        self.lab, self.path = lab, lab.path("disk")
        os.makedirs(self.path, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "torture", self.path]
        made = subprocess.run(mount, capture_output=True, text=True)
        if made.returncode:
            raise Skipped(f"no file system can be mounted: {made.stderr.strip()}")
        lab.mounts.append(self.path)

    def resize(self, size):
        subprocess.run(["mount", "-o", f"remount,size={size}", self.path], check=True)

    def remove(self):
        subprocess.run(["umount", self.path], check=True)
        self.lab.mounts.remove(self.path)


@case("05-disk-full")
def disk_full(lab, trial):
    """a disk of 1 to 60 MB that fills up at any stage; it goes on once there is room"""
    codes = {}
    sizes = range(64 << 10, 60 * MIB, 1300 << 10) if not lab.quick else range(MIB, 30 * MIB, 7 * MIB)
    for size in sizes:
        with trial.state(f"{size >> 10} KiB"):
            disk = SmallDisk(lab, size)
            try:
                run, store = f"{disk.path}/run", f"{disk.path}/store"
                steps = four_stages(lab, run, store)
                for name, step in steps:
                    code = step(codes=(0, 66, 73, 74)).code
                    codes[name, code] = codes.get((name, code), 0) + 1
                    expect_whole_prefix(lab, run)
                    expect_no_temporaries_below(lab, disk.path)
                disk.resize(200 * MIB)
                for _, step in steps:
                    step(codes=(0,))
                lab.expect_same(run, 3)
                expect(digest(store) == digest(lab.store), "the store differs")
                for name in ("evaluation.jsonl", "images/progress.apng"):
                    expect(os.path.exists(f"{run}/{name}"), f"{name} is missing")
            finally:
                disk.remove()
    met = [f"{name} {code}: {count}" for (name, code), count in sorted(codes.items())]
    trial.note(", ".join(met))


def four_stages(lab, run, store):
    """The stages on a small disk, each with its name; the store that train reads is elsewhere."""

    def stage(*arguments):
        return lambda codes: lab.run(*arguments).expect(*codes)

    return [
        ("ingest", stage("ingest", f"{lab.root}/idx", "--output", store)),
        ("train", lambda codes: lab.train(run, 3).expect(*codes)),
        ("evaluate", stage("evaluate", "--run", run, "--data", lab.store, "--checkpoint", "all")),
        ("render", stage("render", "progress", "--run", run)),
    ]


def expect_whole_prefix(lab, run):
    """Fails unless the archive, if any, starts as that of an uninterrupted run, whole epochs long."""
    path = f"{run}/checkpoints.tar"
    if not os.path.exists(path) or not os.path.getsize(path):
        return
    count = lab.whole_epochs(run)
    if count:
        end = archives.epoch_ends(path)[-1]
        fresh = read(f"{lab.fresh(3)}/checkpoints.tar")
        expect(read(path)[:end] == fresh[:end], "earlier epochs changed")


def expect_no_temporaries_below(lab, folder):
    for inner, _, _ in os.walk(folder):
        lab.expect_no_temporaries(inner)


def expect_failure_then_recovery(lab, run, epochs, result, codes):
    """A stage that met an error left what was there, and the next one goes on."""
    result.expect(*codes)
    expect_whole_prefix(lab, run)
    expect_no_temporaries_below(lab, run)
    lab.train(run, epochs, "--quiet").expect(0)
    lab.expect_same(run, epochs)


@case("06-disk-full-in-append")
def disk_full_in_append(lab, trial):
    """from any writing call on, there is no space"""
    fail_every_call(lab, trial, "write,pwrite,ftruncate,mkdir", "enospc", (0, 73, 74))
    with_strace(lab, trial, ["pwrite64", "write"], "ENOSPC", lambda n: f"{n}")


@case("08-fsync-fails")
def fsync_fails(lab, trial):
    """fsync fails, and all later ones too: no retry, the epoch is not announced"""
    fail_every_call(lab, trial, "fsync,fdatasync", "eio", (74,))
    with_strace(lab, trial, ["fsync", "fdatasync"], "EIO", lambda n: f"{n}")


def fail_every_call(lab, trial, calls, error, codes):
    for label, epochs, prepare in situations(lab):
        number = 1
        while True:
            run = prepare()
            env = {**lab.shim(SHIM), "FAULT_ON": calls, "FAULT_AT": str(number),
                   "FAULT_DO": error}
            # Diagnostics fail too, so the code has to do.
            result = lab.train(run, epochs, "--quiet", env=env)
            if result.code == 0:
                break
            with trial.state(f"{label}, {error} from call {number} on"):
                if error == "eio":
                    expect_announced_is_there(lab, prepare(), epochs, env)
                    expect(result.err.count("error: ") == 1, f"it said {result.err!r}")
                expect(result.code in codes, f"exit {result.code}: {result.err}")
                expect_whole_prefix(lab, run)
                expect_no_temporaries_below(lab, run)
                lab.train(run, epochs, "--quiet").expect(0)
                lab.expect_same(run, epochs)
            number += 1 if not lab.quick else 5


def expect_announced_is_there(lab, run, epochs, env):
    """What was announced before an fsync failed is what the log has, which comes last."""
    result = lab.train(run, epochs, "--log-format", "json", env=env)
    log = f"{run}/train.jsonl"
    logged = read(log).decode().splitlines() if os.path.exists(log) else []
    for line in (line for line in result.err.splitlines() if '"epoch"' in line):
        expect(line in logged, f"{line} was announced")


def with_strace(lab, trial, calls, error, when):
    """The same below the C library: one call fails."""
    strace = lab.need("strace")
    for call in calls:
        for number in range(1, 100):
            run = lab.copy(1, "run")
            command = [
                strace, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                f"inject={call}:error={error}:when={when(number)}"]
            result = lab.finish(lab.start(command + lab.train_command(run, 2, "--quiet")))
            if result.code == 0:
                break
            with trial.state(f"strace, {error} at {call} {number}"):
                expect_failure_then_recovery(lab, run, 2, result, (73, 74))
            if lab.quick and number == 2:
                break


@case("07-file-size-limit")
def file_size_limit(lab, trial):
    """RLIMIT_FSIZE of any size, in every stage"""
    sizes = [0, 1, 511, 512, 4096, 100 << 10] + list(range(200 << 10, 9 * MIB, 300 << 10))
    for size in sizes if not lab.quick else sizes[::8]:
        limits = {resource.RLIMIT_FSIZE: size}
        with trial.state(f"{size} bytes"):
            run = lab.path("run")
            shutil.rmtree(run, ignore_errors=True)
            # Standard output and error are files too, and short.
            result = lab.train(run, 3, "--quiet", limits=limits, stderr=subprocess.DEVNULL)
            expect(result.code in (0, 73, 74), f"exit {result.code}")
            expect_whole_prefix(lab, run)
            expect_no_temporaries_below(lab, run)
            lab.train(run, 3, "--quiet").expect(0)
            lab.expect_same(run, 3)
            run = lab.copy(3, "run")
            for arguments in (["evaluate", "--data", lab.store], ["render", "progress"]):
                program, *rest = arguments
                result = lab.run(program, *rest, "--run", run, "--quiet", limits=limits,
                                 stderr=subprocess.DEVNULL)
                expect(result.code in (0, 73, 74), f"{program}: exit {result.code}")
            lab.expect_same(run, 3)
            expect_no_temporaries_below(lab, run)


@case("09-short-writes")
def short_writes(lab, trial):
    """every write and read handles half of what is asked, every third is interrupted"""
    env = {**lab.shim(SHIM), "FAULT_SHORT": "1"}
    with trial.state("train"):
        lab.train(lab.path("run"), 3, env=env).expect(0)
        lab.expect_same(lab.path("run"), 3)
    with trial.state("train, continued"):
        run = lab.copy(1, "continued")
        lab.train(run, 3, env=env).expect(0)
        lab.expect_same(run, 3)
    with trial.state("ingest"):
        lab.run("ingest", f"{lab.root}/idx", "--output", lab.path("store"), env=env).expect(0)
        expect(digest(lab.path("store")) == digest(lab.store), "the store differs")
    made = []
    for name, environment in (("plain", {}), ("short", env)):
        with trial.state(f"evaluate and render, {name}"):
            run = lab.copy(3, name)
            for arguments in (["evaluate", "--data", lab.store, "--checkpoint", "all"],
                              ["render", "progress"], ["render", "grid"]):
                lab.run(*arguments, "--run", run, env=environment).expect(0)
            made.append({name: digest(f"{run}/{name}") for name in outputs(run)})
    with trial.state("the outputs"):
        expect(made[0] == made[1], "the outputs differ")
