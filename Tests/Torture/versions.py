"""Row 33: files of other versions, which are never damage."""
import json
import os
import re
import shutil
import subprocess

from harness import case, expect
from lab import digest, read
from rewriting import checkpoint_text, edited, rewrite_epochs, rewrite_line, rewrite_state

# Who wrote the files that no version has written yet.
WRITER = "9.9.1"
FIXTURES = ("Fixtures", "0.2.0", "runs.tar.gz")
OPTIONS = ("batch_size", "beta1", "dropout", "keep_every", "latent_dim", "learning_rate",
           "precision", "seed")
# Those to which the laboratory's runs give other values than the reference experiment.
UNUSUAL_OPTIONS = ("batch_size", "latent_dim")
CHECKPOINT_KEYS = ("accuracy_fake", "accuracy_real", "discriminator_loss", "epoch",
                   "generator_loss", "members", "run", "step")
PROGRESS_KEYS = ("checkpoint", "discriminator_updates", "epoch", "generator_updates", "run",
                 "totals")


@case("33-other-versions", tests=[
    "EarlierVersionTests", "FileVersionTests", "ForeignCheckpointTests", "ForeignEpochTests"])
def other_versions(lab, trial):
    """files of 0.2.0 and of versions to come: named, kept, never damage, never cut"""
    older_runs(lab, trial)
    foreign_epochs(lab, trial)
    foreign_states(lab, trial)
    foreign_inside(lab, trial)
    missing_options(lab, trial)
    later_lines(lab, trial)


def contents(folder):
    """The digest of every file below a folder, but for locks."""
    return {f"{inner}/{name}": digest(f"{inner}/{name}")
            for inner, _, names in os.walk(folder) for name in names if not name.endswith("lock")}


def unchanged(run, before):
    now = contents(run)
    changed = sorted(path for path in {*before, *now} if before.get(path) != now.get(path))
    expect(not changed, f"{changed} changed")


def named(result, writer):
    """Fails unless the version that wrote a file is in what a command says of it."""
    text = result.out + result.err
    expect(re.search(rf"\b{re.escape(writer)}\b", text), f"version {writer} is not named: {text}")


def foreign_only(result, writer):
    """Fails if a command takes what another version wrote for damage, or does not name it."""
    text = result.out + result.err
    expect(not re.search(r"is damaged|are damaged|^damaged:", text, re.MULTILINE), text)
    if writer:
        named(result, writer)


def draw(lab, run, *arguments):
    return lab.run("render", "grid", "--rows", 1, "--columns", 1, "--run", run, "--output",
                   lab.path("picture.png"), *arguments)


def verify(lab, run, code, store=None):
    """Runs `evaluate --verify`, whose findings are its output, and no error lines."""
    result = lab.run("evaluate", "--verify", "--run", run, "--data", store or lab.store)
    expect(result.code == code, f"--verify: exit {result.code}, not {code}: {result.err}")
    return result


# What is there already


def older_runs(lab, trial):
    """The runs of 0.2.0: all read them, train refuses them and touches nothing."""
    folder = lab.path("0.2.0")
    os.mkdir(folder)
    fixtures = os.path.join(lab.sources, "..", *FIXTURES)
    subprocess.run(["tar", "xzf", fixtures, "-C", folder], check=True)
    store = f"{folder}/store.safetensors"
    for name, epochs in (("run", 2), ("stopped", 1)):
        run = f"{folder}/{name}"
        before = contents(run)

        def refuse(label, *arguments, lost=None):
            with trial.state(f"0.2.0, {name}, train, {label}"):
                copy = lab.path("copy")
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(run, copy)
                if lost:
                    os.remove(f"{copy}/{lost}")
                kept = contents(copy)
                options = ["--latent-dim", 2, *arguments]
                command = lab.train_command(copy, epochs + 1, *options, store=store)
                named(lab.finish(lab.start(command)).expect(78), "0.2.0")
                unchanged(copy, kept)

        with trial.state(f"0.2.0, {name}, --verify"):
            verify(lab, run, 0, store)
        for epoch in range(1, epochs + 1):
            with trial.state(f"0.2.0, {name}, render e{epoch:03}"):
                draw(lab, run, "--checkpoint", f"e{epoch:03}").expect(0)
        refuse("continued")
        refuse("repaired", "--repair")
        refuse("without a state", lost="state.safetensors")
        refuse("without an archive", lost="checkpoints.tar")
        with trial.state(f"0.2.0, {name}, unchanged"):
            unchanged(run, before)
        with trial.state(f"0.2.0, {name}, evaluate"):
            log = f"{run}/evaluation.jsonl"
            old = read(log).splitlines() if os.path.exists(log) else []
            lab.run("evaluate", "--run", run, "--data", store, "--checkpoint", "all",
                    "--no-judge").expect(0)
            new = read(log).splitlines()
            expect(all(new.count(line) == 1 for line in old), "a line of 0.2.0 is lost")
            expect(len(new) == len(old) + epochs, f"{len(new)} lines after {len(old)}")


# What is to come


def by_writer(change):
    """A change, made by a version to come."""

    def both(fields):
        fields = change(fields)
        return edited("run", "tool_version", to=WRITER)(fields) if "run" in fields else fields

    return both


def foreign_changes(keys):
    """What a version to come may write that this one does not know."""
    changes = [(f"without {key}", edited(key, drop=True)) for key in keys]
    changes += [(f"version {version!r}", edited("format_version", to=version))
                for version in (3, 4, 1 << 62, "3", 2.5, None, 0, -1)]
    changes += [(f"option {name}", edited("run", "options", name, to=value))
                for name, value in (("zeta", 1), ("alpha", {"a": [1]}), ("Seed", 1), ("", None))]
    return [(label, by_writer(change)) for label, change in changes]


