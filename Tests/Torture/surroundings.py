"""Rows 24, 25, 29 and 32: clocks, memory, divergence, the environment."""
import array
import hashlib
import io
import json
import math
import os
import re
import resource
import struct
import tarfile
import time

from disks import expect_whole_prefix
from harness import Skipped, case, expect
from kills import outputs
from lab import digest, read, write


@case("24-clock-wrong")
def clock_wrong(lab, trial):
    """a clock that was set back, or files from the future: same bytes, no negative times"""
    future, past = time.time() + 10 * 365 * 86400, 1.0
    for label, when in (("future", future), ("past", past)):
        with trial.state(f"files from the {label}"):
            run = lab.copy(1, "run")
            for name in os.listdir(run):
                os.utime(f"{run}/{name}", (when, when))
            lab.train(run, 2).expect(0)
            lab.expect_same(run, 2)
            for arguments in (["evaluate", "--data", lab.store], ["render", "grid"]):
                lab.run(*arguments, "--run", run).expect(0)
                made = {name: os.stat(f"{run}/{name}").st_ino for name in outputs(run)}
                for name in made:
                    os.utime(f"{run}/{name}", (when, when))
                lab.run(*arguments, "--run", run).expect(0)
                again = {name: os.stat(f"{run}/{name}").st_ino for name in outputs(run)}
                expect(again == made, f"{arguments[0]} made its output again")
    try:
        faketime = lab.need("faketime")
    except Skipped as reason:
        trial.skip_part(str(reason))
        return
    for label, arguments in (
        ("stands still", ["2020-01-01 00:00:00"]), ("runs ten times too fast", ["-f", "+0 x10"]),
        ("runs backwards", ["-f", "+0 x-1"]), ("jumps to the future", ["-f", "+10y"]),
    ):
        with trial.state(f"a clock that {label}"):
            run = lab.path(label.replace(" ", "-"))
            command = [faketime, *arguments, *lab.train_command(run, 3)]
            lab.finish(lab.start(command)).expect(0)
            lab.expect_same(run, 3)
            for line in read(f"{run}/train.jsonl").splitlines():
                record = json.loads(line)
                expect(record.get("seconds", 0) >= 0, f"{record}")


@case("25-out-of-memory")
def out_of_memory(lab, trial):
    """a limit on memory, of any size: an error or a clean death, and outputs that are valid"""
    codes = {}
    limits = [*range(16 << 20, 400 << 20, 6 << 20), *range(400 << 20, 2 << 30, 100 << 20)]
    for size in limits if not lab.quick else limits[::12]:
        for stage in ("train", "evaluate", "render"):
            with trial.state(f"{stage}, {size >> 20} MiB"):
                run = lab.copy(1, "run")
                command = {
                    "train": lab.train_command(run, 3),
                    "evaluate": lab.command("evaluate", "--run", run, "--data", lab.store),
                    "render": lab.command("render", "grid", "--run", run),
                }[stage]
                env = {"SWIFT_BACKTRACE": "enable=no"}
                result = lab.finish(lab.start(command, env, {resource.RLIMIT_AS: size}))
                # 127: not even the libraries fit.
                expect(result.code in (0, 1, 71, 73, 74, 127, 132, 133, 134, 137, 139),
                       f"exit {result.code}: {result.err}")
                codes[result.code] = codes.get(result.code, 0) + 1
                expect_whole_prefix(lab, run)
                lab.train(run, 3).expect(0)
                lab.expect_same(run, 3)
                if result.code == 0 and stage == "train":
                    continue
                for name in outputs(run):
                    expect(os.path.getsize(f"{run}/{name}") > 0, f"{name} is empty")
    trial.note("exit codes " + ", ".join(f"{code}: {n}" for code, n in sorted(codes.items())))


