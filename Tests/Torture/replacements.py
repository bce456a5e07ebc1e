"""One run in the place of another, and files that change under a run."""
import json
import os
import shutil
import time

from harness import case, expect
from kills import SHIM, listed_epochs
from lab import digest, read, write

OURS = ("checkpoints.tar", "state.safetensors", "config.yaml")
SEED = ("--seed", 2)


@case("35-overwrite-killed", tests=["ReplacementTests"])
def overwrite_killed(lab, trial):
    """death at every call that writes while --overwrite works: the old run is whole, or the new one"""
    old, fresh, run = lab.path("old"), lab.path("fresh"), lab.path("run")
    lab.train(old, 3, "--quiet").expect(0)
    lab.run("evaluate", "--run", old, "--data", lab.store, "--checkpoint", "all").expect(0)
    lab.run("render", "progress", "--run", old).expect(0)
    lab.train(fresh, 2, *SEED, "--quiet").expect(0)
    before, wanted = contents(old), contents(fresh)
    counts = {"old": 0, "new": 0}
    for action in ("kill", "after", "half"):
        number = 1
        while True:
            shutil.rmtree(run, ignore_errors=True)
            shutil.copytree(old, run)
            env = {**lab.shim(SHIM), "FAULT_AT": str(number), "FAULT_DO": action}
            result = lab.train(run, 2, *SEED, "--overwrite", env=env)
            if result.code == 0:
                break
            with trial.state(f"{action} at call {number}"):
                result.expect(137)
                expect(listed_epochs(run) in (1, 2, 3), "the archive is gone")
                lab.whole_epochs(run)
                is_old = {name: contents(run).get(name) for name in before} == before
                counts["old" if is_old else "new"] += 1
                result = lab.train(run, 2, *SEED).expect(*((0, 78) if is_old else (0,)))
                if result.code == 78:
                    # Nothing of the new run was there.
                    expect({name: contents(run).get(name) for name in before} == before,
                           "the old run was changed")
                    lab.train(run, 2, *SEED, "--overwrite").expect(0)
                expect(contents(run) == wanted, f"{sorted(contents(run))} is not the new run")
            number += 1 if not lab.quick else 13
    with trial.state("not interrupted"):
        expect(contents(run) == wanted, f"{sorted(contents(run))} is not the new run")
        expect(result.err.startswith("replacing the run in"), result.err)
    trial.note(f"{counts['old']} left the old run, {counts['new']} the new one")


def contents(run):
    """The digests of what must not depend on interruptions, and that of the log without its times."""
    found = {}
    for folder, _, names in os.walk(run):
        for name in names:
            path = f"{folder}/{name}"
            if not name.endswith("lock") and ".tmp-" not in name:
                found[os.path.relpath(path, run)] = digest(path)
    if "train.jsonl" in found:
        lines = [json.loads(line) for line in read(f"{run}/train.jsonl").splitlines()]
        found["train.jsonl"] = [(line["epoch"], line["generator_loss"]) for line in lines]
    return found


@case("36-archive-changes-in-training", tests=["ChangedFilesTests"])
def archive_changes(lab, trial):
    """the archive removed, replaced, cut or added to while train runs: it ends with 74"""

    def replace(path):
        shutil.copy(path, path + ".copy")
        os.replace(path + ".copy", path)

    def resize(by):
        return lambda path: os.truncate(path, os.path.getsize(path) + by)

    for label, change in (("removed", os.remove), ("replaced", replace), ("cut", resize(-600)),
                          ("cut to nothing", lambda path: os.truncate(path, 0)),
                          ("added to", resize(512))):
        for number in range(lab.count(10, 2)):
            with trial.state(f"{label}, {number}"):
                run = lab.path("run")
                shutil.rmtree(run, ignore_errors=True)
                process = lab.start(lab.train_command(run, 100000, "--json"))
                path = f"{run}/checkpoints.tar"
                while not os.path.exists(f"{run}/train.jsonl"):
                    expect(lab.is_running(process), "train ended by itself")
                    time.sleep(0.005)
                time.sleep(lab.random.uniform(0, 0.2))
                change(path)
                left = read(path) if os.path.exists(path) else None
                result = lab.finish(process).expect(74)
                expect("checkpoints.tar' was removed, replaced" in result.err, result.err)
                now = read(path) if os.path.exists(path) else None
                # It may have been changed between two calls of an append.
                expect(label != "removed" or now is None, "it was made again")
                expect(label != "replaced" or now == left, "it was written to")
