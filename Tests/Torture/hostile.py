"""Rows 26 and 27: inputs made to exhaust or to escape."""
import gzip
import io
import json
import os
import shutil
import struct
import tarfile
import zipfile
import zlib

from harness import case, expect
from lab import digest, idx_bytes, read, write

CPU_SECONDS, BYTES = 2, 300e6


@case("26-bombs", tests=["DamagedNpzTests", "GzipReaderTests", "SafetensorsHeaderTests"])
def bombs(lab, trial):
    """zip and gzip bombs, lying sizes, huge shapes: refused in 2 s of CPU and 300 MB"""
    worst = [0.0, 0]

    def refused(label, command):
        with trial.state(label):
            result = lab.finish(lab.start(command), timeout=120).expect(64, 65, 66)
            worst[0] = max(worst[0], result.cpu_seconds)
            worst[1] = max(worst[1], result.peak_bytes)
            expect(result.cpu_seconds < CPU_SECONDS, f"{result.cpu_seconds:.1f} s of CPU")
            expect(result.peak_bytes < BYTES, f"{result.peak_bytes / 1e6:.0f} MB")
            expect(not os.path.exists(lab.path("store")), "a store was made")

    def ingest(label, name, content=None):
        if content is not None:
            write(lab.path(name), content)
        refused(label, lab.command("ingest", lab.path(name), "--output", lab.path("store")))

    size = 10 << 30 if not lab.quick else 1 << 30
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        zip_bomb(lab.path("bomb.npz"), size if method else 400 << 20, method)
        ingest(f"a zip bomb, method {method}", "bomb.npz")
    os.remove(lab.path("bomb.npz"))
    folder = lab.path("bomb")
    shutil.copytree(f"{lab.root}/idx", folder)
    name = f"{folder}/train-images-idx3-ubyte"
    small = read(name)
    os.remove(name)
    with open(f"{name}.gz", "wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb") as packed:
            packed.write(small[:16])
            for _ in range(size >> 24):
                packed.write(bytes(1 << 24))
    ingest("a gzip bomb", "bomb")
    os.remove(f"{name}.gz")
    most = 0xFFFFFFFF
    for label, dimensions in (
        ("an idx header of 0xFFFFFFFF images", [most, 28, 28]),
        ("an idx header of 0xFFFFFFFF thrice", [most] * 3), ("255 dimensions", [most] * 255),
        ("no dimensions", []),
    ):
        write(name, idx_bytes(dimensions, small[16:]))
        ingest(label, "bomb")
    for label, shape in (
        ("a huge npy shape", "(99999999999, 28, 28)"), ("a negative npy shape", "(-1, 28, 28)"),
        ("an overflowing npy shape", "(4611686018427387904, 4, 28)"),
        ("a deep npy header", "(" * 9000),
    ):
        ingest(label, "shape.npz", npz({"x_train": shape}))
    for label, content in safetensors_bombs():
        write(lab.path("bomb.safetensors"), content)
        refused(f"{label} as a store",
                lab.train_command(lab.path("run"), 1, store=lab.path("bomb.safetensors")))
        run = lab.copy(1, "victim")
        write(f"{run}/state.safetensors", content)
        refused(f"{label} as a state", lab.train_command(run, 2))
    run = lab.copy(1, "victim")
    for name in ("state.safetensors", "config.yaml"):
        with open(f"{run}/{name}", "wb") as file:
            file.truncate(1 << 40)
        refused(f"a sparse {name} of 1 TB", lab.train_command(run, 2))
        shutil.copy(f"{lab.fresh(1)}/{name}", run)
    with open(f"{run}/state.safetensors", "wb") as file:
        file.truncate(1 << 29)
    refused("a sparse state of 512 MB", lab.train_command(run, 2))
    write(f"{run}/config.yaml", b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (key, key, b",".join([b"*%c" % (key - 1)] * 9))
        for key in range(ord("b"), ord("z"))))
    refused("a recipe of references to references", lab.train_command(run, 2))
    write(f"{run}/config.yaml", b"[" * 60000)
    refused("a deep recipe", lab.train_command(run, 2))
    for label, entries in hostile_members():
        make_tar(f"{run}/checkpoints.tar", entries)
        refused(f"an archive with {label}, evaluate",
                lab.command("evaluate", "--run", run, "--data", lab.store))
        refused(f"an archive with {label}, render", lab.command("render", "grid", "--run", run))
    trial.note(f"at most {worst[0]:.2f} s of CPU, {worst[1] / 1e6:.0f} MB")


def zip_bomb(path, size, method):
    """The four members of a data set, of which the first is `size` bytes of zeros."""
    piece = bytes(1 << 24)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name in ("x_train", "y_train", "x_test", "y_test"):
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                member.write(npy_header("(60000, 28, 28)" if name[0] == "x" else "(60000,)"))
                for _ in range(size >> 24 if name == "x_train" else 1):
                    member.write(piece)