def foreign_epochs(lab, trial):
    """Each epoch of an archive, and all of them."""
    changes = foreign_changes(CHECKPOINT_KEYS)
    for epochs in [(1,), (2,), (3,), (1, 2, 3)]:
        for label, change in lab.random.sample(changes, lab.count(len(changes), 2)):
            with trial.state(f"checkpoint.json of {epochs}, {label}"):
                run = lab.copy(3, "run")
                rewrite_epochs(f"{run}/checkpoints.tar", epochs, change)
                before = contents(run)
                picture = draw(lab, run, "--checkpoint", f"e{epochs[-1]:03}")
                foreign = [verify(lab, run, 65), picture.expect(65)]
                for arguments in ([], ["--repair"]):
                    foreign.append(lab.train(run, 4, *arguments).expect(65))
                for result in foreign:
                    foreign_only(result, None if label == "without run" else WRITER)
                for other in {1, 2, 3} - set(epochs):
                    draw(lab, run, "--checkpoint", f"e{other:03}").expect(0)
                unchanged(run, before)


def foreign_states(lab, trial):
    """The state, with the archive and without it."""
    for label, change in foreign_changes(PROGRESS_KEYS):
        for archive in (True, False):
            with trial.state(f"state, {label}, {'with' if archive else 'without'} archive"):
                run = lab.copy(3, "run")
                rewrite_state(f"{run}/state.safetensors", change)
                if not archive:
                    os.remove(f"{run}/checkpoints.tar")
                before = contents(run)
                foreign = [lab.train(run, 4).expect(65)]
                if archive:
                    repaired = lab.train(run, 4, "--repair")
                    foreign += [verify(lab, run, 65), repaired.expect(65)]
                    draw(lab, run).expect(0)
                for result in foreign:
                    foreign_only(result, None if label == "without run" else WRITER)
                unchanged(run, before)


def foreign_inside(lab, trial):
    """A state that this version knows, of a checkpoint that it does not."""
    for label, change in foreign_changes(CHECKPOINT_KEYS):
        if label == "without run":
            continue

        def inside(progress, change=change):
            text = checkpoint_text(change(json.loads(progress["checkpoint"]))).decode()
            return {**edited("run", "tool_version", to=WRITER)(progress), "checkpoint": text}

        with trial.state(f"the state's checkpoint, {label}"):
            # As a later version leaves it that dies before it appends.
            run = lab.copy(3, "run")
            rewrite_state(f"{run}/state.safetensors", inside)
            shutil.copy(f"{lab.fresh(2)}/checkpoints.tar", run)
            before = contents(run)
            foreign_only(verify(lab, run, 65), WRITER)
            foreign_only(lab.train(run, 4).expect(65), WRITER)
            unchanged(run, before)


def known_changes():
    """What does not make a file foreign."""
    return [
        ("an unknown key", edited("zeta", to={"a": [1, None]})),
        ("an unknown key of the run", edited("run", "zeta", to=1.5)),
        ("another version of the same revision", edited("run", "tool_version", to=WRITER)),
    ] + [(f"without the option {name}", edited("run", "options", name, drop=True))
         for name in OPTIONS]


def missing_options(lab, trial):
    """A missing option has its old value; other versions of the same revision continue a run."""
    for label, change in known_changes():
        with trial.state(label):
            run = lab.copy(3, "run")
            archive = f"{run}/checkpoints.tar"
            rewrite_epochs(archive, (1, 2, 3), change)
            rewrite_state(f"{run}/state.safetensors", change)
            before, old = contents(run), read(archive)[:-1024]
            # With its old value the run is not the one of its recipe: verify and train say so.
            is_other = label.endswith(UNUSUAL_OPTIONS)
            verify(lab, run, 65 if is_other else 0)
            draw(lab, run).expect(0)
            if is_other:
                result = lab.train(run, 4).expect(78)
                expect(label.split()[-1] in result.err, f"the option is not named: {result.err}")
                unchanged(run, before)
            else:
                lab.train(run, 4).expect(0)
                expect(read(archive)[:len(old)] == old, "epochs that were there changed")
                verify(lab, run, 0)
                expect(lab.whole_epochs(run) == 4, "no epoch was added")


def later_lines(lab, trial):
    """Lines of the logs stay as they are when the file is written again."""
    changes = [
        ("version 4", edited("format_version", to=4)),
        ("version '4'", edited("format_version", to="4")),
        ("no version", edited("format_version", drop=True)),
        ("an unknown key", edited("zeta", to={"a": [1]})),
        ("another object", lambda fields: {"note": "\u00e9\u001b"}),
    ]
    for name, key in (("train.jsonl", "step"), ("evaluation.jsonl", "real")):
        for label, change in changes + [(f"without {key}", edited(key, drop=True))]:
            for number in range(3):
                with trial.state(f"{name}, line {number}, {label}"):
                    run = lab.copy(3, "run")
                    judge = ["evaluate", "--run", run, "--data", lab.store, "--checkpoint", "all"]
                    lab.run(*judge).expect(0)
                    line = rewrite_line(f"{run}/{name}", number, change)
                    result = lab.train(run, 4).expect(0) if key == "step" else (
                        lab.run(*judge, "--samples", 6).expect(0))
                    lines = read(f"{run}/{name}").splitlines()
                    expect(lines.count(line) == 1, "the line is lost")
                    told = "of another version" in result.err
                    expect(told == (label != "an unknown key"), f"it says {result.err}")
                    lab.expect_same(run, 4 if key == "step" else 3)