@case("29-divergence", tests=["RunFolderTests"])
def divergence(lab, trial):
    """numbers that are none: 70, naming epoch and step; the last epoch stays the last"""
    state = read(f"{lab.fresh(2)}/state.safetensors")
    names = [name for name in tensors_of(state) if name.endswith(("kernel", "bias"))]
    for name in names if not lab.quick else names[::9]:
        for value in (math.nan, math.inf, 3e38):
            with trial.state(f"{value} in {name}"):
                run = lab.copy(2, "run")
                write(f"{run}/state.safetensors", planted(state, name, value))
                before = {other: digest(f"{run}/{other}") for other in os.listdir(run)}
                result = lab.train(run, 4, "--quiet").expect(0, 70)
                # 3e38 is a number: it may overflow or not, but what goes on must stay finite.
                may_go_on = math.isfinite(value) or (
                    name.startswith("m.") and not math.isnan(value))
                expect(result.code == 70 or may_go_on, "it went on")
                if result.code == 70:
                    # The epoch and step are those at which it shows.
                    expect(re.search(r"epoch 3, step [12];.* is e002;", result.err), result.err)
                    for other in ("checkpoints.tar", "state.safetensors", "train.jsonl"):
                        expect(digest(f"{run}/{other}") == before[other], f"{other} changed")
                else:
                    expect(lab.whole_epochs(run) == 4, "an epoch is missing")
                    expect(not has_infinite(read(f"{run}/checkpoints.tar")), "it was archived")
    with trial.state("rate 1e6"):
        result = lab.train(lab.path("run"), 1, "--learning-rate", "1e6").expect(64, 65, 78)
        expect("--learning-rate" in result.err, result.err)


def tensors_of(state):
    """The entries of a safetensors file by name, in the order of their bytes."""
    size = struct.unpack("<Q", state[:8])[0]
    header = json.loads(state[8:8 + size])
    header.pop("__metadata__")
    return dict(sorted(header.items(), key=lambda entry: entry[1]["data_offsets"]))


def planted(state, name, value):
    """The state with another first number in a tensor, and the checksum of that."""
    size = struct.unpack("<Q", state[:8])[0]
    metadata = json.loads(state[8:8 + size])["__metadata__"]
    content, start = bytearray(state), 8 + size
    entries = tensors_of(state)
    place = start + entries[name]["data_offsets"][0]
    content[place:place + 4] = struct.pack("<f", value)
    digest = hashlib.sha256(metadata["progress"].encode())
    for tensor, entry in entries.items():
        digest.update(f"{tensor}{entry['shape']}".encode())
        begin, end = entry["data_offsets"]
        digest.update(content[start + begin:start + end])
    header = bytes(content[:start]).replace(
        metadata["sha256"].encode(), digest.hexdigest().encode())
    return header + bytes(content[start:])


def has_infinite(archive):
    """Whether a float of an archive's networks is infinite or not a number."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for entry in members:
            if entry.name.endswith(".safetensors"):
                content = members.extractfile(entry).read()
                start = 8 + struct.unpack("<Q", content[:8])[0]
                exponents = array.array("I", content[start:])
                if any(bits & 0x7F800000 == 0x7F800000 for bits in exponents):
                    return True
    return False


@case("32-cron-environment")
def cron_environment(lab, trial):
    """no HOME, LANG, TZ or standard input, other locales and time zones: the same bytes"""
    made = []
    surroundings = [
        ({"HOME": "", "LANG": ""}, None), ({}, None), ({"PATH": ""}, None),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}, None),
        ({"LC_ALL": "C", "TMPDIR": "/nonexistent", "HOME": "/nonexistent"}, "closed"),
    ]
    for number, (env, stdin) in enumerate(surroundings):
        with trial.state(f"{env}, standard input {stdin or 'of /dev/null'}"):
            run = lab.path(f"run{number}")
            # Child processes get just these variables.
            options = {"env": env}
            wrap = [] if stdin is None else ["/bin/sh", "-c", 'exec "$@" <&-', "sh"]
            for command in (
                lab.train_command(run, 3),
                lab.command("ingest", f"{lab.root}/idx", "--output", f"{run}/store"),
                lab.command("evaluate", "--run", run, "--data", lab.store, "--checkpoint", "all"),
                lab.command("render", "progress", "--run", run),
            ):
                lab.finish(lab.start(wrap + command, **options)).expect(0)
            lab.expect_same(run, 3)
            made.append({name: digest(f"{run}/{name}") for name in outputs(run)})
            expect(made[-1] == made[0], "the outputs differ")
