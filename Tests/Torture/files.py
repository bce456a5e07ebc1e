"""Rows 10 to 14, 18 and 28: paths and files that are not what they should be."""
import json
import os
import shutil
import struct
import subprocess
import time

from harness import case, expect
from lab import digest, read, write


def all_stages(lab, run, store):
    return [
        lab.train_command(run, 4, store=store),
        lab.command("evaluate", "--run", run, "--data", store, "--judge", lab.judge),
        lab.command("render", "grid", "--run", run),
    ]


@case("10-no-permission")
def no_permission(lab, trial):
    """a folder that cannot be written, a file that cannot be read"""
    prefix = []
    if os.geteuid() == 0:
        # Root ignores permissions, unless it gives up the right to.
        prefix = [lab.need("setpriv"), "--inh-caps=-all",
                  "--bounding-set=-dac_override,-dac_read_search"]
    run = lab.copy(3, "run")

    def attempt(label, command, code, path):
        with trial.state(label):
            result = lab.finish(lab.start(prefix + command)).expect(code)
            expect(path in result.err, f"the path is not named: {result.err}")

    def modes(path, mode):
        for inner, folders, names in os.walk(path):
            for name in folders + names:
                if os.path.isfile(f"{inner}/{name}"):
                    os.chmod(f"{inner}/{name}", mode & 0o666)
        os.chmod(path, mode)

    modes(run, 0o555)
    names = sorted(os.listdir(run))
    for command, code in zip(all_stages(lab, run, lab.store), (73, 0, 73)):
        attempt(f"read-only run, {os.path.basename(command[0])}", command, code, run)
    for label, command, said in (
        ("finished", lab.train_command(run, 3), "nothing to do"),
        ("dry run", lab.train_command(run, 3, "--dry-run"), ""),
        ("drawn elsewhere",
         lab.command("render", "grid", "--run", run, "--output", lab.path("picture.png")), ""),
    ):
        attempt(f"read-only run, {label}", command, 0, said)
    attempt("read-only run, to be overwritten", lab.train_command(run, 3, "--overwrite"), 73, run)
    attempt("read-only run, --verify",
            lab.command("evaluate", "--verify", "--run", run, "--data", lab.store), 0, "")
    attempt("read-only parent", lab.train_command(f"{run}/new", 1), 73, run)
    attempt("read-only store folder",
            lab.command("ingest", f"{lab.root}/idx", "--output", f"{run}/store"), 73, run)
    with trial.state("the read-only run"):
        expect(sorted(os.listdir(run)) == names, f"it has {os.listdir(run)}")
        lab.expect_same(run, 3)
    modes(run, 0o755)
    store = lab.path("store")
    shutil.copy(lab.store, store)
    os.chmod(store, 0)
    for command in all_stages(lab, run, store)[:2]:
        attempt(f"unreadable store, {os.path.basename(command[0])}", command, 66, store)
    for name, commands in (
        ("checkpoints.tar", all_stages(lab, run, lab.store)[1:]),
        ("state.safetensors", [lab.train_command(run, 4)]),
        ("config.yaml", [lab.train_command(run, 4)]),
        ("train.jsonl", [lab.train_command(run, 4)]),
    ):
        os.chmod(f"{run}/{name}", 0)
        for command in commands:
            attempt(f"unreadable {name}", command, 66, name)
        os.chmod(f"{run}/{name}", 0o644)
    os.chmod(f"{run}/checkpoints.tar", 0o444)
    attempt("read-only archive", lab.train_command(run, 4), 73, "checkpoints.tar")
    os.chmod(f"{run}/checkpoints.tar", 0o644)
    with trial.state("afterwards"):
        lab.train(run, 4).expect(0)
        lab.expect_same(run, 4)


