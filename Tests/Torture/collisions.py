"""Rows 20, 21, 30 and 31: two at once, other options, a folder that goes away."""
import os
import re
import shutil
import subprocess
import time

from disks import SmallDisk
from harness import case, expect
from kills import listed_epochs
from lab import digest, read, write_idx_folder


@case("20-two-at-once", tests=["RunFolderTests", "FolderLockTests"])
def two_at_once(lab, trial):
    """two of the same stage: one exits with 75, the other is unharmed"""
    for number in range(lab.count(50, 4)):
        with trial.state(f"train, pair {number}"):
            run = lab.path(f"run{number}")
            pair = [lab.start(lab.train_command(run, 3, "--quiet")) for _ in range(2)]
            results = [lab.finish(process) for process in pair]
            codes = sorted(result.code for result in results)
            # Where the first was done before the second came, there was nothing to do.
            expect(codes in ([0, 75], [0, 0]), f"exit {codes}: {results[0].err}{results[1].err}")
            for result in results:
                if result.code == 75:
                    result.expect(75)
                    expect("another run" in result.err, result.err)
            lab.expect_same(run, 3)
            shutil.rmtree(run)
    for number in range(lab.count(25, 2)):
        with trial.state(f"train, second {number}"):
            run = lab.path(f"run{number}")
            first = lab.start(lab.train_command(run, 100000, "--quiet"))
            time.sleep(lab.random.uniform(0.2, 0.4))
            second = lab.train(run, 3, "--overwrite")
            lab.send(first)
            lab.finish(first)
            second.expect(75)
            expect(second.cpu_seconds < 1, f"it took {second.cpu_seconds} s of CPU")
            expect(re.search(rf"process {first.pid}\b", second.err), second.err)
            expect(second.err.count("\n") == 1, second.err)
            last = listed_epochs(run) + 1
            lab.train(run, last).expect(0)
            lab.expect_same(run, last)
            shutil.rmtree(run)
    for stage, arguments in (
        ("evaluate", ["--data", lab.store, "--checkpoint", "all"]), ("render", ["progress"]),
    ):
        for number in range(lab.count(25, 2)):
            with trial.state(f"{stage}, pair {number}"):
                run = lab.copy(3, "run")
                order = (arguments + ["--run", run] if stage == "evaluate"
                         else [*arguments, "--run", run])
                pair = [lab.start(lab.command(stage, *order)) for _ in range(2)]
                codes = sorted(lab.finish(process).code for process in pair)
                expect(codes in ([0, 75], [0, 0]), f"exit {codes}")
                lab.run(stage, *order).expect(0)
                lab.expect_same(run, 3)


@case("21-two-cron-runs", tests=["RetrainTests"])
def two_cron_runs(lab, trial):
    """two `make all` at once: one line tells why the second stopped"""
    command = lab.make_command("all", lab.path("run"), epochs=6)
    for number in range(lab.count(10, 1)):
        with trial.state(f"pair {number}"):
            shutil.rmtree(lab.path("run"), ignore_errors=True)
            pair = [lab.start(command, env={"GAN_THREADS": "1"}) for _ in range(2)]
            results = [lab.finish(process) for process in pair]
            codes = sorted(result.code for result in results)
            expect(codes in ([0, 2], [0, 0]), f"exit {codes}: {results[0].err}{results[1].err}")
            for result in results:
                if result.code == 2:
                    errors = re.findall("^error: .*", result.err, re.M)
                    expect(len(errors) == 1 and "another run" in errors[0], result.err)
            lab.expect_same(lab.path("run"), 6)


