"""Rows 15 to 17, 19 and 22: the checkpoint archive, cut, flipped, half written, read meanwhile."""
import json
import os
import shutil
import struct
import subprocess
import tarfile
import time

import archives
from files import flipped
from harness import case, expect
from kills import SHIM, listed_epochs
from lab import digest, read, write

PAGE = 4096


@case("15-archive-cut", tests=["DamagedArchiveTests"])
def archive_cut(lab, trial):
    """an archive of 3 epochs cut at borders of blocks, beside them and anywhere"""
    run = lab.copy(3, "run")
    path, whole = f"{run}/checkpoints.tar", read(f"{lab.fresh(3)}/checkpoints.tar")
    content_ends = archives.content_ends(path)
    borders = lab.random.sample(range(0, len(whole), 512), lab.count(340, 4))
    ends = archives.epoch_ends(path) if not lab.quick else []
    # All borders of the blocks around each epoch's end.
    borders += [end + 512 * block for end in ends for block in range(-8, 4)]
    cuts = {border + step for border in borders for step in (-1, 0, 1)}
    cuts |= {lab.random.randrange(len(whole)) for _ in range(lab.count(200, 4))}
    for number, cut in enumerate(sorted(cut for cut in cuts if 0 <= cut <= len(whole))):
        with trial.state(f"cut at {cut}"):
            write(path, whole[:cut])
            count = sum(end <= cut for end in content_ends)
            result = lab.run("evaluate", "--verify", "--json", "--run", run, "--data", lab.store)
            # A state that is more than an epoch ahead of the archive disagrees with it.
            expect(result.code == 0 or (result.code == 65 and count < 2), f"exit {result.code}")
            found = [finding["part"] for finding in json.loads(result.out)["findings"]
                     if finding["verdict"] == "whole" and "part" in finding]
            expect(found == [f"e{n:03}" for n in range(1, count + 1)], f"it lists {found}")
            if number % 8:
                continue
            drawn = lab.run("render", "grid", "--rows", 1, "--columns", 1, "--run", run,
                            "--output", lab.path("picture.png"))
            drawn.expect(0 if count else 66)
            warnings = drawn.err.count("warning:")
            expect(not count or warnings <= 1, drawn.err)
            # Without the state, the missing epochs are computed again.
            os.remove(f"{run}/state.safetensors")
            result = lab.train(run, 3).expect(0)
            expect(cut in ends or cut >= content_ends[-1] or cut == 0
                   or "cut an unfinished epoch" in result.err, f"no word of the cut: {result.err}")
            lab.expect_same(run, 3)