@case("11-links-as-outputs", tests=["OutputPathTests"])
def links_as_outputs(lab, trial):
    """an output that is a folder, a link or a dangling link is never written through"""
    outside = lab.path("outside")
    for name in ("checkpoints.tar", "state.safetensors", "train.jsonl", "config.yaml", ".lock"):
        for kind in ("folder", "link", "dangling", "loop"):
            with trial.state(f"{name} is a {kind}"):
                run = lab.copy(1, "run")
                os.path.lexists(f"{run}/{name}") and os.remove(f"{run}/{name}")
                write(outside, b"precious")
                target = {"link": outside, "dangling": lab.path("new"),
                          "loop": f"{run}/{name}", "folder": None}[kind]
                os.mkdir(f"{run}/{name}") if target is None else os.symlink(target, f"{run}/{name}")
                result = lab.train(run, 2)
                result.expect(0, 65, 66, 73, 74)
                expect(read(outside) == b"precious", "the file outside changed")
                expect(not os.path.exists(lab.path("new")), "a file outside was made")
                if result.code == 0:
                    lab.expect_same(run, 2)
    for kind in ("file", "dangling", "loop"):
        with trial.state(f"the run is a {kind}"):
            run = lab.path(f"run-{kind}")
            if kind == "file":
                write(run, b"precious")
            else:
                os.symlink(lab.path("new") if kind == "dangling" else run, run)
            lab.train(run, 1).expect(66, 73)
            expect(not os.path.exists(lab.path("new")), "a folder outside was made")
    for stage, name, arguments in (
        ("ingest", "store", [f"{lab.root}/idx"]),
        ("render", "picture.png", ["grid", "--run", lab.fresh(1)]),
    ):
        for kind in ("link", "dangling"):
            with trial.state(f"the output of {stage} is a {kind}"):
                write(outside, b"precious")
                path = lab.path(name)
                os.path.lexists(path) and os.remove(path)
                os.symlink(outside if kind == "link" else lab.path("new"), path)
                lab.run(stage, *arguments, "--output", path).expect(0)
                expect(read(outside) == b"precious", "the file outside changed")
                expect(not os.path.exists(lab.path("new")), "a file outside was made")
                expect(not os.path.islink(path), "the link is still there")


def header_size(store):
    return 8 + struct.unpack("<Q", store[:8])[0]


@case("12-store-truncated", tests=["StoreTests", "SafetensorsHeaderTests"])
def store_truncated(lab, trial):
    """a store cut at every byte of its header and at 200 other places is not trained on"""
    whole, path = read(lab.store), lab.path("store")
    header = header_size(whole)
    cuts = list(range(header + 1)) + [lab.random.randrange(header, len(whole)) for _ in range(200)]
    for cut in cuts if not lab.quick else cuts[::40]:
        with trial.state(f"cut at {cut}"):
            write(path, whole[:cut])
            lab.train(lab.path("run"), 1, store=path).expect(65)
            expect(not os.path.exists(lab.path("run/checkpoints.tar")), "it was trained on")


@case("13-store-changed-in-use", tests=["ReadableFileTests", "StoreTests", "StoreInUseTests"])
def store_changed_in_use(lab, trial):
    """a store that shrinks or is written into during training is one error, and trained on no more"""
    changes = {
        "cut": lambda store: os.truncate(store, lab.random.randrange(0, 20000)),
        "written into": lambda store: write_into(store, lambda bytes: bytes[:-30000] + bytes[:30000]),
        "written into, times kept": lambda store: write_into(
            store, lambda bytes: bytes[:-784] + bytes[-1568:-784], keep_times=True),
    }
    for number in range(lab.count(40, 6)):
        name = list(changes)[number % len(changes)]
        with trial.state(f"{name} {number}"):
            store, run = lab.path("store"), lab.path("run")
            shutil.copy(lab.store, store)
            shutil.rmtree(run, ignore_errors=True)
            process = lab.start(lab.train_command(run, 100000, store=store))
            time.sleep(lab.random.uniform(0.0, 0.5))
            changes[name](store)
            lab.finish(process).expect(65)
            lab.whole_epochs(run) if os.path.isdir(run) else None
            if os.path.exists(f"{run}/train.jsonl"):
                last = len(read(f"{run}/train.jsonl").splitlines()) + 1
                lab.train(run, last).expect(0)
                lab.expect_same(run, last)


def write_into(path, change, keep_times=False):
    """Changes a file's content and leaves the file, as cp and rsync --inplace do."""
    before = os.stat(path)
    with open(path, "r+b") as file:
        changed = change(file.read())
        file.seek(0)
        file.write(changed)
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@case("14-store-bit-flipped", tests=["StoreTests", "TrainingStateTests"])
def store_bit_flipped(lab, trial):
    """one bit of the store, of the state"""
    whole, path = read(lab.store), lab.path("store")
    header = header_size(whole)
    places = [lab.random.randrange(8 * header) for _ in range(lab.count(400, 20))]
    places += [lab.random.randrange(8 * header, 8 * len(whole)) for _ in range(lab.count(200, 10))]
    for place in places:
        with trial.state(f"store, bit {place}"):
            changed = flipped(whole, place)
            write(path, changed)
            shutil.rmtree(lab.path("run"), ignore_errors=True)
            lab.train(lab.path("run"), 1, store=path).expect(65)
            expect(not os.path.exists(lab.path("run/checkpoints.tar")), "it was trained on")
    whole = read(f"{lab.fresh(1)}/state.safetensors")
    header = header_size(whole)
    run = lab.copy(1, "flipped")
    for number in range(lab.count(200, 10)):
        place = lab.random.randrange(8 * (header if number % 2 else len(whole)))
        with trial.state(f"state, bit {place}"):
            changed = flipped(whole, place)
            write(f"{run}/state.safetensors", changed)
            result = lab.train(run, 1)
            if not (result.code == 0 and says_the_same(whole, changed, header)):
                result.expect(65)
            expect(digest(f"{run}/checkpoints.tar") == lab.fresh_digest(1, "checkpoints.tar"),
                   "the archive changed")


