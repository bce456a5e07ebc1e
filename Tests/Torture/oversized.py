"""Files of a run that are far larger than what they say."""
import hashlib
import json
import os
import shutil
import struct
import tarfile

from harness import case, expect
from hostile import BYTES, CPU_SECONDS
from lab import read, write

GIB = 1 << 30


@case("37-oversized-runs", tests=["HostileArchiveTests", "RecordFileTests"])
def oversized_runs(lab, trial):
    """sparse tensors, zeros behind an archive, millions of lines: at most 2 s of CPU and 300 MB"""
    worst = [0.0, 0]

    def spends(label, command, *codes):
        with trial.state(label):
            result = lab.finish(lab.start(command), timeout=120)
            if result.code != 65 or "--verify" not in command:
                result.expect(*codes)
            worst[0] = max(worst[0], result.cpu_seconds)
            worst[1] = max(worst[1], result.peak_bytes)
            expect(result.cpu_seconds < CPU_SECONDS, f"{result.cpu_seconds:.1f} s of CPU")
            expect(result.peak_bytes < BYTES, f"{result.peak_bytes / 1e6:.0f} MB")

    def stages(label, run, *codes):
        spends(f"{label}, evaluate",
               lab.command("evaluate", "--run", run, "--data", lab.store), *codes)
        spends(f"{label}, verify",
               lab.command("evaluate", "--verify", "--run", run, "--data", lab.store), *codes)
        spends(f"{label}, train", lab.train_command(run, 2), *codes)

    for size in (1 << 28, GIB):
        run = lab.copy(1, "run")
        enlarge_state(f"{run}/state.safetensors", size)
        stages(f"a sparse tensor of {size >> 20} MiB in the state", run, 0, 65)
    run = lab.copy(2, "run")
    shutil.copy(f"{lab.fresh(1)}/checkpoints.tar", run)
    enlarge_state(f"{run}/state.safetensors", 300 << 20)
    stages("a sparse tensor of 300 MiB in the state of an epoch to append", run, 0, 65)
    for count, size in ((1, GIB), (16, GIB), (16, 100 << 20)):
        run = lab.copy(1, "run")
        append_members(f"{run}/checkpoints.tar", count, size)
        stages(f"{count} sparse tensors of {size >> 20} MiB in a checkpoint", run, 0)
        expect(os.path.getsize(f"{run}/checkpoints.tar") < GIB, "it was not cut")
    for size in (GIB, 1 << 40):
        run = lab.copy(1, "run")
        os.truncate(f"{run}/checkpoints.tar", size)
        stages(f"{size >> 30} GiB of zeros behind an archive", run, 0)
        lab.expect_same(run, 2)
    run = lab.copy(1, "run")
    for name in ("train.jsonl", "evaluation.jsonl"):
        before = read(f"{run}/{name}") if os.path.exists(f"{run}/{name}") else b""
        write(f"{run}/{name}", before + b"{}\n" * 4_000_000)
    stages("12 MB of lines", run, 0)
    trial.note(f"at most {worst[0]:.2f} s of CPU, {worst[1] / 1e6:.0f} MB")


def enlarge_state(path, size):
    """Gives a tensor of a state another shape, of zeros that take no room on the disk; the digest
    is right."""
    content = read(path)
    length, = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    name, entry = max(header.items(), key=lambda item: item[1]["data_offsets"])
    start = entry["data_offsets"][0]
    header[name] = {**entry, "shape": [size // 4], "data_offsets": [start, start + size]}
    hasher = hashlib.sha256(metadata["progress"].encode())
    data = content[8 + length:]
    for other, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        first, end = entry["data_offsets"]
        hasher.update(f"{other}[{', '.join(map(str, entry['shape']))}]".encode())
        if other != name:
            hasher.update(data[first:end])
    for _ in range(size >> 20):
        hasher.update(bytes(1 << 20))
    metadata["sha256"] = hasher.hexdigest()
    text = json.dumps({"__metadata__": metadata, **header}, separators=(",", ":")).encode()
    write(path, struct.pack("<Q", len(text)) + text + data[:start])
    os.truncate(path, 8 + len(text) + start + size)


def append_members(path, count, size):
    """Puts members of zeros, which take no room on the disk, behind the last epoch."""
    end = os.path.getsize(path) - 1024
    with open(path, "r+b") as file:
        for number in range(count):
            info = tarfile.TarInfo(f"e002/network{number}.safetensors")
            info.size = size
            file.seek(end)
            file.write(info.tobuf(tarfile.USTAR_FORMAT))
            end += 512 + size
        file.truncate(end)