@case("16-archive-bit-flipped", tests=["DamagedArchiveTests"])
def archive_bit_flipped(lab, trial):
    """one bit of the archive: that epoch is refused, the others stay, a middle one is never cut"""
    run = lab.copy(3, "run")
    path, whole = f"{run}/checkpoints.tar", read(f"{lab.fresh(3)}/checkpoints.tar")
    starts = [0] + archives.epoch_ends(path)
    ends = archives.content_ends(path)
    headers = [entry.offset for entry in tarfile.open(path, "r:")]
    for number in range(lab.count(300, 20)):
        place = lab.random.randrange(8 * ends[-1])
        if number % 2:
            place = 8 * lab.random.choice(headers) + lab.random.randrange(8 * 512)
        with trial.state(f"bit {place}"):
            changed = flipped(whole, place)
            write(path, changed)
            hit = sum(start <= place // 8 for start in starts)
            findings = lab.verify(run) if place >= 40 else []
            found = [finding["part"] for finding in findings
                     if finding["verdict"] == "whole" and "part" in finding]
            others = [f"e{n:03}" for n in (1, 2, 3) if n != hit]
            if place >= 40:
                # The first bytes say whether it is an archive at all.
                expect([name for name in found if name != f"e{hit:03}"] == others,
                       f"epoch {hit} was hit, {found} are whole")
            if f"e{hit:03}" in found:
                epoch = read_epoch(lab, run, hit)
                expect(epoch == 0, f"a whole epoch exits with {epoch}")
            write(path, changed)
            result = lab.train(run, 3).expect(0, 65)
            if result.code == 65:
                expect(read(path) == changed, "the damaged archive was changed")
            else:
                expect(listed_epochs(run) == 3, "an epoch was cut")
            shutil.copy(f"{lab.fresh(3)}/state.safetensors", run)


def read_epoch(lab, run, epoch):
    return lab.run("render", "grid", "--rows", 1, "--columns", 1, "--run", run, "--checkpoint",
                   f"e{epoch:03}", "--output", lab.path("picture.png")).code


def recorded_changes(lab, run, epochs):
    """The changes to the archive that training made: 'W', 'T' and 'F' in their order."""
    log = lab.path("changes")
    path = f"{run}/checkpoints.tar"
    lab.train(run, epochs, env={**lab.shim(SHIM), "FAULT_LOG": log}).expect(0)
    inode, content, changes, offset = os.stat(path).st_ino, read(log), [], 0
    while offset < len(content):
        operation, number, place, length = struct.unpack_from("<qqqq", content, offset)
        offset += 32
        carried = length if operation == ord("W") else 0
        if number == inode:
            changes.append((chr(operation), place, content[offset:offset + carried]))
        offset += carried
    os.remove(log)
    return changes


def power_cuts(before, changes, random, count):
    """What may be on a disk: all that an fsync covered, and any pages of what came after."""
    phases, old = [], bytearray(before)
    new = bytearray(before)
    for operation, place, content in changes:
        if operation == "F":
            phases.append((bytes(old), bytes(new)))
            old = bytearray(new)
        elif operation == "T":
            del new[place:]
            new.extend(bytes(place - len(new)))
        else:
            new.extend(bytes(max(0, place - len(new))))
            new[place:place + len(content)] = content
    for number in range(count):
        older, newer = phases[number % len(phases)]
        sizes = sorted((len(older), len(newer)))
        state = bytearray(older) + bytes(sizes[1] - len(older))
        share = random.random()
        for page in range(0, len(newer), PAGE):
            if newer[page:page + PAGE] != older[page:page + PAGE] and random.random() < share:
                state[page:page + PAGE] = newer[page:page + PAGE].ljust(
                    len(state[page:page + PAGE]), b"\0")
        del state[random.choice(sizes + [random.randint(*sizes)]):]
        yield number % len(phases), bytes(state)


@case("17-power-cut", tests=["DamagedArchiveTests"])
def power_cut(lab, trial):
    """any pages of what was not synchronised, any file size: the old epochs or the new one"""
    run = lab.copy(2, "run")
    path = f"{run}/checkpoints.tar"
    before, state = read(path), read(f"{run}/state.safetensors")
    changes = recorded_changes(lab, run, 3)
    after, later = read(path), read(f"{run}/state.safetensors")
    expect([kind for kind, _, _ in changes if kind == "W"], "no write was recorded")
    seen = {2: 0, 3: 0}
    for number, (phase, content) in enumerate(
            power_cuts(before, changes, lab.random, lab.count(1200, 30))):
        with trial.state(f"state {number} of phase {phase}"):
            write(path, content)
            count = lab.whole_epochs(run)
            expect(count in (2, 3), f"{count} epochs")
            lab.expect_readers_agree(run, count)
            seen[count] += 1
            if number % 10 == 0:
                # The state is durable before the archive is touched.
                write(f"{run}/state.safetensors", later)
                lab.train(run, 3).expect(0)
                expect(read(path) == after, "the next start does not make the same bytes")
    trial.note(f"{seen[2]} with the old epochs, {seen[3]} with the new one")
    write(f"{run}/state.safetensors", state)


@case("19-state-and-archive-apart", tests=["ResumeTests"])
def state_and_archive_apart(lab, trial):
    """the state or the archive of an earlier epoch is restored, or one of them is lost"""
    epochs = 4
    for state in range(epochs + 1):
        for archive in range(epochs + 1):
            with trial.state(f"state of {state}, archive of {archive}"):
                run = lab.copy(epochs, "run")
                for name, count in (("state.safetensors", state), ("checkpoints.tar", archive)):
                    os.remove(f"{run}/{name}")
                    if count:
                        shutil.copy(f"{lab.fresh(count)}/{name}", run)
                path = f"{run}/checkpoints.tar"
                kept = read(path) if archive else None
                result = lab.train(run, epochs)
                if archive < state - 1:
                    result.expect(65)
                    for missing in range(archive + 1, state):
                        expect(f"e{missing:03}" in result.err, f"e{missing:03} is not named")
                    found = read(path) if os.path.exists(path) else None
                    expect(found == kept, "the archive changed, or was made")
                else:
                    result.expect(0)
                    lab.expect_same(run, epochs)


@case("22-readers-while-appending", tests=["DamagedArchiveTests"])
def readers_while_appending(lab, trial):
    """evaluate, render, tar and Python's tarfile read while 100 epochs are appended"""
    epochs = lab.count(100, 8)
    run = lab.path("run")
    process = lab.start(lab.train_command(run, epochs, "--quiet", threads=2))
    path, seen = f"{run}/checkpoints.tar", 0
    small = ["--rows", 1, "--columns", 1]
    readers = {
        "evaluate": lambda: lab.run("evaluate", "--run", run, "--data", lab.store, "--samples", 6),
        "verify": lambda: lab.run("evaluate", "--verify", "--json", "--run", run, "--data",
                                  lab.store),
        "render": lambda: lab.run("render", "grid", *small, "--run", run),
    }
    counts = dict.fromkeys([*readers, "tar", "tarfile"], 0)
    while lab.is_running(process):
        if not os.path.exists(path):
            time.sleep(0.01)
            continue
        for name, reader in readers.items():
            with trial.state(name):
                result = reader()
                # No epoch yet is a clear answer too.
                result.expect(*([0] if seen else [0, 66]))
                counts[name] += 1
                if name == "verify":
                    verdicts = {finding["verdict"] for finding in json.loads(result.out)["findings"]
                                if finding["file"] == path}
                    expect("damaged" not in verdicts, result.out)
        with trial.state("tar"):
            listed = subprocess.run(["tar", "tf", path], capture_output=True, text=True)
            expect(listed.returncode == 0 or not os.path.getsize(path), listed.stderr)
            count = listed.stdout.count("checkpoint.json")
            expect(listed.stdout.count("\n") == 3 * count, f"tar lists {listed.stdout[-200:]}")
            expect(count >= seen, f"{count} epochs after {seen}")
            seen = count
            counts["tar"] += 1
        with trial.state("tarfile"):
            found = len(archives.epoch_ends(path)) if os.path.getsize(path) else 0
            expect(found >= seen, f"{found} epochs after {seen}")
            counts["tarfile"] += 1
            seen = found
    with trial.state("train"):
        lab.finish(process).expect(0)
        lab.expect_same(run, epochs)
        expect(lab.whole_epochs(run) == epochs, "an epoch is missing")
    trial.note(f"{epochs} epochs, " + ", ".join(f"{n} {name}" for name, n in counts.items()))