def flipped(content, bit):
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def says_the_same(whole, changed, header):
    """Whether only spaces changed, or what the store says of its origin, which nothing uses."""
    if whole[header:] != changed[header:] or whole[:8] != changed[:8]:
        return False
    try:
        before, after = (json.loads(content[8:header]) for content in (whole, changed))
    except ValueError:
        return False
    used = ("format_version", "payload_sha256", "progress", "sha256")
    for meaning in (before, after):
        metadata = meaning.get("__metadata__", {})
        meaning["__metadata__"] = {key: metadata[key] for key in used if key in metadata}
    return before == after


@case("18-rename-without-data", tests=["StoreTests", "DamagedArchiveTests"])
def rename_without_data(lab, trial):
    """files of zeros, or of nothing, where there should be content"""
    for size in (0, 1, 8, 511, 512, 1024, 4096, None):
        store = lab.path("store")
        with trial.state(f"store of {size}"):
            write(store, bytes(os.path.getsize(lab.store) if size is None else size))
            lab.train(lab.path("run"), 1, store=store).expect(65)
        for name in ("state.safetensors", "checkpoints.tar", "config.yaml", "train.jsonl"):
            with trial.state(f"{name} of {size}"):
                run = lab.copy(2, "run")
                path = f"{run}/{name}"
                write(path, bytes(os.path.getsize(path) if size is None else size))
                before = {other: digest(f"{run}/{other}") for other in os.listdir(run)}
                result = lab.train(run, 3)
                result.expect(0, 65, 78)
                if result.code == 0:
                    lab.expect_same(run, 3)
                else:
                    after = {other: digest(f"{run}/{other}") for other in os.listdir(run)}
                    # The lock has the number of the last process.
                    before.pop(".lock"), after.pop(".lock")
                    expect(before == after, "something changed")
            with trial.state(f"{name} of {size}, the readers"):
                run = lab.copy(2, "run")
                write(f"{run}/{name}", bytes(size or 0))
                for arguments in (["evaluate", "--data", lab.store], ["render", "grid"]):
                    lab.run(*arguments, "--run", run).expect(0, 66)


@case("28-irregular-inputs", tests=["InputFilesTests", "ReadableFileTests"])
def irregular_inputs(lab, trial):
    """a FIFO, a device, a folder, a loop of links: refused at once"""
    fifo, loop, folder = lab.path("fifo"), lab.path("loop"), lab.path("folder")
    os.mkfifo(fifo)
    os.symlink(loop, loop)
    os.mkdir(folder)
    inputs = [fifo, loop, folder, "/dev/zero", "/dev/full", "/dev/tty", "/proc/self/mem", ""]
    for path in inputs:
        run = lab.copy(1, "run")
        commands = [
            ["ingest", path, "--output", lab.path("store")],
            ["train", "--data", path, "--run", run, "--epochs", "2"],
            ["train", "--data", lab.store, "--run", run, "--recipe", path],
            ["evaluate", "--run", run, "--data", path],
        ]
        for name in ("checkpoints.tar", "state.safetensors", "config.yaml"):
            commands.append((name, lab.train_command(run, 2)))
        commands.append(("checkpoints.tar", lab.command("render", "grid", "--run", run)))
        for command in commands:
            name, command = command if isinstance(command, tuple) else (None, lab.command(*command))
            if name and not path:
                continue
            with trial.state(f"{os.path.basename(command[0])}, {name or 'input'} is '{path}'"):
                if name:
                    os.remove(f"{run}/{name}")
                    os.symlink(path, f"{run}/{name}")
                result = lab.finish(lab.start(command), timeout=60)
                # What reads as nothing is a recipe of defaults, and so of another run.
                result.expect(64, 65, 66, 73, *([78] if name == "config.yaml" else []))
                expect(result.cpu_seconds < 2, f"{result.cpu_seconds:.1f} s of CPU")
                expect(result.peak_bytes < 300e6, f"{result.peak_bytes / 1e6:.0f} MB")
                if name:
                    os.remove(f"{run}/{name}")
                    shutil.copy(f"{lab.fresh(1)}/{name}", f"{run}/{name}")