@case("30-other-options", tests=["RunFolderTests"])
def other_options(lab, trial):
    """other options, data or version on a resume: 78, with the difference"""
    run = lab.copy(2, "run")
    before = {name: digest(f"{run}/{name}") for name in os.listdir(run) if name != ".lock"}
    tries = [
        ("batch_size", ["--batch-size", 8]), ("latent_dim", ["--latent-dim", 11]),
        ("learning_rate", ["--learning-rate", 0.1]), ("beta1", ["--beta1", 0.4]),
        ("dropout", ["--dropout", 0.1]),
        ("discriminator_filters", ["--discriminator-filters", 128]), ("seed", ["--seed", 2]), ("keep_every", ["--keep-every", 3]),
    ]

    def refused(label, expected, command, env=None):
        with trial.state(label):
            result = lab.finish(lab.start(command, env=env)).expect(78)
            expect(expected in result.err, f"{expected} is not named: {result.err}")
            after = {name: digest(f"{run}/{name}") for name in os.listdir(run) if name != ".lock"}
            expect(after == before, "the run changed")

    for key, flags in tries:
        # Also without config.yaml, by what state and archive record.
        for has_config in (True, False):
            if not has_config:
                os.remove(f"{run}/config.yaml")
            name = f"{key}, {'with' if has_config else 'without'} config.yaml"
            kept = before.copy()
            if not has_config:
                before.pop("config.yaml")
            refused(name, key, lab.train_command(run, 3, *flags))
            before.update(kept)
            shutil.copy(f"{lab.fresh(2)}/config.yaml", run)
    other = lab.path("other")
    lab_store = read(lab.store)
    write_idx_folder(lab.path("idx"), 48, 16)
    lab.run("ingest", lab.path("idx"), "--output", other, "--quiet").expect(0)
    expect(read(other) != lab_store, "the other store is the same")
    refused("data", "data_sha256", lab.train_command(run, 3, store=other))
    refused("kernels", "instruction_set", lab.train_command(run, 3), {"GAN_KERNELS": "portable"})
    with trial.state("the run itself"):
        lab.train(run, 3).expect(0)
        lab.expect_same(run, 3)


@case("31-folder-vanishes", tests=["RunFolderTests"])
def folder_vanishes(lab, trial):
    """the run folder is unmounted, renamed or removed during training: 74"""
    for number in range(lab.count(20, 2)):
        for way in ("renamed", "removed", "unmounted", "run unmounted"):
            if "unmounted" in way and os.geteuid() != 0:
                trial.skip_part("only root can unmount")
                continue
            with trial.state(f"{way}, {number}"):
                parent = lab.path("parent")
                if "unmounted" in way:
                    parent = SmallDisk(lab, 200 << 20).path
                run = parent if way == "run unmounted" else f"{parent}/run"
                process = lab.start(lab.train_command(run, 100000, "--quiet"))
                time.sleep(lab.random.uniform(0.15, 0.6))
                if way == "renamed":
                    os.rename(parent, lab.path("moved"))
                elif way == "removed":
                    remove_busy(parent)
                else:
                    subprocess.run(["umount", "-l", parent], check=True)
                    lab.mounts.remove(parent)
                lab.finish(process).expect(73, 74)
                expect(not os.path.exists(f"{run}/checkpoints.tar"), "a second archive was begun")
                if way == "renamed":
                    moved = lab.path("moved/run")
                    last = listed_epochs(moved) + 1
                    lab.train(moved, last).expect(0)
                    lab.expect_same(moved, last)
                    shutil.rmtree(lab.path("moved"))
                shutil.rmtree(lab.path("parent"), ignore_errors=True)


def remove_busy(folder):
    """Removes a folder in which another process may just be making files."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return


@case("43-lock-of-another-user", tests=["FolderLockTests", "AtomicFileTests"])
def lock_of_another_user(lab, trial):
    """users who share a folder go on with each other's runs, one at a time; a lock file may be removed"""
    lab.need_root()
    other = [lab.need("setpriv"), "--reuid", "12345", "--regid", "23456", "--clear-groups"]
    os.chmod(lab.root, 0o755)
    os.chmod(lab.folder, 0o755)
    run = lab.copy(1, "run")
    os.chmod(run, 0o777)
    for name in os.listdir(run):
        os.chmod(f"{run}/{name}", 0o644 if name == ".lock" else 0o666)
    with trial.state("the lock of a user who is away"):
        lab.finish(lab.start(other + lab.train_command(run, 2))).expect(0)
        lab.expect_same(run, 2)
        expect(os.stat(f"{run}/state.safetensors").st_mode & 0o777 == 0o666, "a mode was lost")
    with trial.state("both at once"):
        process = lab.start(other + lab.train_command(run, 100000, "--quiet"))
        time.sleep(0.5)
        lab.train(run, 3).expect(75)
        lab.send(process)
        lab.finish(process)
    with trial.state("the lock is removed"):
        process = lab.start(lab.train_command(run, 100000, "--quiet"))
        time.sleep(0.5)
        os.remove(f"{run}/.lock")
        result = lab.finish(process).expect(74)
        expect("was removed or replaced" in result.err, result.err)
        last = listed_epochs(run) + 1
        lab.train(run, last).expect(0)
        lab.expect_same(run, last)