def npy_header(shape):
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * ((64 - (11 + len(text)) % 64) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def npz(shapes):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("x_train", "y_train", "x_test", "y_test"):
            shape = shapes.get(name, "(32, 28, 28)" if name[0] == "x" else "(32,)")
            archive.writestr(f"{name}.npy", npy_header(shape) + bytes(32 * 784))
    return buffer.getvalue()


def safetensors_bombs():
    def header(text):
        return struct.pack("<Q", len(text)) + text

    def tensor(shape, end):
        entry = {"dtype": "U8", "shape": shape, "data_offsets": [0, end]}
        return header(json.dumps({"train.images": entry}).encode())

    return [
        ("a header of 2^63 bytes", struct.pack("<Q", 1 << 63) + b"{}"),
        ("a header of 2^62 bytes", struct.pack("<Q", 1 << 62) + b"{}"),
        ("a header of 100 MB", header(b" " * (100 << 20))),
        ("a deep header", header(b"[" * (1 << 20))),
        ("a deep object", header(b'{"a":' * (1 << 18))),
        ("a huge shape", tensor([1 << 62, 1 << 62, 4], 16)),
        ("an overflowing shape", tensor([1 << 32, 1 << 32, 16], 0)),
        ("a long name", header(b'{"' + b"a" * (50 << 20) + b'":1}')),
    ]


def hostile_members():
    """Archives of members that are too large, lie, or are no files."""
    first = "e001/generator.safetensors"
    return [
        ("a member of 8 GB that is not there", [(first, 8 << 30, b"", tarfile.REGTYPE, "")]),
        ("a checkpoint.json of 900 MB", [
            (first, 0, b"", tarfile.REGTYPE, ""),
            ("e001/discriminator.safetensors", 0, b"", tarfile.REGTYPE, ""),
            ("e001/checkpoint.json", 900 << 20, b"[" * 4096, tarfile.REGTYPE, "")]),
        ("deep JSON", [
            (first, 0, b"", tarfile.REGTYPE, ""),
            ("e001/discriminator.safetensors", 0, b"", tarfile.REGTYPE, ""),
            ("e001/checkpoint.json", 1 << 20, b"[" * (1 << 20), tarfile.REGTYPE, "")]),
    ] + escapes()


def escapes():
    first = "e001/generator.safetensors"
    return [
        ("an absolute path", [("/torture-was-here", 4, b"evil", tarfile.REGTYPE, "")]),
        ("a path upwards", [("e001/../../../torture-was-here", 4, b"evil", tarfile.REGTYPE, "")]),
        ("a link", [(first, 0, b"", tarfile.SYMTYPE, "/etc/passwd")]),
        ("a hard link", [(first, 0, b"", tarfile.LNKTYPE, "../state.safetensors")]),
        ("a device", [(first, 0, b"", tarfile.CHRTYPE, "")]),
        ("a FIFO", [(first, 0, b"", tarfile.FIFOTYPE, "")]),
        ("a folder", [(first, 0, b"", tarfile.DIRTYPE, "")]),
    ]


def make_tar(path, entries):
    with open(path, "wb") as file:
        for name, size, content, kind, target in entries:
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = size, kind, target
            file.write(info.tobuf(tarfile.USTAR_FORMAT if size < 8 << 30 else tarfile.GNU_FORMAT))
            file.write(content + bytes(-len(content) % 512))
        file.write(bytes(1024))


@case("27-traversal", tests=["DamagedNpzTests"])
def traversal(lab, trial):
    """paths, links and devices in a zip or tar: nothing is written outside"""
    for label, entries in escapes():
        with trial.state(f"tar, {label}"):
            run = lab.copy(1, "run")
            # Behind a whole epoch, where a reader comes to it.
            whole = read(f"{run}/checkpoints.tar")[:-1024]
            make_tar(lab.path("tail.tar"), entries)
            write(f"{run}/checkpoints.tar", whole + read(lab.path("tail.tar")))
            before = everything(lab.folder)
            lab.run("render", "grid", "--run", run, "--output", lab.path("picture.png")).expect(0)
            lab.run("evaluate", "--verify", "--run", run, "--data", lab.store).expect(0)
            new = everything(lab.folder) - before - {lab.path("picture.png")}
            expect(not new, f"{new} was made")
            lab.train(run, 2).expect(0)
            lab.expect_same(run, 2)
            expect(not os.path.exists("/torture-was-here"), "it was written to the root")
            expect(len(everything(lab.folder) - before - {lab.path("picture.png")}) == 0,
                   "train made other files")
    names = ["../x_train.npy", "/x_train.npy", "x_train.npy/../../evil", "a/x_train.npy",
             "x_train.npy\0.txt", "C:\\x_train.npy", "..\\x_train.npy", "x_train.npy "]
    for name in names:
        with trial.state(f"zip, {name!r}"):
            content = npz({}).replace(b"x_train.npy", (name.encode() + b"_" * 11)[:11])
            write(lab.path("names.npz"), content if len(name) == 11 else renamed(name))
            before = everything(lab.folder)
            lab.run("ingest", lab.path("names.npz"), "--output", lab.path("store")).expect(65)
            expect(everything(lab.folder) == before, "files were made")


def renamed(name):
    """A data set whose first array has another name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for wanted in ("x_train", "y_train", "x_test", "y_test"):
            shape = "(32, 28, 28)" if wanted[0] == "x" else "(32,)"
            info = zipfile.ZipInfo(f"{wanted}.npy")
            if wanted == "x_train":
                # The module cleans names that it is given, not those that it is told later.
                info.filename = name
            archive.writestr(info, npy_header(shape) + bytes(32 * (784 if wanted[0] == "x" else 1)))
    return buffer.getvalue()


def everything(folder):
    return {os.path.join(inner, name) for inner, folders, names in os.walk(folder)
            for name in folders + names}
